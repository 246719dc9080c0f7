// SPDX-License-Identifier: Apache-2.0
#include "submit/submission.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "host/fingerprint.h"
#include "record/content.h"
#include "record/record_json.h"
#include "submit/allowed_signers.h"
#include "submit/report.h"
#include "sys/files.h"
#include "work/kit.h"

namespace assay::submit {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr std::string_view kDay = "2026-12-01";

// The copy of a machine, as far as these tests need one.
host::Readings a_machine() {
  return {{"/proc/cpuinfo",
           "processor : 0\nvendor_id : AuthenticAMD\ncpu family : 25\nmodel : 17\n"
           "model name : AMD EPYC 9354P 32-Core Processor\nflags : fpu avx avx2\n"},
          {"/observed/machine", "x86_64"},
          {"/observed/program", "x86_64"}};
}

// What a run of today leaves, on that machine.
record::Record timed() {
  const auto path = std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/submit/testdata/timed.json";
  auto record = record::parse_record(sys::read_file(path, base::Bytes{1u << 20}), "timed.json");
  const host::Readings machine = a_machine();
  const record::Host seen = host::look(host::Root::of(machine));
  auto& host = record.hosts[0];
  host.fingerprint = seen.fingerprint;
  host.features = seen.features;
  host.evidence = seen.evidence;
  host.host_class = seen.host_class;
  host.key = seen.key;
  return record;
}

std::string sealed_text(record::Record record) {
  record::seal(record);
  return record::to_json(record).dump();
}

std::string timed_record() { return sealed_text(timed()); }

std::string kept_record(const std::string& name) {
  const auto path =
      std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema2" / name;
  return sys::read_file(path, base::Bytes{1u << 20});
}

const PrivateKey& alices_key() {
  static const PrivateKey key = make_key(std::string(32, 'a'), "alice");
  return key;
}

Trust trusting_alice() {
  return {
      .allowed = parse_allowed_signers(
          allowed_signers_line("alice@example.org", alices_key().key) + "\n", "allowed_signers"),
      .revoked = {}};
}

std::string& bytes_of(std::vector<SubmissionFile>& files, std::string_view name) {
  return std::ranges::find(files, name, &SubmissionFile::name)->bytes;
}

void sign(std::vector<SubmissionFile>& files, const PrivateKey& key) {
  std::erase_if(files, [](const auto& file) { return file.name == kSignature; });
  files.push_back({std::string(kSignature),
                   sign_message(bytes_of(files, kManifest), kSubmissionNamespace, key)});
}

std::vector<SubmissionFile> a_submission(const std::string& record = timed_record()) {
  auto files =
      prepare({.record = record, .kit = {}, .machine = a_machine(), .made = "2026-12-01T08:00:00Z"})
          .files;
  sign(files, alices_key());
  return files;
}

std::vector<std::string> codes_of(const std::vector<SubmissionFile>& files) {
  std::vector<std::string> codes;
  for (const auto& refusal : check(files, trusting_alice(), kDay).refusals) {
    codes.push_back(refusal.code);
  }
  return codes;
}

TEST(Submission, SendsTheRecordAsItWasWritten) {
  auto files = a_submission();
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  EXPECT_THAT(names, ElementsAre("SHA256SUMS", "machine.json", "manifest.json", "record.json",
                                 "manifest.json.sig"));
  EXPECT_EQ(bytes_of(files, kRecord), timed_record());
  EXPECT_EQ(bytes_of(files, kSums), base::sha256(bytes_of(files, kMachine)) + "  machine.json\n" +
                                        base::sha256(bytes_of(files, kRecord)) + "  record.json\n");
}

TEST(Submission, IsAcceptedWhenAnEnrolledKeySignedAllOfIt) {
  const auto checked = check(a_submission(), trusting_alice(), kDay);
  EXPECT_THAT(checked.refusals, IsEmpty());
  EXPECT_EQ(verdict_of(checked), "accepted");
  EXPECT_EQ(checked.signer.principal, "alice@example.org");
  EXPECT_EQ(checked.record.cells.size(), 2u);
}

// A record of --on: which word somebody typed for the machine is nobody else's business.
TEST(Submission, IsOfOnePlaceAndDoesNotNameIt) {
  auto record = timed();
  record.hosts[0].place = "ssh:secret";
  auto files = a_submission(sealed_text(record));
  EXPECT_THAT(codes_of(files), IsEmpty());
  EXPECT_THAT(bytes_of(files, kRecord), testing::Not(HasSubstr("secret")));
  record.hosts.push_back(record.hosts[0]);
  record.hosts[1].place = "ssh:other";
  EXPECT_THROW(a_submission(sealed_text(record)), base::Error);
}

// As `assay run` measures: a native cell, and two that were counted under emulators whose hashes
// stay at home.
record::Record timed_and_counted() {
  auto record = timed();
  for (const char* target : {"armhf", "loongarch64"}) {
    auto& counted = record.cells.emplace_back(record.cells[0]);
    counted.cell.target = target;
    counted.domain = record::EmuCount::domain;
    counted.place.runner = "qemu-user";
    counted.place.emulator = record::Emulator{
        .name = "qemu", .version = "10.0", .sha256 = std::string(64, '0'), .cpu = target};
    counted.turns.clear();
    counted.benchmarks.clear();
  }
  std::ranges::rotate(record.cells, record.cells.begin() + 2);  // the native ones come last
  return record;
}

TEST(Submission, LeavesOutCellsWithoutTimesAndNamesThem) {
  const auto record = timed_and_counted();
  const auto [files, left_out] =
      prepare({.record = sealed_text(record), .kit = {}, .made = "2026-12-01T08:00:00Z"});
  EXPECT_THAT(left_out.cells, ElementsAre("armhf/clang/debian-12/loops under qemu-user",
                                          "loongarch64/clang/debian-12/loops under qemu-user"));
  EXPECT_THAT(left_out.of_record, IsEmpty());
  auto signed_files = a_submission(sealed_text(record));
  const auto checked = check(signed_files, trusting_alice(), kDay);
  EXPECT_EQ(verdict_of(checked), "accepted");
  EXPECT_EQ(checked.record.cells, timed().cells);
  ASSERT_TRUE(checked.record.derived_from);
  EXPECT_THAT(checked.record.derived_from->removed, ElementsAre("2 cells without times"));
}

TEST(Submission, IsRefusedWithoutAnyTime) {
  auto record = timed_and_counted();
  record.cells.resize(2);
  try {
    a_submission(sealed_text(record));
    FAIL() << "it holds counts only";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(),
                HasSubstr("the record holds no times, and a submission is of times that were "
                          "measured on a machine: it holds armhf/clang/debian-12/loops under "
                          "qemu-user, loongarch64/clang/debian-12/loops under qemu-user"));
  }
}

