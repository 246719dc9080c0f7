// SPDX-License-Identifier: Apache-2.0
// assay doctor as a user runs it: this machine, a copy of it, and a copy of another one.
#include <gmock/gmock.h>

#include "base/json.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// The value in the row of doctor's list `list` whose first column is `key`.
std::string value(const base::Json& document, const char* list, const std::string& head,
                  const std::string& key, const std::string& column) {
  return text(find(*document.find(list), {{head, key}}), column);
}

TEST(DoctorJourney, ShowsTheMachineItsFitnessAndWhatIsMissing) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const auto table = tree.assay({"doctor"});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("fitness for measuring"));
  const auto document = base::parse_json(tree.assay({"doctor", "--json"}).out, "doctor");
  EXPECT_EQ(value(document, "host", "this machine", "key", "value").size(), 16);
  EXPECT_NE(value(document, "fitness", "fitness for measuring", "clock", "found"), "");
  EXPECT_NE(document.find("tools"), nullptr);
  EXPECT_NE(value(document, "folders", "kind", "source", "size"), "");
  EXPECT_NE(value(document, "folders", "kind", "source", "age"), "");
}

TEST(DoctorJourney, ACopyOfThisMachineIsThisMachine) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const sys::TemporaryFolder folder;
  const auto copy = (folder.path() / "copy").string();
  const auto saved = tree.assay({"doctor", "--json", "--save", copy});
  EXPECT_EQ(saved.status, 0) << saved.err;
  const auto live = base::parse_json(saved.out, "live");
  const auto read = tree.assay({"doctor", "--json", "--root", copy});
  EXPECT_EQ(read.status, 0) << read.err;
  const auto again = base::parse_json(read.out, "again");
  EXPECT_EQ(*again.find("host"), *live.find("host"));
  EXPECT_EQ(*again.find("fitness"), *live.find("fitness"));
  EXPECT_EQ(again.find("tools"), nullptr);  // nothing of the machine that only looks
  EXPECT_EQ(tree.assay({"doctor", "--tune", "--root", copy}).status, 2);
  EXPECT_EQ(tree.assay({"doctor", "--save", copy}).status, 2);
  EXPECT_EQ(tree.assay({"doctor", "--root", copy + "/none"}).status, 2);
}

TEST(DoctorJourney, RecognisesAnotherMachinesChipFromItsCopy) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "observed/machine", "riscv64\n");
  sys::write_whole(top / "proc/cpuinfo",
                   "isa : rv64imafdc\nmvendorid : 0x489\nmarchid : 0x8000000000000007\n"
                   "mimpid : 0x4210427\n");
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const auto read = tree.assay({"doctor", "--json", "--root", top.string()});
  EXPECT_EQ(read.status, 0) << read.err;
  const auto document = base::parse_json(read.out, "doctor");
  EXPECT_EQ(value(document, "host", "this machine", "is the chip of", "value"), "riscv64-gc");
  EXPECT_EQ(value(document, "host", "this machine", "class", "value"), "bare-metal-claimed");
  EXPECT_THAT(value(document, "host", "this machine", "not readable", "value"),
              HasSubstr("governor"));
  EXPECT_THAT(read.out, Not(HasSubstr("x86")));
}

}  // namespace
}  // namespace assay::cli
