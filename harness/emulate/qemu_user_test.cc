// SPDX-License-Identifier: Apache-2.0
#include "emulate/qemu_user.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "run/guests_test.h"
#include "sys/variable_test.h"

namespace assay::emulate {
namespace {

using base::Outcome;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Silent final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view) override {}
};

class QemuUser : public testing::Test {
 protected:
  std::vector<record::CellRecord> run(const std::string& target, const std::string& file) {
    const run::ProgramToRun program = run::program_to_run(target, file);
    const auto* suite = with_suite_ ? catalog_.suite("guest") : nullptr;
    return run_qemu_user({program, *catalog_.target(target), suite, capabilities_, host_, folders_,
                          options_, plugin_});
  }
  std::string depends_on(const std::string& target) {
    const run::ProgramToRun program = run::program_to_run(target, "guest-x86_64");
    return qemu_user_depends_on({program, *catalog_.target(target), nullptr, capabilities_, host_,
                                 folders_, options_, plugin_});
  }

  sys::TemporaryFolder folder_;
  catalog::Catalog catalog_ = run::catalog_here();
  record::Capabilities capabilities_ = run::capabilities_here();
  record::Host host_ = run::host_here();
  sys::Folders folders_ = run::folders_in(folder_.path());
  run::RunOptions options_;
  std::string plugin_ = run::hash_of(folders_.plugin);
  bool with_suite_ = true;
  Silent progress_;
};

TEST_F(QemuUser, IsThereWhenItIsNewEnoughAndLoadsPlugins) {
  catalog::Target target = *catalog_.target("arm");
  const auto can = [&] { return can_run_qemu_user(target, capabilities_, host_); };
  EXPECT_EQ(can(), Outcome::ok());
  target.qemu_minimum = "7.2";
  EXPECT_EQ(can(), Outcome::ok());
  target.qemu_minimum = "8.1";
  capabilities_.emulators[1].tool.remedy = "scripts/setup --qemu";
  EXPECT_EQ(can(), Outcome::unavailable("qemu-too-old",
                                        "qemu-aarch64 7.2.0 is too old, 8.1 or "
                                        "later is needed: scripts/setup --qemu"));
  target.qemu_minimum.clear();
  capabilities_.emulators[1].plugins = false;
  EXPECT_EQ(can().code, "no-plugins");
  capabilities_.emulators.pop_back();
  EXPECT_EQ(can(), Outcome::unavailable("no-qemu", "qemu-aarch64 is not installed"));
}

TEST_F(QemuUser, NumbersDependOnQemuPluginCpuAndVariants) {
  const std::string before = depends_on("intel");
  EXPECT_EQ(depends_on("intel"), before);
  plugin_ = "another";
  EXPECT_NE(depends_on("intel"), before);
  plugin_ = run::hash_of(folders_.plugin);
  catalog_.targets[0].variants = {{"narrow", "qemu64"}};
  EXPECT_NE(depends_on("intel"), before);
}

TEST_F(QemuUser, CountsNothingWithoutAPluginOrAPassedSelfCheck) {
  plugin_.clear();
  EXPECT_EQ(run("intel", "guest-x86_64").at(0).outcome.code, "no-plugin");
  plugin_ = run::hash_of(folders_.plugin);
  folders_.self_check = folder_.path();
  const auto records = run("intel", "guest-x86_64");
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].outcome.code, "self-check");
  EXPECT_THAT(records[0].benchmarks, IsEmpty());
}

// The bytes that a static program has at an address.
std::string bytes_at(const std::filesystem::path& program, std::uint64_t address,
                     std::size_t size) {
  const std::string file = sys::read_file(program, base::Bytes{256u << 20});
  Elf64_Ehdr head;
  std::memcpy(&head, file.data(), sizeof(head));
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::memcpy(&segment, file.data() + head.e_phoff + i * sizeof(segment), sizeof(segment));
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    if (address < segment.p_vaddr || address >= segment.p_vaddr + segment.p_filesz) continue;
    return file.substr(segment.p_offset + address - segment.p_vaddr, size);
  }
  return "";
}

