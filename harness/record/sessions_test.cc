// SPDX-License-Identifier: Apache-2.0
#include "record/sessions.h"

#include <gmock/gmock.h>

namespace assay::record {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

Host host_at(const std::string& session, const std::string& at) {
  Host host;
  host.session = session;
  host.key = "0123456789abcdef";
  host.readings = {{.at = at, .values = {}}};
  return host;
}

Record session_on(const std::string& boot, const std::string& at,
                  const std::vector<std::string>& suites) {
  Record record;
  record.created = at;
  record.hosts = {host_at(boot, at)};
  for (const std::string& suite : suites) {
    CellRecord cell;
    cell.cell = {"kunpeng-920", "clang", "debian-12", suite};
    cell.place.runner = "native";
    record.cells.push_back(cell);
  }
  return record;
}

TEST(Sessions, AreJoinedAndTakenApartAgain) {
  const Record first = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc", "memory"});
  const Record second = session_on("boot-2", "2026-12-02T08:00:00Z", {"libc", "memory"});
  Record joined = join_sessions({first, second});
  EXPECT_THAT(joined.cells, SizeIs(4));
  EXPECT_THAT(joined.hosts, SizeIs(2));
  EXPECT_EQ(joined.cells[1].place.host, 0u);
  EXPECT_EQ(joined.cells[2].place.host, 1u);
  EXPECT_EQ(joined.created, second.created);
  joined.id = "ID";
  const auto apart = sessions_of(joined);
  ASSERT_THAT(apart, SizeIs(2));
  EXPECT_THAT(apart[0].cells, SizeIs(2));
  EXPECT_EQ(apart[0].created, first.created);
  EXPECT_EQ(apart[0].id, "ID");
  EXPECT_EQ(apart[1].created, second.created);
  EXPECT_EQ(apart[1].id, "ID+1");
  EXPECT_EQ(host_of(apart[1], apart[1].cells[0].place).session, "boot-2");
}

TEST(Sessions, MeasureTheSameCellsAgain) {
  const Record first = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc", "memory"});
  const Record second = session_on("boot-2", "2026-12-02T08:00:00Z", {"libc", "memory"});
  EXPECT_THAT(same_cells(join_sessions({first, second})),
              UnorderedElementsAre(ElementsAre(0u, 2u), ElementsAre(1u, 3u)));
  EXPECT_THAT(same_cells(Record()), IsEmpty());
}

TEST(Sessions, OfARecordWithoutRepeatedCellsAreOne) {
  const Record record = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc", "memory"});
  EXPECT_EQ(sessions_of(record), std::vector{record});
}

// Losing power in the middle: the rest of the session is of another boot.
TEST(Sessions, MayBeOfSeveralBoots) {
  Record interrupted = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc", "memory"});
  interrupted.hosts.push_back(host_at("boot-2", "2026-12-01T09:00:00Z"));
  interrupted.cells[1].place.host = 1;
  const Record second = session_on("boot-2", "2026-12-02T08:00:00Z", {"libc", "memory"});
  const Record joined = join_sessions({interrupted, second});
  EXPECT_THAT(joined.hosts, SizeIs(3));
  EXPECT_THAT(sessions_of(joined), SizeIs(2));
  EXPECT_THAT(join_sessions({interrupted}).hosts, SizeIs(2));
}

// The same program on two machines: two columns of one table.
TEST(Sessions, AreOfOneMachine) {
  Record record = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc"});
  record.hosts.push_back(host_at("boot-9", "2026-12-01T08:00:00Z"));
  record.hosts[1].key = "fedcba9876543210";
  record.cells.push_back(record.cells[0]);
  record.cells[1].place.host = 1;
  EXPECT_THAT(sessions_of(record), SizeIs(1));
}

TEST(Sessions, AreOfOnePlace) {
  Record one = session_on("boot-1", "2026-12-01T08:00:00Z", {"libc"}),
         other = session_on("boot-9", "2026-12-01T08:00:00Z", {"libc"});
  one.hosts[0].place = "lab1";
  other.hosts[0].place = "lab2";
  EXPECT_THAT(sessions_of(join_sessions({one, other})), SizeIs(1));
  other.hosts[0].place = "lab1";
  EXPECT_THAT(sessions_of(join_sessions({one, other})), SizeIs(2));
}

// Of a system that boots there are counts and sizes.
TEST(Sessions, AreOfOneDomain) {
  Record record = session_on("boot-1", "2026-12-01T08:00:00Z", {"boot"});
  record.cells.push_back(record.cells[0]);
  record.cells[0].domain = EmuCount::domain;
  record.cells[1].domain = Size::domain;
  EXPECT_THAT(sessions_of(record), SizeIs(1));
}

}  // namespace
}  // namespace assay::record