// A restart between the suites of a session.
TEST(Submission, StatesSessionsAndNotBoots) {
  auto record = timed();
  record.hosts.push_back(record.hosts[0]);
  record.hosts[1].session = "0123456789abcdef";
  record.cells.back().place.host = 1;
  auto files = a_submission(sealed_text(record));
  EXPECT_EQ(read_manifest(bytes_of(files, kManifest)).sessions, 1u);
  record.hosts.push_back(record.hosts[0]);
  record.hosts[2].session = "fedcba9876543210";
  for (record::CellRecord again : std::vector(record.cells)) {
    again.place.host = 2;
    record.cells.push_back(std::move(again));
  }
  files = a_submission(sealed_text(record));
  EXPECT_EQ(read_manifest(bytes_of(files, kManifest)).sessions, 2u);
  EXPECT_THAT(lines_of(check(files, trusting_alice(), kDay), ""), Contains(Pair("sessions", "2")));
}

TEST(Submission, OfAKeyThatNobodyKnowsIsNotEnrolled) {
  const auto checked = check(a_submission(), {}, kDay);
  EXPECT_EQ(verdict_of(checked), "not enrolled");
  EXPECT_EQ(checked.signature.key->blob, alices_key().key.blob);
}

// The record with one more key, sealed with it as a later version may do.
std::string with_stranger(const std::string& text) {
  base::Json record = base::parse_json(text, "a.json");
  base::Json::Object members = *record.object();
  std::erase_if(members, [](const auto& member) {
    return member.first == "id" || member.first == "content";
  });
  members.emplace_back("owner", base::Json("alice"));
  base::Json sealed(members);
  const std::string content = record::content_of(sealed);
  sealed.set("content", content).set("id", record::id_of(record.text("created"), content));
  return sealed.dump();
}