TEST_F(QemuUser, NamesTheInstructionThatTheEmulatedCpuDoesNotKnow) {
  options_.filter = "bad/ill";
  const struct {
    const char* target;
    const char* file;
    std::string instruction;
    const char* shown;
  } cases[] = {{"intel", "guest-x86_64", std::string("\x0f\x0b"), ": 0f 0b ud2"},
               {"arm", "guest-aarch64", std::string(4, '\0'), ": 00000000 "}};  // udf #0
  for (const auto& [target, file, instruction, shown] : cases) {
    const std::string reason = run(target, file).at(0).benchmarks.at(0).outcome.reason;
    EXPECT_THAT(reason, HasSubstr("SIGILL"));
    const std::size_t at = reason.find("(at 0x");
    ASSERT_NE(at, std::string::npos) << reason;
    const std::uint64_t address = std::stoull(reason.substr(at + 4), nullptr, 16);
    EXPECT_THAT(reason.substr(at), HasSubstr(shown));
    EXPECT_EQ(bytes_at(run::built("guests") / file, address, instruction.size()), instruction)
        << reason;
  }
}

TEST_F(QemuUser, RunsVariantsForTheirResultsOnly) {
  catalog_.targets[1].variants = {{"sve128", "max,sve128=on"}, {"sve512", "max,sve512=on"}};
  options_.filter = "good/middle|bad/error";
  const auto records = run("arm", "guest-aarch64");
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[0].place.emulator->variant, "");
  EXPECT_EQ(records[1].place.emulator->variant, "sve128");
  EXPECT_EQ(records[2].place.emulator->cpu, "max,sve512=on");
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_THAT(records[i].benchmarks, SizeIs(2));
    EXPECT_EQ(records[i].benchmarks[0].checksum, "17");
    EXPECT_EQ(records[i].benchmarks[1].outcome.code, "error");
    const auto domain = i == 0 ? std::optional(record::Domain::emu_count) : std::nullopt;
    EXPECT_EQ(record::domain_of(records[i].benchmarks[0].samples), domain);
  }
}

// QEMU ends a value at a comma. 32-bit Arm is counted with one path more.
TEST_F(QemuUser, CountsWherePathsHaveCommas) {
  options_.filter = "good/middle";
  catalog_.targets.push_back(run::target_of("small", "armhf", "cortex-a15"));
  capabilities_.emulators.push_back(run::qemu_for("armhf"));
  const auto counts_of = [&](const std::string& target, const std::filesystem::path& file) {
    const auto records = run(target, file);
    EXPECT_EQ(records.at(0).outcome, Outcome::ok());
    const auto& benchmark = records.at(0).benchmarks.at(0);
    EXPECT_EQ(benchmark.outcome, Outcome::ok());
    return benchmark.samples;
  };
  const std::pair<const char*, const char*> programs[] = {{"arm", "guest-aarch64"},
                                                          {"small", "guest-armhf"}};
  std::vector<record::AnySamples> expected, found;
  for (const auto& [target, file] : programs) expected.push_back(counts_of(target, file));

  const auto place = folder_.path() / "a,b,,c";
  std::filesystem::create_directories(place);
  std::filesystem::copy(folders_.plugin, place / "p,.so");
  folders_ = run::folders_in(place);  // its cache knows no passed self-check
  folders_.plugin = place / "p,.so";
  options_.blocks = place / "blocks";
  const sys::ScopedVariable temporaries("TMPDIR", place.c_str());
  for (const auto& [target, file] : programs) {
    std::filesystem::copy(run::built("guests") / file, place / file);
    found.push_back(counts_of(target, place / file));
  }
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(std::filesystem::exists(place / "blocks/arm+clang+debian-12+guest"));
}

TEST_F(QemuUser, FailsACpuThatQemuDoesNotKnow) {
  catalog_.targets[1].qemu_cpu = "no-such-cpu";
  const auto records = run("arm", "guest-aarch64");
  EXPECT_EQ(records.at(0).outcome.kind, Outcome::Kind::failed);
  EXPECT_THAT(records.at(0).outcome.reason, HasSubstr("no-such-cpu"));
}

}  // namespace
}  // namespace assay::emulate
