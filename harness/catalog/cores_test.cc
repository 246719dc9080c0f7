// SPDX-License-Identifier: Apache-2.0
#include "catalog/cores.h"

#include <gmock/gmock.h>

#include <set>

#include "catalog/problems_test.h"
#include "catalog/readme_test.h"
#include "sys/files.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Cores cores_of(std::string_view text, std::vector<base::Problem>& problems) {
  return read_cores(text, "cores.toml", problems);
}

TEST(ReadCores, TakesEveryMemberOfCoresAndNames) {
  std::vector<base::Problem> problems;
  const auto cores = cores_of(
      "[[vendor]]\nfamily = \"riscv\"\nid = \"0x710\"\nname = \"SpacemiT\"\nsource = \"s\"\n"
      "[vendor.cores]\n0x8000000058000001 = \"X60\"\n[vendor.names]\n\"spacemit,x60\" = \"X60\"\n",
      problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  ASSERT_THAT(cores, SizeIs(1));
  EXPECT_THAT(cores[0].cores, ElementsAre(testing::Pair("0x8000000058000001", "X60")));
  EXPECT_THAT(cores[0].names, ElementsAre(testing::Pair("spacemit,x60", "X60")));
}

TEST(ReadCores, RefusesWhatIsNoName) {
  std::vector<base::Problem> problems;
  cores_of(
      "[[vendor]]\nfamily = \"mips\"\nid = \"1\"\nname = \"N\"\nsource = \"s\"\nparts = 1\n"
      "[vendor.cores]\n0x1 = 2\n0x2 = \"\"\n",
      problems);
  EXPECT_THAT(lines(problems), SizeIs(4));
  EXPECT_THAT(lines(problems), testing::Contains(testing::HasSubstr("cores.toml:8:7: 0x1")));
}

Cores real() {
  std::vector<base::Problem> problems;
  auto cores = cores_of(
      sys::read_file(ASSAY_SOURCE_DIR "/targets/cores.toml", base::Bytes{1u << 20}), problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return cores;
}

// By lscpu of util-linux, the kernel's cputype.h and published /proc/cpuinfo.
TEST(CoreName, OfTheTreesFileAreThoseThatOtherToolsSay) {
  const auto cores = real();
  const std::pair<CoreIds, std::string> cases[] = {
      {{"arm", "0x70", "0x862", ""}, "Phytium FTC862"},
      {{"arm", "0x70", "0x303", ""}, "Phytium FTC310"},
      {{"arm", "0x48", "0xd01", ""}, "HiSilicon TaiShan v110 (Kunpeng-920)"},
      {{"arm", "0x41", "0xD0C", ""}, "Arm Neoverse-N1"},
      {{"arm", "0x41", "0xd46", ""}, "Arm Cortex-A510"},
      {{"arm", "0x51", "0x1", ""}, "Qualcomm Oryon"},
      {{"arm", "0x6d", "0xd49", ""}, "Microsoft Azure Cobalt 100"},
      {{"riscv", "", "", "sifive,u74-mc"}, "SiFive U74"},
      {{"riscv", "0x489", "0x8000000000000007", ""}, "SiFive 7 series"},
      {{"riscv", "0x5b7", "0x0", "thead,c920"}, "T-Head C920"},
      {{"riscv", "0x710", "0x8000000058000002", ""}, "SpacemiT X100"},
      {{"loongarch", "", "", "Loongson-3A5000-HV"}, "Loongson LA464"},
      {{"loongarch", "", "", "Loongson-3C6000/S"}, "Loongson LA664"},
      {{"loongarch", "", "0x14d011", ""}, "Loongson LA664"},
  };
  for (const auto& [ids, name] : cases) EXPECT_EQ(core_name(cores, ids), name);
}

TEST(CoreName, OfWhatIsNotListedHasTheVendorAndTheNumber) {
  const auto cores = real();
  EXPECT_EQ(core_name(cores, {"arm", "0x41", "0xfff", ""}), "Arm 0xfff");
  EXPECT_EQ(core_name(cores, {"riscv", "0x5b7", "0x1", ""}), "T-Head 0x1");
  EXPECT_EQ(core_name(cores, {"arm", "0x99", "0xd03", ""}), "");
  EXPECT_EQ(core_name(cores, {"riscv", "0x0", "0x5", "someone,core"}), "");
  EXPECT_EQ(core_name({}, {"arm", "0x41", "0xd03", ""}), "");
}

TEST(Cores, OfTheTreeAreSomeTwoHundredAndGivenOnce) {
  std::size_t count = 0;
  std::set<std::pair<std::string, std::string>> vendors;
  for (const auto& vendor : real()) {
    EXPECT_TRUE(vendors.insert({vendor.family, vendor.id}).second) << vendor.name;
    EXPECT_FALSE(vendor.source.empty()) << vendor.name;
    std::set<std::string> ids;
    for (const auto& [id, name] : vendor.cores) EXPECT_TRUE(ids.insert(id).second) << id;
    count += vendor.cores.size() + vendor.names.size();
  }
  EXPECT_GE(count, 200u);
}

TEST(CoresReadme, DocumentsEveryKeyAndNoOther) {
  EXPECT_EQ(documented_keys("targets/README.md", "## Names of cores"),
            keys_of("[[vendor]]\nfamily = \"\"\nid = \"\"\nname = \"\"\nsource = \"\"\n"));
}

}  // namespace
}  // namespace assay::catalog
