// SPDX-License-Identifier: Apache-2.0
#include "present/paired.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/json.h"

namespace assay::present {
namespace {

TEST(Blocks, HaveALineEachWithWhatTheySay) {
  const record::Pair pair{.base_wall_ns = 100'000,
                          .head_wall_ns = 105'000,
                          .base_cpu_ns = 99'000,
                          .head_cpu_ns = 99'000,
                          .head_first = true};
  record::Pair disturbed = pair;
  disturbed.disturbed = true;
  const record::PairedBenchmark benchmark{
      .name = "libc/strlen/8",
      .outcome = base::Outcome::ok(),
      .mode = "slices",
      .passes = 2000,
      .seconds = 1.5,
      .blocks = {{.cpu = 1, .pairs = {pair, pair}},
                 {.confirmation = true, .cpu = 0, .pairs = {disturbed, disturbed}}}};
  EXPECT_EQ(blocks_text(benchmark, {}, {.columns = 140}),
            "libc/strlen/8: 2 blocks in 1.5 s, mode slices, slices of 2000 iterations\n"
            "block  for           CPU  pairs  disturbed  base us  head us           wall       CPU "
            "time\n"
            "    1  first looks     1      2          0    100.0    105.0        +5.00 %        "
            "+0.00 %\n"
            "    2  confirmation    0      2          2    100.0    105.0  too disturbed  too "
            "disturbed\n");
  const base::Json json =
      base::parse_json(blocks_text(benchmark, {}, {.format = "json"}), "blocks");
  EXPECT_EQ(json.text("schema"), "assay.blocks/1");
  EXPECT_EQ(json.find("benchmark")->find("blocks")->array()->size(), 2u);
  EXPECT_EQ(json.find("doubt"), nullptr);
  EXPECT_THROW(blocks_text(benchmark, {}, {.format = "junit"}), base::Error);
}

TEST(Blocks, AreMarkedWhereTheyAreDoubtfulAndHiddenWhereTheyAreNone) {
  const record::PairedBenchmark benchmark{
      .name = "libc/strlen/8",
      .mode = "slices",
      .blocks = {{.pairs = {{.base_wall_ns = 7'000, .head_wall_ns = 7'000}}}}};
  record::Doubt doubt{"foreign-host", "of another architecture"};
  EXPECT_THAT(blocks_text(benchmark, doubt, {.columns = 140}),
              testing::ContainsRegex("\ndoubtful: foreign-host: of another architecture\n.*block"));
  EXPECT_THAT(blocks_text(benchmark, doubt, {.format = "json"}),
              testing::HasSubstr(R"("doubt": "foreign-host")"));
  doubt.hides = true;
  const std::string hidden = blocks_text(benchmark, doubt, {.columns = 140});
  EXPECT_THAT(hidden, testing::EndsWith("\nnot shown, foreign-host: of another architecture\n"));
}

TEST(Blocks, AreShortenedUnlessAllAreWanted) {
  record::PairedBenchmark benchmark{.name = "a", .outcome = base::Outcome::ok()};
  const auto lines = [&](std::size_t blocks, bool all) {
    benchmark.blocks.assign(blocks, {});
    const auto text = blocks_text(benchmark, {}, {.all = all});
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines(8, false), 10);   // headline, heads, blocks
  EXPECT_EQ(lines(30, false), 10);  // and the last line counts the others
  EXPECT_EQ(lines(30, true), 32);
}

}  // namespace
}  // namespace assay::present
