// SPDX-License-Identifier: Apache-2.0
#include "record/marks.h"

#include <gmock/gmock.h>

#include "record/edited_test.h"

namespace assay::record {
namespace {

using base::Json;
using testing::ElementsAre;

// Each as "place code".
std::vector<std::string> found_in(const Json& document) {
  const Record record = parse_record(document.dump_compact(), "a.json");
  std::vector<std::string> found;
  for (const auto& [at, doubt] : marks_of(record))
    found.push_back(fmt::format("{} {}", at, doubt.code));
  return found;
}

std::vector<std::string> found_with(const std::string& name, std::string_view at,
                                    const Json& value) {
  return found_in(edited(old_record(name), steps_of(at), &value));
}

TEST(Marks, NameTheirPlaceInTheDocument) {
  EXPECT_THAT(found_in(kept_record(2, "counted")), ElementsAre());
  EXPECT_THAT(found_with("timed-a1", "/cells/1/program/arch", "aarch64"),
              testing::Contains("/cells/1 foreign-host"));
  EXPECT_THAT(found_with("timed-a1", "/cells/1/benchmarks/2/samples", Json::Array{}),
              ElementsAre("/cells/1/benchmarks/2 no-samples"));
  const Json edit = edited(kept_record(2, "timed-a1"), {"later"}, std::make_unique<Json>(1).get());
  EXPECT_THAT(found_in(edit), ElementsAre(" edited"));
}

// What is of a cell is of all its benchmarks, and said once.
TEST(Marks, AreOfTheWholeCellOrOfOneBenchmark) {
  const Json emulated = edited(old_record("timed-a1"), steps_of("/host/class"),
                               std::make_unique<Json>("bare-metal-claimed").get());
  const Json evidence = Json::Array{
      Json().set("signal", "hypervisor: x").set("strength", "strong").set("value", "y")};
  const Json doubtful = edited(emulated, steps_of("/host/evidence"), &evidence);
  const Json::Array none;
  const auto found = found_in(edited(doubtful, steps_of("/cells/0/benchmarks/1/samples"),
                                     std::make_unique<Json>(none).get()));
  ASSERT_EQ(found.size(), doubtful.find("cells")->array()->size() + 1);
  EXPECT_EQ(found[0], "/cells/0 class-doubtful");
  EXPECT_EQ(found[1], "/cells/0/benchmarks/1 no-samples");
  EXPECT_EQ(found[2], "/cells/1 class-doubtful");
}

TEST(Marks, AreOfAGatesPairsAndCountsToo) {
  EXPECT_THAT(
      found_with("gate-timed", "/harness/version", ""),
      ElementsAre("/paired/benchmarks/0 origin-unknown", "/paired/benchmarks/1 origin-unknown",
                  "/paired/benchmarks/2 origin-unknown", "/paired/sentinels/0 origin-unknown",
                  "/paired/sentinels/1 origin-unknown"));
  EXPECT_THAT(
      found_with("gate-counted", "/harness/version", ""),
      testing::IsSupersetOf({"/counted/0/base origin-unknown", "/counted/0/head origin-unknown"}));
}

TEST(Marks, StandInADocumentAndBreakNoSeal) {
  const Json value = Json::Array{};
  const Json document =
      edited(old_record("timed-a1"), steps_of("/cells/1/benchmarks/2/samples"), &value);
  const Record record = parse_record(document.dump_compact(), "a.json");
  Record sealed = record;
  seal(sealed);
  const Json marked = with_marks(to_json(sealed), sealed);
  Json mark;
  mark.set("at", "/cells/1/benchmarks/2").set("code", "no-samples");
  mark.set("reason", "the record says ok, and holds no sample");
  EXPECT_EQ(*marked.find("marks"), Json(Json::Array{mark}));
  const Record again = parse_record(marked.dump(), "a.json");
  EXPECT_EQ(again, sealed);
  EXPECT_EQ(again.seal, Seal::intact);
  EXPECT_EQ(with_marks(marked, again), marked);
}

// Whatever a document says of its marks: they are found again.
TEST(Marks, OfADocumentAreNotBelieved) {
  const Json document = kept_record(2, "counted");
  Json lie = document;
  lie.set("marks", Json::Array{Json().set("at", "").set("code", "edited")});
  EXPECT_THAT(found_in(lie), ElementsAre());
  const Record record = parse_record(lie.dump(), "a.json");
  EXPECT_EQ(record.seal, Seal::intact);
  EXPECT_EQ(with_marks(lie, record), document);
}

}  // namespace
}  // namespace assay::record
