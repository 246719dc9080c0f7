// SPDX-License-Identifier: Apache-2.0
// assay doctor as a user runs it: this machine, a copy of it, and a copy of another one.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// A fact of doctor's object `part`.
std::string value(const base::Json& document, const char* part, const std::string& key) {
  return text(*document.find(part), key);
}

TEST(DoctorJourney, ShowsTheMachineItsFitnessAndWhatIsMissing) {
  const SmallTree tree("good", {"x86-64-v2", "riscv64-gc"});
  const auto table = tree.assay({"doctor"});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("fitness for measuring"));
  std::vector<std::string> first;
  for (const auto& line : base::split(table.out, '\n')) {
    const bool goes_on = line.starts_with(' ');
    if (first.size() < 6 && !goes_on) first.push_back(line.substr(0, line.find(' ')));
  }
  EXPECT_THAT(first, testing::ElementsAre("machine", "runs", "target", "times", "help", ""));
  const auto document = base::parse_json(tree.assay({"doctor", "--json"}).out, "doctor");
  EXPECT_EQ(document.text("schema"), "assay.doctor/2");
  EXPECT_EQ(document.find("summary")->object()->size(), 5u);
  EXPECT_EQ(value(document, "host", "key").size(), 16);
  EXPECT_NE(document.find("host")->find("features")->array()->size(), 0u);
  EXPECT_NE(text(*document.find("fitness")->find("clock"), "found"), "");
  EXPECT_NE(document.find("tools"), nullptr);
  const auto source = find(*document.find("folders"), {{"kind", "source"}});
  EXPECT_NE(text(source, "size"), "");
  EXPECT_NE(text(source, "age"), "");
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
  EXPECT_EQ(*again.find("summary"), *live.find("summary"));
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
  const auto& host = *document.find("host");
  EXPECT_EQ(*host.find("is the chip of"), base::Json(base::Json::Array{"riscv64-gc"}));
  EXPECT_EQ(value(document, "host", "class"), "bare-metal-claimed");
  EXPECT_THAT(*host.find("not readable")->array(), testing::Contains(base::Json("governor")));
  EXPECT_THAT(read.out, Not(HasSubstr("x86")));
}

// A pipe in a copy would be waited for, and 4 MiB of anything read.
TEST(DoctorJourney, OfAHostileCopyEndsWithAnAnswer) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  std::filesystem::create_directories(top / "proc");
  ASSERT_EQ(mkfifo((top / "proc/cpuinfo").c_str(), 0600), 0);
  std::filesystem::create_directories(top / "sys/devices/system/cpu");
  ASSERT_EQ(mkfifo((top / "sys/devices/system/cpu/online").c_str(), 0600), 0);
  const auto read = assay({"doctor", "--json", "--root", top.string()});
  EXPECT_EQ(read.status, 0) << read.err;
  const auto document = base::parse_json(read.out, "doctor");
  EXPECT_EQ(value(document, "host", "cpu"), "unknown CPU");
  EXPECT_EQ(value(document, "summary", "target"), "no target");
}

// The targets of the tree, and the names of cores.
TEST(DoctorJourney, NamesTheCoresOfAHybrid) {
  const sys::TemporaryFolder folder;
  const auto& top = folder.path();
  sys::write_whole(top / "proc/cpuinfo",
                   "processor : 0\nFeatures : fp asimd aes sha3\nCPU implementer : 0x70\n"
                   "CPU architecture: 8\nCPU part : 0x303\n\nprocessor : 1\n"
                   "Features : fp asimd aes\nCPU implementer : 0x70\nCPU architecture: 8\n"
                   "CPU part : 0x664\n");
  const auto read = assay({"doctor", "--json", "--root", top.string()});
  EXPECT_EQ(read.status, 0) << read.err;
  const auto document = base::parse_json(read.out, "doctor");
  EXPECT_EQ(value(document, "host", "arch"), "aarch64");
  EXPECT_EQ(value(document, "host", "clusters"), "Phytium FTC310: 0; Phytium FTC664: 1");
  EXPECT_THAT(value(document, "summary", "machine"),
              testing::StartsWith("1 x Phytium FTC310 + 1 x Phytium FTC664, aarch64, 2 CPUs"));
}

}  // namespace
}  // namespace assay::cli
