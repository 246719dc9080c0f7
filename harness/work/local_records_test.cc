// SPDX-License-Identifier: Apache-2.0
#include "work/local_records.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "record/record_json.h"
#include "sys/files.h"

namespace assay::work {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

record::Record a_record(const std::string& created) {
  record::Record record;
  record.created = created;
  record.provenance = "measured";
  record.hosts[0].host_class = "emulated";
  return record;
}

const auto kEverything = [](const record::Record&) { return true; };
const auto kNobody = [](const std::string&) {};

// The newest of the folder, and what was said of those that were passed over.
struct Found {
  std::string id, said;
};

Found newest_in(const sys::TemporaryFolder& folder) {
  Found found;
  const auto newest =
      newest_record(folder.path(), kEverything, [&](const auto& text) { found.said = text; });
  EXPECT_TRUE(newest);
  if (newest) found.id = newest->record.id;
  return found;
}

TEST(LocalRecords, AreNamedAfterTheirTimeSoThatTheNewestComesFirst) {
  const sys::TemporaryFolder folder;
  auto older = a_record("2026-11-24T05:00:00Z"), newer = a_record("2026-11-25T04:00:00Z");
  const auto first = save_record(newer, folder.path(), {});
  const auto second = save_record(older, folder.path(), {});
  EXPECT_THAT(newer.id, MatchesRegex("20261125T040000Z-[0-9a-f]{6}"));
  EXPECT_THAT(local_records(folder.path()), ElementsAre(first, second));
  EXPECT_EQ(newest_record(folder.path(), kEverything, kNobody)->record.id, newer.id);
}

TEST(LocalRecords, OfOtherNamesComeWhereTheirTimePutsThem) {
  const sys::TemporaryFolder folder;
  auto oldest = a_record("2026-11-24T05:00:00Z"), named = a_record("2026-11-25T04:00:00Z"),
       newest = a_record("2026-11-26T04:00:00Z");
  const auto last = save_record(oldest, folder.path(), {});
  const auto second = save_record(named, folder.path(), folder.path() / "zero.json");
  const auto first = save_record(newest, folder.path(), {});
  const auto untimed = folder.path() / "zzz.json";
  sys::write_whole(untimed, R"({"created": "yesterday"})");
  EXPECT_THAT(local_records(folder.path()), ElementsAre(first, second, last, untimed));
}

TEST(LocalRecords, HaveAPlaceBeforeTheyAreMade) {
  const sys::TemporaryFolder folder;
  EXPECT_NO_THROW(require_place(folder.path(), {}));
  EXPECT_NO_THROW(require_place("/nowhere", folder.path() / "new.json"));
  EXPECT_THROW(require_place("/nowhere", folder.path()), base::Error);
}

TEST(LocalRecords, WhereTheyCannotBeMadeAnotherPlaceIsOffered) {
  try {
    require_place("/proc/nowhere", {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("/proc/nowhere"));
    EXPECT_THAT(error.what(), HasSubstr("--output FILE"));
  }
}

TEST(LocalRecords, AreNotWrittenWhereNobodyCouldReadThem) {
  const sys::TemporaryFolder folder;
  auto record = a_record("2026-11-24T05:00:00Z");
  record.cells.emplace_back();
  record.cells[0].place.runner = "native";
  record.cells[0].outcome = {base::Outcome::Kind::ok, "a code", ""};
  try {
    save_record(record, folder.path(), {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::bad);
    EXPECT_THAT(error.what(), HasSubstr("could not be read back: "));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(LocalRecords, OfTheSameSecondAreToldApartByTheirContent) {
  auto one = a_record("2026-11-24T05:00:00Z"), other = one;
  other.hosts[0].host_class = "virtualised";
  record::seal(one);
  record::seal(other);
  EXPECT_NE(one.id, other.id);
}

TEST(LocalRecords, PassOverWhatIsBrokenAndSaySo) {
  const sys::TemporaryFolder folder;
  auto good = a_record("2026-11-24T05:00:00Z");
  save_record(good, folder.path(), {});
  sys::write_whole(folder.path() / "20261199T000000Z-000000.json", "{\"schema\": \"assay.rec");
  const auto [id, said] = newest_in(folder);
  EXPECT_EQ(id, good.id);
  EXPECT_THAT(said, HasSubstr("20261199T000000Z-000000.json"));
}

TEST(LocalRecords, PassOverWhatWasEditedAndSaySo) {
  const sys::TemporaryFolder folder;
  auto good = a_record("2026-11-24T05:00:00Z"), edited = a_record("2026-11-25T05:00:00Z");
  save_record(good, folder.path(), {});
  const auto path = save_record(edited, folder.path(), {});
  edited.hosts[0].host_class = "bare-metal-claimed";
  sys::write_whole(path, record::to_json(edited).dump());
  const auto [id, said] = newest_in(folder);
  EXPECT_EQ(id, good.id);
  EXPECT_THAT(said, HasSubstr("edited"));
}

TEST(LocalRecords, PassOverWhatIsDatedAfterNow) {
  const sys::TemporaryFolder folder;
  auto good = a_record("2026-01-24T05:00:00Z"), future = a_record("9999-01-01T00:00:00Z");
  save_record(good, folder.path(), {});
  save_record(future, folder.path(), {});
  const auto [id, said] = newest_in(folder);
  EXPECT_EQ(id, good.id);
  EXPECT_THAT(said, HasSubstr("dated 9999-01-01T00:00:00Z"));
}

TEST(LocalRecords, AreNoneWhereThereIsNoFolder) {
  EXPECT_FALSE(newest_record("/nonexistent/folder", kEverything, kNobody));
}

TEST(LocalRecords, AreWrittenWhereTheOutputSays) {
  const sys::TemporaryFolder folder;
  auto record = a_record("2026-11-24T05:00:00Z");
  const auto path = save_record(record, folder.path(), folder.path() / "mine.json");
  EXPECT_EQ(path.filename(), "mine.json");
  EXPECT_EQ(read_local(path).id, record.id);
}

}  // namespace
}  // namespace assay::work