TEST(Submission, LeavesOutWhatMayNotLeaveAndSaysSo) {
  const auto prepared =
      prepare({.record = with_stranger(timed_record()), .kit = {}, .made = "2026-12-01T08:00:00Z"});
  EXPECT_THAT(prepared.left_out.of_record, ElementsAre("owner"));
  auto files = prepared.files;
  EXPECT_THAT(bytes_of(files, kRecord), testing::Not(HasSubstr("alice")));
  EXPECT_THAT(bytes_of(files, kRecord), HasSubstr("1 values that may not leave"));
  sign(files, alices_key());
  EXPECT_THAT(codes_of(files), IsEmpty());
}

TEST(Submission, IsOfRunsThatWereMeasured) {
  for (const char* name : {"imported-counters.json", "gate-timed.json"}) {
    EXPECT_THROW(prepare({.record = kept_record(name), .kit = {}, .made = "2026-12-01T08:00:00Z"}),
                 base::Error)
        << name;
  }
}

// What one byte changes, and whoever changes the manifest too has to sign it again.
TEST(Submission, IsRefusedWhereAnyFileIsAnotherOne) {
  for (const std::string_view name : {kRecord, kMachine}) {
    auto files = a_submission();
    bytes_of(files, name)[40] ^= 1;
    EXPECT_THAT(codes_of(files), Contains("wrong-hash")) << name;
    files = a_submission();
    bytes_of(files, name) += ' ';
    EXPECT_THAT(codes_of(files), Contains("wrong-size")) << name;
    files = a_submission();
    std::erase_if(files, [&](const auto& file) { return file.name == name; });
    EXPECT_THAT(codes_of(files), Contains("missing-file")) << name;
  }
  auto files = a_submission();
  bytes_of(files, kSums)[0] ^= 1;
  EXPECT_THAT(codes_of(files), UnorderedElementsAre("wrong-hash", "wrong-sums"));
  files = a_submission();
  files.push_back({"extra.txt", "x"});
  EXPECT_THAT(codes_of(files), ElementsAre("unlisted-file"));
  files = a_submission();
  std::erase_if(files, [](const auto& file) { return file.name == kSignature; });
  EXPECT_THAT(codes_of(files), ElementsAre("not-signed"));
  EXPECT_THAT(codes_of(std::vector<SubmissionFile>{}), ElementsAre("no-manifest"));
}

TEST(Submission, IsRefusedWhenItsManifestWasWrittenAgain) {
  auto files = a_submission();
  auto& manifest = bytes_of(files, kManifest);
  manifest = base::replace_all(manifest, "2026-12-01T08", "2026-12-01T09");
  EXPECT_THAT(codes_of(files), ElementsAre("wrong-signature"));
  files = a_submission();
  bytes_of(files, kManifest).insert(1, " ");
  EXPECT_THAT(codes_of(files), ElementsAre("bad-manifest"));
}

// Signed by its sender and still not what it says.
TEST(Submission, IsRefusedWhenTheManifestIsOfAnotherRecord) {
  const auto resigned = [](const std::string& from, const std::string& to) {
    auto files = a_submission();
    auto& manifest = bytes_of(files, kManifest);
    manifest = base::replace_all(manifest, from, to);
    sign(files, alices_key());
    return codes_of(files);
  };
  EXPECT_THAT(resigned("\"sessions\":1", "\"sessions\":3"), ElementsAre("other-record"));
  EXPECT_THAT(resigned("\"machine\":\"", "\"machine\":\"0"), ElementsAre("bad-manifest"));
}

