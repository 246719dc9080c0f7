// SPDX-License-Identifier: Apache-2.0
#include "record/schema_1.h"

#include <gtest/gtest.h>

#include "record/edited_test.h"

namespace assay::record {
namespace {

Record read_old(const std::string& name) {
  return parse_record(old_record(name).dump_compact(), name);
}

TEST(SchemaOne, ItsHostHasTheSessionAndItsStateIsAReading) {
  const base::Json old = old_record("timed-a1");
  const Record record = read_old("timed-a1");
  ASSERT_EQ(record.hosts.size(), 1u);
  const Host& host = record.hosts[0];
  EXPECT_EQ(host.session, old.text("session"));
  EXPECT_EQ(host.key, old.find("host")->text("key"));
  ASSERT_EQ(host.readings.size(), 1u);
  EXPECT_EQ(host.readings[0].at, old.text("created"));
  EXPECT_EQ(state_value(host, "load"), old.find("host")->find("state")->text("load"));
}

TEST(SchemaOne, ItsCellsSayWhereTheyRan) {
  const base::Json old = old_record("kvm");
  const Record record = read_old("kvm");
  const base::Json& cell = old.find("cells")->array()->at(1);
  const Place& place = record.cells.at(1).place;
  EXPECT_EQ(place.host, 0u);
  EXPECT_EQ(place.runner, "qemu-kvm");
  EXPECT_EQ(place.guest_class, "virtualised");
  EXPECT_EQ(place.emulator->accelerator, "kvm");
  EXPECT_EQ(record.cells.at(1).guest_free_bytes,
            static_cast<std::uint64_t>(*cell.find("emulator")->find("free_bytes")->integer()));
}

TEST(SchemaOne, ItsPairsWereTimedOnItsHost) {
  const Record record = read_old("gate-timed");
  EXPECT_EQ(record.paired->place, (Place{.host = 0, .runner = "native"}));
}

TEST(SchemaOne, ItsGatesHoldAPartOfTheQuestion) {
  const base::Json old = old_record("gate-asked");
  const base::Json& paired = *old.find("paired");
  const GateQuestion question = read_question_of_schema_1(JsonNode(paired, "a.json"));
  EXPECT_FALSE(question.complete);
  EXPECT_EQ(question.base.word, paired.text("base"));
  EXPECT_EQ(std::to_string(question.seed), paired.text("seed"));
  EXPECT_EQ(question.margin, paired.find("margin")->as_double());
  EXPECT_EQ(question.two_sided, *paired.find("two_sided")->boolean());
  EXPECT_EQ(question.floor, 0.001);  // the default: nobody kept what was asked
}

TEST(SchemaOne, HasNoSeal) {
  const Record record = read_old("counted");
  EXPECT_EQ(record.seal, Seal::missing);
  EXPECT_EQ(record.content, "");
}

// testdata/schema2 holds the same records in the other schema, sealed by another program.
TEST(SchemaOne, SaysTheSameAsSchemaTwo) {
  for (const std::string name :
       {"boot", "counted", "gate-asked", "gate-counted", "gate-failures", "gate-timed",
        "imported-aggregates", "imported-errors", "kvm", "outcomes", "timed-a1", "timed-b1"}) {
    const Record old = read_old(name);
    Record now = parse_record(kept_record(2, name).dump_compact(), name);
    EXPECT_EQ(now.seal, Seal::intact) << name;
    now.seal = old.seal;
    now.id = old.id;
    now.content = old.content;
    now.derived_from = old.derived_from;
    if (old.question && !old.question->complete) now.question = old.question;
    // What schema 1 has not.
    if (now.question) now.question->base.left_out = now.question->head.left_out = {};
    for (CellRecord& cell : now.cells) cell.place.guest_evidence.clear();
    EXPECT_EQ(now, old) << name;
  }
}

}  // namespace
}  // namespace assay::record
