// SPDX-License-Identifier: Apache-2.0
#include "work/kit_run.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>

#include "base/error.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "work/gate_sides_test.h"

namespace assay::work {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

KitManifest empty_manifest() {
  KitManifest manifest;
  manifest.harness.version = "1.2.3";
  manifest.target = "kunpeng-920";
  manifest.arch = "aarch64";
  return manifest;
}

void unpack(const Kit& kit, const fs::path& folder) {
  for (const KitFile& file : kit.files) sys::write_whole(folder / file.path, file.bytes);
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "nothing was refused";
}

TEST(OpenKit, NamesTheFileThatIsMissingOrDamaged) {
  const sys::TemporaryFolder folder;
  EXPECT_THAT(refusal([&] { open_kit(folder.path()); }), HasSubstr("manifest.json is missing"));
  unpack(kit_of(empty_manifest(),
                {kit_file("programs/libc", "ELF", true), kit_file("targets/a.toml", "a = 1")}),
         folder.path());
  const KitManifest manifest = open_kit(folder.path());
  EXPECT_EQ(manifest.target, "kunpeng-920");
  require_programs(manifest, folder.path());
  sys::write_whole(folder.path() / "targets/a.toml", "a = 2");
  EXPECT_THAT(refusal([&] { open_kit(folder.path()); }),
              HasSubstr("targets/a.toml is not what the kit's manifest says"));
  sys::write_whole(folder.path() / "targets/a.toml", "a = 1");
  sys::write_whole(folder.path() / "programs/libc", "ELf");
  open_kit(folder.path());  // which starts nothing
  EXPECT_THAT(refusal([&] { require_programs(manifest, folder.path()); }),
              HasSubstr("programs/libc is not what the kit's manifest says"));
  fs::remove(folder.path() / "programs/libc");
  EXPECT_THAT(refusal([&] { open_kit(folder.path()); }), HasSubstr("programs/libc is missing"));
}

record::Host host_of_boot(const std::string& boot) {
  record::Host host;
  host.session = boot;
  return host;
}

KitSession finished(const std::string& boot, std::chrono::seconds up) {
  return {.began = "2026-12-01T08:00:00Z",
          .ended = "2026-12-01T09:00:00Z",
          .boot = boot,
          .up = up,
          .record = record::Record()};
}

TEST(KitSessions, AFurtherOneIsOfAnotherBootOrOfHoursLater) {
  const auto host = host_of_boot("b2");
  EXPECT_EQ(why_none({}, host, 10h), "");
  EXPECT_EQ(why_none({{.began = "2026-12-01T08:00:00Z", .ended = {}, .boot = {}}}, host, 10h), "");
  EXPECT_EQ(why_none({finished("b2", 9h)}, host, 10h),
            "session 1 ended less than 6 hours ago, and the machine has not been restarted since");
  EXPECT_NE(why_none({finished("b2", 9h)}, host, 15h - 1ns), "");
  EXPECT_EQ(why_none({finished("b2", 9h)}, host, 15h), "");
  EXPECT_EQ(why_none({finished("b1", 9h)}, host, 10h), "");
  const auto one = finished("b1", 1h);
  EXPECT_EQ(why_none({one, one, one}, host, 10h), "all 3 sessions are there");
}

TEST(KitSessions, OfBootsWithoutANameAreToldApartByHowLongTheyLast) {
  const auto host = host_of_boot("");
  EXPECT_NE(why_none({finished("", 9h)}, host, 10h), "");
  EXPECT_EQ(why_none({finished("", 9h)}, host, 1min), "");
}

// A kit of one benchmark, unpacked.
KitManifest unpack_guest(const fs::path& folder) {
  const run::ProgramToRun guest = run::program_to_run("intel", "guest-x86_64");
  KitManifest manifest = empty_manifest();
  manifest.filter = "good/short";
  manifest.programs = {{.cell = guest.cell, .program = *guest.program}};
  manifest.programs[0].program.path = "guest";
  sys::copy_file(guest.program->path, folder / "guest");
  return manifest;
}

// Power was lost in it, before anything was finished.
TEST(MeasureSession, IsOfTheBootThatFinishedIt) {
  TestBench bench;
  const fs::path results = bench.folder.path() / "results";
  const KitManifest manifest = unpack_guest(bench.folder.path());
  sys::write_whole(results / "session-1.jsonl",
                   fmt::format("{{\"kit\":\"{}\",\"boot\":\"b1\"}}\n", identity_of(manifest)));
  bench.host.session = "00000000000000b2";
  Instruments with = bench.instruments();
  with.runners = with.runners.first(1);
  base::NoProgress progress;
  ASSERT_TRUE(measure_session(manifest, bench.folder.path(), results, with, progress));
  const auto sessions = sessions_in(results, manifest);
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].boot, bench.host.session);
  EXPECT_LE(sessions[0].up, sys::since_boot());
  EXPECT_GT(sessions[0].up, sys::since_boot() - 1h);
  EXPECT_NE(why_none(sessions, bench.host, sys::since_boot()), "");
}