TEST(Submission, IsRefusedWithAnEditedRecordAlthoughItIsSignedAgain) {
  auto files = a_submission();
  auto& record = bytes_of(files, kRecord);
  const std::string before = base::sha256(record);
  const std::size_t at = record.find("\"wall_ns\":") + 11;
  const std::size_t bytes = record.size();
  record[at] = record[at] == '9' ? '8' : '9';
  ASSERT_EQ(record.size(), bytes);
  for (const auto name : {kManifest, kSums}) {
    bytes_of(files, name) = base::replace_all(bytes_of(files, name), before, base::sha256(record));
  }
  auto& manifest = bytes_of(files, kManifest);
  const std::string sums = base::sha256(bytes_of(files, kSums));
  const std::size_t path = manifest.find("\"path\":\"SHA256SUMS\"");
  manifest.replace(manifest.find("\"sha256\":\"", path) + 10, sums.size(), sums);
  sign(files, alices_key());
  EXPECT_THAT(codes_of(files), ElementsAre("edited-record"));
}

// What a partner's key signs, and what the maintainers' git would obey or their trust would hold.
TEST(Submission, HoldsNoFileButItsOwn) {
  for (const char* name : {".gitattributes", "results/trust/allowed_signers", "notes.txt"}) {
    auto files = a_submission();
    files.push_back({name, "x"});
    Manifest manifest = read_manifest(bytes_of(files, kManifest));
    auto& listed = manifest.files;
    listed.push_back({.path = name, .sha256 = base::sha256("x"), .size = 1});
    std::ranges::sort(listed, {}, &ListedFile::path);
    bytes_of(files, kManifest) = to_text(manifest);
    sign(files, alices_key());
    EXPECT_THAT(codes_of(files), Contains("unknown-file")) << name;
  }
}

TEST(Submission, IsOfTheProgramsOfItsKit) {
  const record::Record record = timed();
  work::KitManifest kit{.target = "x86-64-v2", .arch = "x86_64"};
  for (const auto& cell : record.cells) kit.programs.push_back({cell.cell, *cell.program});
  const auto codes = [&] {
    auto files =
        prepare(
            {.record = timed_record(), .kit = work::to_text(kit), .made = "2026-12-01T08:00:00Z"})
            .files;
    sign(files, alices_key());
    return codes_of(files);
  };
  EXPECT_THAT(codes(), IsEmpty());
  kit.programs[0].program.sha256 = std::string(64, '0');
  EXPECT_THAT(codes(), ElementsAre("other-kit"));
}

TEST(Submission, IsRefusedForAKeyThatIsRevoked) {
  auto trust = trusting_alice();
  trust.revoked = parse_revocations("assay-revocations 1\n" + fingerprint(alices_key().key) +
                                        " 2026-11-01 compromised stolen\nend\n",
                                    "revocations");
  const auto checked = check(a_submission(), trust, kDay);
  EXPECT_EQ(verdict_of(checked), "refused");
  EXPECT_EQ(checked.refusals.at(0).code, "revoked-compromised");
}

// Sealed and signed as if it had been measured so.
template <class Change>
std::vector<std::string> codes_with(const Change& change) {
  record::Record record = timed();
  change(record);
  return codes_of(a_submission(sealed_text(record)));
}

void halve_times(record::Record& record) {
  for (auto& cell : record.cells) {
    for (auto& benchmark : cell.benchmarks) {
      for (auto& each : std::get<record::Samples<record::HwTime>>(benchmark.samples).values) {
        each.wall_ns /= 2;
        each.cpu_ns /= 2;
      }
    }
  }
}

