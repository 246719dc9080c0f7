// SPDX-License-Identifier: Apache-2.0
#include "submit/recomputed.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "host/fingerprint.h"
#include "host/saved_copy.h"
#include "record/record_json.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

record::Record honest() {
  const auto path = std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/submit/testdata/timed.json";
  return record::parse_record(sys::read_file(path, base::Bytes{1u << 20}), "timed.json");
}

template <class Of>
std::vector<std::string> contradicting(const std::vector<Of>& found) {
  std::vector<std::string> codes;
  for (const auto& each : found) codes.push_back(each.code);
  return codes;
}

std::vector<std::string> contradictions_in(const record::Record& made) {
  return contradicting(contradictions(made, {}));
}

void set_fingerprint(record::Host& host, std::string_view key, std::string value) {
  for (auto& [name, text] : host.fingerprint) {
    if (name == key) text = value;
  }
}

TEST(Contradictions, AreNotInAnHonestRecord) {
  EXPECT_THAT(contradictions_in(honest()), IsEmpty());
}

TEST(Contradictions, AreMarksOfWhatNobodyShouldRelyOn) {
  auto made = honest();
  made.harness.commit.clear();
  EXPECT_THAT(contradictions_in(made), ElementsAre("origin-unknown"));
  made = honest();
  made.cells[0].benchmarks[0].samples = {};
  EXPECT_THAT(contradictions_in(made), ElementsAre("no-samples"));
  made = honest();
  made.cells[0].program->arch = "aarch64";
  EXPECT_THAT(contradictions_in(made), ElementsAre("foreign-host"));
}

// The key is of the class too: whoever changes the one changes the other.
TEST(Contradictions, AreClassesThatTheEvidenceDoesNotGive) {
  const auto with = [](std::string host_class, std::string signal, std::string strength) {
    auto made = honest();
    made.hosts[0].host_class = std::move(host_class);
    made.hosts[0].evidence = {{std::move(signal), std::move(strength), "x"}};
    made.hosts[0].key = host::host_key(made.hosts[0]);
    return contradictions_in(made);
  };
  EXPECT_THAT(with("virtualised", "hypervisor: cpuid", "strong"), IsEmpty());
  EXPECT_THAT(with("bare-metal-claimed", "hypervisor: cpuid", "strong"),
              ElementsAre("class-doubtful", "wrong-class"));
  EXPECT_THAT(with("virtualised", "emulator: counter", "strong"),
              ElementsAre("emulated-host", "wrong-class"));
  // Worse than the evidence is no better.
  EXPECT_THAT(with("virtualised", "container: cgroup", "strong"), ElementsAre("wrong-class"));
}

TEST(Contradictions, AreCpusWithAnotherName) {
  auto made = honest();
  set_fingerprint(made.hosts[0], "cpu", "Kunpeng 9999");
  EXPECT_THAT(contradictions_in(made), ElementsAre("wrong-machine-key", "wrong-cpu-name"));
  set_fingerprint(made.hosts[0], "cpuinfo.model_name", "Kunpeng 9999");
  EXPECT_THAT(contradictions_in(made), ElementsAre("wrong-machine-key"));
  // Whoever makes the key too has to make a copy of a machine that shows it.
  made.hosts[0].key = host::host_key(made.hosts[0]);
  EXPECT_THAT(contradictions_in(made), IsEmpty());
}

TEST(Contradictions, AreCoresOfAnotherMaker) {
  const catalog::Cores cores{{.family = "arm",
                              .id = "0x48",
                              .name = "HiSilicon",
                              .source = "",
                              .cores = {{"0xd01", "TaiShan v110"}},
                              .names = {}}};
  auto made = honest();
  made.cells.clear();
  auto& host = made.hosts[0];
  host.fingerprint = {{"arch", "aarch64"},
                      {"cpu", "HiSilicon TaiShan v110"},
                      {"arm.implementer", "0x48"},
                      {"arm.part", "0xd01"}};
  host.key = host::host_key(host);
  EXPECT_THAT(contradictions(made, cores), IsEmpty());
  set_fingerprint(host, "cpu", "Kunpeng 9999");
  EXPECT_THAT(contradicting(contradictions(made, cores)), ElementsAre("wrong-cpu-name"));
  set_fingerprint(host, "cpu", "HiSilicon 0xd01");  // before it had a name
  EXPECT_THAT(contradictions(made, cores), IsEmpty());
}

