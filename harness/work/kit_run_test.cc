// SPDX-License-Identifier: Apache-2.0
#include "work/kit_run.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"

namespace assay::work {
namespace {

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

KitSession finished(const std::string& boot, const std::string& ended) {
  return {.began = ended, .ended = ended, .boot = boot, .record = record::Record()};
}

TEST(KitSessions, AFurtherOneIsOfAnotherBootOrAnotherDay) {
  const auto host = host_of_boot("b2");
  EXPECT_EQ(why_none({}, host, "2026-12-01T10:00:00Z"), "");
  EXPECT_EQ(why_none({{.began = "2026-12-01T08:00:00Z", .ended = {}, .boot = "b2"}}, host,
                     "2026-12-01T10:00:00Z"),
            "");
  EXPECT_EQ(why_none({finished("b2", "2026-12-01T09:00:00Z")}, host, "2026-12-01T10:00:00Z"),
            "session 1 was measured today, and the machine has not been restarted since");
  EXPECT_EQ(why_none({finished("b2", "2026-11-30T09:00:00Z")}, host, "2026-12-01T10:00:00Z"), "");
  EXPECT_EQ(why_none({finished("b1", "2026-12-01T09:00:00Z")}, host, "2026-12-01T10:00:00Z"), "");
  const auto one = finished("b1", "2026-11-01T09:00:00Z");
  EXPECT_EQ(why_none({one, one, one}, host, "2026-12-01T10:00:00Z"), "all 3 sessions are there");
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
  EXPECT_EQ(record_of({{.began = "2026-12-01T08:00:00Z", .ended = {}, .boot = "b"}}), std::nullopt);
  const auto record =
      record_of({finished("b1", "2026-12-01T09:00:00Z"), finished("b2", "2026-12-02T09:00:00Z")});
  ASSERT_TRUE(record.has_value());
  EXPECT_FALSE(record->content.empty());
}

}  // namespace
}  // namespace assay::work