TEST(Submission, IsRefusedWhenItsTimesCannotBe) {
  EXPECT_THAT(codes_with([](auto&) {}), IsEmpty());
  EXPECT_THAT(codes_with(halve_times), ElementsAre("too-short"));
  EXPECT_THAT(codes_with([](auto& record) { record.cells[1].turns[0] = {5, 4}; }),
              UnorderedElementsAre("longer-than-turns", "stamps-out-of-order"));
}

TEST(Submission, IsRefusedWhenItsMachineCannotBe) {
  const auto renamed = [](auto& record) {
    for (auto& [key, value] : record.hosts[0].fingerprint) {
      if (value.starts_with("AMD EPYC")) value = "Kunpeng 9999";
    }
  };
  EXPECT_THAT(codes_with(renamed), UnorderedElementsAre("wrong-machine-key"));
  // Whoever finds the key again has the copy of the machine against them.
  EXPECT_THAT(codes_with([&](auto& record) {
                renamed(record);
                record.hosts[0].key = host::host_key(record.hosts[0]);
              }),
              ElementsAre("other-machine"));
  EXPECT_THAT(codes_with([](auto& record) { record.hosts[0].features = {"sve"}; }),
              ElementsAre("other-features"));
  EXPECT_THAT(codes_with([](auto& record) { record.hosts[0].host_class = "virtualised"; }),
              UnorderedElementsAre("wrong-class", "wrong-machine-key"));
}

// It names no turns: it was not measured for this round.
TEST(Submission, IsHeldAgainstTheRoundThatItNames) {
  record::Record record = timed();
  record.round = {.name = "ours", .sha256 = std::string(64, 'f'), .division = "closed"};
  auto trust = trusting_alice();
  const auto files = a_submission(sealed_text(record));
  EXPECT_EQ(check(files, trust, kDay).remarks.at(0).code, "round-unknown");
  trust.rounds = {{.name = "ours",
                   .from = "2000-01-01",
                   .to = "2000-01-31",
                   .commit = {},
                   .nonce = std::string(64, 'a'),
                   .kits = {},
                   .sha256 = std::string(64, 'f')}};
  std::vector<std::string> codes;
  for (const auto& each : check(files, trust, kDay).refusals) codes.push_back(each.code);
  EXPECT_THAT(codes, testing::IsSupersetOf({"round-dates", "round-division", "round-order"}));
}

TEST(Submission, IsAcceptedWithRemarksThatPeopleShouldLookAt) {
  record::Record record = timed();
  record.hosts[0].readings[0].at = "2027-01-01T00:00:00Z";
  const auto checked = check(a_submission(sealed_text(record)), trusting_alice(), kDay);
  EXPECT_THAT(checked.refusals, IsEmpty());
  EXPECT_EQ(verdict_of(checked), "accepted with remarks");
  EXPECT_TRUE(is_accepted(checked));
  EXPECT_EQ(checked.remarks.at(0).code, "dates-out-of-order");
}

TEST(Submission, IsHeldAgainstTheDayOnWhichItIsChecked) {
  const auto made = [](std::string_view when) {
    auto files = a_submission();
    auto manifest = read_manifest(bytes_of(files, kManifest));
    manifest.made = when;
    bytes_of(files, kManifest) = to_text(manifest);
    sign(files, alices_key());
    return check(files, trusting_alice(), kDay);
  };
  EXPECT_EQ(made("2027-01-01T00:00:00Z").refusals.at(0).code, "made-in-future");
  EXPECT_EQ(made("2020-01-01T00:00:00Z").remarks.at(0).code, "made-before-record");
}

TEST(Submission, HasARemarkWhenNoCopyOfItsMachineIsThere) {
  auto files = prepare({.record = timed_record(), .kit = {}, .made = "2026-12-01T08:00:00Z"}).files;
  sign(files, alices_key());
  const auto checked = check(files, trusting_alice(), kDay);
  EXPECT_THAT(checked.refusals, IsEmpty());
  ASSERT_EQ(checked.remarks.size(), 1u);
  EXPECT_EQ(checked.remarks[0].code, "no-machine-copy");
}