TEST(Contradictions, AreResultsOfAProgramThatIsNotNamed) {
  auto made = honest();
  made.cells[1].program.reset();
  EXPECT_THAT(contradictions_in(made), ElementsAre("unnamed-program"));
  made.cells[1].benchmarks.clear();  // it could not be built
  EXPECT_THAT(contradictions_in(made), IsEmpty());
}

TEST(MachineCopy, IdentifiesTheMachineOfTheRecord) {
  host::Readings readings;
  record::Record made;
  made.hosts = {host::look(host::Root("/", &readings))};
  const auto copy = host::fit_to_leave(readings).readings;
  EXPECT_THAT(contradictions(made, copy, {}), IsEmpty());
  made.hosts[0].features.emplace_back("sve9");
  EXPECT_THAT(contradicting(contradictions(made, copy, {})), ElementsAre("other-features"));
  made.hosts[0].fingerprint.emplace(made.hosts[0].fingerprint.begin(), "cores", "4711");
  made.hosts[0].key = host::host_key(made.hosts[0]);
  EXPECT_THAT(contradicting(contradictions(made, copy, {})), ElementsAre("other-machine"));
}

TEST(MachineCopy, NamesWhatDiffers) {
  const host::Readings copy{{"/proc/cpuinfo",
                             "processor : 0\nvendor_id : AuthenticAMD\ncpu family : 25\nmodel : 1\n"
                             "model name : AMD EPYC 7B13\nflags : fpu\n"},
                            {"/observed/machine", "x86_64"},
                            {"/observed/program", "x86_64"}};
  const auto found = contradictions(honest(), copy, {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].reason, HasSubstr("cpu is 'AMD EPYC 7B13' in the copy and 'AMD EPYC 9354P"));
}

// The clock decides whether a machine is verified.
TEST(MachineCopy, HasARemarkWhereTheRecordStatesOtherSettings) {
  const host::Readings copy{{"/proc/cpuinfo", "processor : 0\nmodel name : x\nflags : fpu\n"},
                            {"/proc/meminfo", "MemTotal: 1000 kB\n"},
                            {"/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq", "3600000"},
                            {"/sys/devices/system/cpu/smt/active", "1"},
                            {"/observed/libc", "glibc 2.36"},
                            {"/observed/machine", "x86_64"},
                            {"/observed/program", "x86_64"}};
  record::Record made;
  made.hosts = {host::look(host::Root::of(copy))};
  EXPECT_THAT(contradictions(made, copy, {}), IsEmpty());
  set_fingerprint(made.hosts[0], "libc", "glibc 2.41");  // of the program that looked
  std::erase_if(made.hosts[0].fingerprint, [](const auto& each) { return each.first == "smt"; });
  EXPECT_THAT(contradictions(made, copy, {}), IsEmpty());
  set_fingerprint(made.hosts[0], "frequency_max_khz", "1000000");
  set_fingerprint(made.hosts[0], "memory_bytes", "999999999999");
  const auto found = contradictions(made, copy, {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, "other-settings");
  EXPECT_FALSE(found[0].refuses);
  EXPECT_THAT(found[0].reason,
              HasSubstr("memory_bytes is '1024000' in the copy and '999999999999' in the record; "
                        "frequency_max_khz is '3600000' in the copy and '1000000' in the record"));
}

TEST(Knowledge, HasTheSheetOfEachHostsChip) {
  catalog::Catalog catalog;
  catalog.suites.resize(2);
  catalog.targets.resize(2);
  catalog.targets[0].arch = catalog.targets[1].arch = "x86_64";
  catalog.targets[1].identity = {{.key = "x86.vendor",
                                  .values = {"AuthenticAMD"},
                                  .source = "",
                                  .verified = true,
                                  .enough = true}};
  const auto known = knowledge_of(honest(), catalog);
  EXPECT_EQ(known.suites.size(), 2u);
  EXPECT_THAT(known.chips, ElementsAre(&catalog.targets[1]));  // the other one is any chip
}

}  // namespace
}  // namespace assay::submit