// The journals hold everything that the record holds.
TEST(MeasureSession, LeavesARecordThatIsMadeAgainWhereItWasMovedAway) {
  TestBench bench;
  const fs::path results = bench.folder.path() / "results";
  const KitManifest manifest = unpack_guest(bench.folder.path());
  Instruments with = bench.instruments();
  with.runners = with.runners.first(1);
  base::NoProgress progress;
  for (const char* boot : {"00000000000000b1", "00000000000000b2"}) {
    bench.host.session = boot;
    ASSERT_TRUE(measure_session(manifest, bench.folder.path(), results, with, progress));
  }
  const auto sessions = sessions_in(results, manifest);
  const fs::path moved = bench.folder.path() / "moved.json";
  fs::rename(results / "record.json", moved);
  restore_record(sessions, results);
  const std::string again = sys::read_file(results / "record.json", {1u << 20});
  EXPECT_EQ(again, sys::read_file(moved, {1u << 20}));
  sys::write_whole(results / "record.json", "another one");
  restore_record(sessions, results);
  EXPECT_EQ(sys::read_file(results / "record.json", {1u << 20}), "another one");
  restore_record({}, moved);  // there is none to write
  try {
    restore_record(sessions, moved);  // which is not a folder
    ADD_FAILURE();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("moved.json"));
  }
}

// Two calls at once: the second one waited for the machine, and its session was measured meanwhile.
TEST(MeasureSession, AddsNoneWhereNoneIsMissing) {
  TestBench bench;
  const fs::path results = bench.folder.path() / "results";
  const KitManifest manifest = unpack_guest(bench.folder.path());
  Instruments with = bench.instruments();
  with.runners = with.runners.first(1);
  base::NoProgress progress;
  const auto measured = [&](const std::string& boot) {
    bench.host.session = boot;
    return measure_session(manifest, bench.folder.path(), results, with, progress).has_value();
  };
  EXPECT_TRUE(measured("00000000000000b1"));
  EXPECT_FALSE(measured("00000000000000b1"));
  EXPECT_THAT(sessions_in(results, manifest), SizeIs(1));
  EXPECT_TRUE(measured("00000000000000b2"));
  EXPECT_TRUE(measured("00000000000000b3"));
  EXPECT_FALSE(measured("00000000000000b4"));  // of at most three
  EXPECT_THAT(sessions_in(results, manifest), SizeIs(3));
}

TEST(KitSessions, OfAnotherKitAreRefused) {
  const sys::TemporaryFolder folder;
  EXPECT_THAT(sessions_in(folder.path(), empty_manifest()), IsEmpty());
  sys::write_whole(folder.path() / "session-1.jsonl", "{\"kit\":\"00\"}\n");
  EXPECT_THAT(refusal([&] { sessions_in(folder.path(), empty_manifest()); }),
              HasSubstr("session-1.jsonl is of another kit"));
}

// Whoever loses power while the first line is written has lost nothing.
TEST(KitSessions, ATornLineIsAsIfItWereNotThere) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "session-1.jsonl", "{\"kit\":\"0");
  const auto sessions = sessions_in(folder.path(), empty_manifest());
  ASSERT_THAT(sessions, SizeIs(1));
  EXPECT_EQ(sessions[0].ended, "");
}

TEST(KitSessions, LeaveARecordOfAllThatAreOver) {
  EXPECT_EQ(record_of({}), std::nullopt);
  EXPECT_EQ(record_of({{.began = "2026-12-01T08:00:00Z", .ended = {}, .boot = {}}}), std::nullopt);
  const auto record = record_of({finished("b1", 9h), finished("b2", 1h)});
  ASSERT_TRUE(record.has_value());
  EXPECT_FALSE(record->content.empty());
}

}  // namespace
}  // namespace assay::work