// The copy is of one machine, and so is what a kit measured.
TEST(Submission, IsRefusedWhenOneOfItsHostsIsNotInTheCopy) {
  record::Record record = timed();
  record.hosts.push_back(record.hosts[0]);
  record.hosts[1].session = "0123456789abcdef";
  EXPECT_THAT(codes_of(a_submission(sealed_text(record))), IsEmpty());
  for (auto& [key, value] : record.hosts[1].fingerprint) {
    if (value.starts_with("AMD EPYC")) value = "Kunpeng 9999";
  }
  record.hosts[1].key = host::host_key(record.hosts[1]);
  EXPECT_THAT(codes_of(a_submission(sealed_text(record))), ElementsAre("other-machine"));
}

TEST(Submission, IsRefusedWhenItsKitSaysSomethingElseOfItsPrograms) {
  const auto with = [](const auto& change) {
    const record::Record record = timed();
    work::KitManifest kit{.harness = record.harness, .target = "x86-64-v2", .arch = "x86_64"};
    for (const auto& cell : record.cells) kit.programs.push_back({cell.cell, *cell.program});
    change(kit.programs[0].program);
    auto files = prepare({.record = timed_record(),
                          .kit = work::to_text(kit),
                          .machine = a_machine(),
                          .made = "2026-12-01T08:00:00Z"})
                     .files;
    sign(files, alices_key());
    return codes_of(files);
  };
  EXPECT_THAT(with([](auto&) {}), IsEmpty());
  EXPECT_THAT(with([](auto& program) { program.sha256 = std::string(64, '0'); }),
              ElementsAre("other-kit"));
  EXPECT_THAT(with([](auto& program) { program.flags.emplace_back("-Ofast"); }),
              ElementsAre("other-kit"));
  EXPECT_THAT(with([](auto& program) { program.compiler = "gcc 99"; }), ElementsAre("other-kit"));
}

TEST(Submission, IsRefusedWhenACellNamesNoProgram) {
  EXPECT_THAT(codes_with([](auto& record) { record.cells[0].program.reset(); }),
              ElementsAre("unnamed-program"));
}

TEST(Submission, HasARemarkWhenAKitMeasuredAndItsManifestIsMissing) {
  record::Record record = timed();
  record.cells[0].program->path = "programs/loops";
  const auto checked = check(a_submission(sealed_text(record)), trusting_alice(), kDay);
  EXPECT_THAT(checked.refusals, IsEmpty());
  ASSERT_EQ(checked.remarks.size(), 1u);
  EXPECT_EQ(checked.remarks[0].code, "no-kit");
}

TEST(Notes, BelongToOneSubmissionAndOneSigner) {
  auto files = a_submission();
  const std::string text = notes_text(bytes_of(files, kManifest), "The fan was loud.\n");
  const auto with = [&](std::string notes, const PrivateKey& key) {
    auto all = a_submission();
    all.push_back({std::string(kNotesSignature), sign_message(notes, kSubmissionNamespace, key)});
    all.push_back({std::string(kNotes), std::move(notes)});
    return check(all, trusting_alice(), kDay);
  };
  EXPECT_EQ(with(text, alices_key()).notes, "The fan was loud.\n");
  EXPECT_THAT(with(text, alices_key()).refusals, IsEmpty());
  const auto stranger = make_key(std::string(32, 'b'), "bob");
  EXPECT_EQ(with(text, stranger).refusals.at(0).code, "bad-notes");
  EXPECT_EQ(with(notes_text("another manifest", "x"), alices_key()).refusals.at(0).code,
            "bad-notes");
  files.push_back({std::string(kNotes), text});
  EXPECT_THAT(codes_of(files), ElementsAre("bad-notes"));
}

