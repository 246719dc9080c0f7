// SPDX-License-Identifier: Apache-2.0
#include "judge/counterparts.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "judge/records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;

std::vector<std::string> names_of(const record::Record& record) {
  std::vector<std::string> names;
  for (const auto& each : record.cells[0].benchmarks) names.push_back(each.name);
  return names;
}

TEST(NamePair, HasTwoParts) {
  const auto pair = parse_name_pair("std::find=mine::find");
  EXPECT_EQ(pair.base, "std::find");
  EXPECT_EQ(pair.head, "mine::find");
  for (const char* wrong : {"", "a", "=a", "a=", "=", "a=b=c"}) {
    EXPECT_THROW(parse_name_pair(wrong), base::Error) << wrong;
  }
}

TEST(KeepSide, GivesBothSidesOneName) {
  const auto record = imported("copy_loop.json", {benchmark("copy_loop/copy_loop/64", times({1})),
                                                  benchmark("copy_loop/copy_call/64", times({2})),
                                                  benchmark("copy_loop/other", times({3}))});
  const NamePair pair{"copy_loop", "copy_call"};
  const auto base = keep_side(record, pair, PairSide::base, "a");
  const auto head = keep_side(record, pair, PairSide::head, "a");
  EXPECT_THAT(names_of(base), ElementsAre("copy_loop/copy_loop=copy_call/64"));
  EXPECT_EQ(names_of(base), names_of(head));
  EXPECT_EQ(base.cells[0].benchmarks[0].samples, record.cells[0].benchmarks[0].samples);
  EXPECT_EQ(head.cells[0].benchmarks[0].samples, record.cells[0].benchmarks[1].samples);
}

TEST(KeepSide, RefusesWhatWouldPairTwiceAndWhatPairsNothing) {
  const auto record = imported("a.json", {benchmark("a/sum/sum", times({1}))});
  EXPECT_THROW(keep_side(record, {"sum", "b"}, PairSide::base, "a"), base::Error);
  EXPECT_THROW(keep_side(record, {"sum/", "b"}, PairSide::head, "a"), base::Error);
  EXPECT_NO_THROW(keep_side(record, {"sum/", "b"}, PairSide::base, "a"));
}

}  // namespace
}  // namespace assay::judge