TEST(MachineCopy, HoldsWhatMayLeaveOfTheReadings) {
  const auto files = prepare({.record = timed_record(),
                              .kit = {},
                              .machine = {{"/proc/cpuinfo", "Serial : 4711\nmodel : x\n"},
                                          {"/proc/sys/kernel/random/boot_id", "4712"}},
                              .made = "2026-12-01T08:00:00Z"})
                         .files;
  const auto& text = std::ranges::find(files, kMachine, &SubmissionFile::name)->bytes;
  EXPECT_THAT(text, testing::Not(HasSubstr("471")));
  EXPECT_EQ(read_machine_copy(text).at("/proc/cpuinfo"), "model : x\n");
  EXPECT_THROW(
      read_machine_copy(R"({"schema":"assay.machine/1","files":[{"path":"x","text":""}]})"),
      base::Error);
}

record::Host identified(const host::Readings& readings) {
  const sys::TemporaryFolder folder;
  for (const auto& [path, text] : readings) {
    sys::write_whole(folder.path() / std::filesystem::path(path).relative_path(), text);
  }
  return host::look(host::Root(folder.path()));
}

host::Readings copy_sent(const host::Readings& readings) {
  auto files = prepare({.record = timed_record(),
                        .kit = {},
                        .machine = readings,
                        .made = "2026-12-01T08:00:00Z"})
                   .files;
  return read_machine_copy(bytes_of(files, kMachine));
}

TEST(MachineCopy, IdentifiesTheMachineAsItIdentifiesItself) {
  host::Readings readings;
  const auto live = host::look(host::Root("/", &readings));
  const auto copy = identified(copy_sent(readings));
  EXPECT_EQ(copy.key, live.key);
  EXPECT_EQ(copy.fingerprint, live.fingerprint);
  EXPECT_EQ(copy.features, live.features);
  EXPECT_EQ(copy.evidence, live.evidence);
  EXPECT_EQ(copy.host_class, live.host_class);
}

// Firmware may hold any bytes.
TEST(MachineCopy, SurvivesTextsThatAreNoUtf8) {
  const host::Readings odd{{"/sys/class/dmi/id/product_name", "Model \xff\xe9"}};
  EXPECT_EQ(identified(copy_sent(odd)).fingerprint, identified(odd).fingerprint);
}

// Signed by its sender, with lines that no table names.
TEST(MachineCopy, ThatHoldsMoreIsRefused) {
  const Filters all{.record = by_tables().record,
                    .kit = by_tables().kit,
                    .machine = [](const host::Readings& readings) {
                      return host::FitReadings{.readings = readings, .left_out = {}};
                    }};
  for (const host::Readings& machine :
       {host::Readings{{"/etc/machine-id", "4711"}},
        host::Readings{{"/proc/cpuinfo", "processor : 0\nSerial : 4711\n"}}}) {
    auto files = prepare({.record = timed_record(),
                          .kit = {},
                          .machine = machine,
                          .made = "2026-12-01T08:00:00Z"},
                         all)
                     .files;
    sign(files, alices_key());
    EXPECT_THAT(codes_of(files), ElementsAre("unexpected-file"));
  }
}

constexpr std::string_view kSmallKit =
    R"({"arch":"aarch64","changed":0,"commit":"","files":[],"filter":"","memory_bytes":1,"programs":[],)"
    R"("quick":0,"schema":"assay.kit/1","target":"kunpeng-920","timeout_s":60,"version":"1.2.3"})";

Prepared with_kit(const std::string& kit) {
  return prepare({.record = timed_record(), .kit = kit, .made = "2026-12-01T08:00:00Z"});
}

TEST(KitManifest, IsSentAsItIsWithoutWhatNobodyNamed) {
  const std::string plain = std::string(kSmallKit) + "\n";
  auto files = with_kit(plain).files;
  EXPECT_EQ(bytes_of(files, kKit), plain);
  const auto owned =
      with_kit(base::replace_all(plain, "\"schema\"", "\"owner\":\"alice\",\"schema\""));
  EXPECT_THAT(owned.left_out.of_kit, ElementsAre("owner"));
  files = owned.files;
  EXPECT_EQ(bytes_of(files, kKit), plain);
}

}  // namespace
}  // namespace assay::submit
