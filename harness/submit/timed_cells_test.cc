// SPDX-License-Identifier: Apache-2.0
#include "submit/timed_cells.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::submit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kThree =
    R"({"places":[{"runner":"a"},{"runner":"b"},{"runner":"a"},{"runner":"c"}],)"
    R"("cells":[{"place":2,"suite":"x"},{"place":3,"suite":"y"},{"place":0,"suite":"z"}]})";

// What the record says of three such cells.
record::Record of_domains(const std::vector<std::optional<record::Domain>>& domains) {
  record::Record record;
  for (const auto& domain : domains) {
    record::CellRecord cell;
    cell.cell = {"armhf", "clang", "debian-12", "libc"};
    cell.place.runner = "qemu-user";
    cell.domain = domain;
    record.cells.push_back(cell);
  }
  return record;
}

constexpr auto kTimes = record::HwTime::domain, kCounts = record::EmuCount::domain,
               kSizes = record::Size::domain;

TEST(TimedCells, AreAllOfThemWhereAllHaveTimes) {
  const auto document = base::parse_json(kThree, "a.json");
  const auto timed = take_timed_cells(document, of_domains({kTimes, std::nullopt, kTimes}));
  EXPECT_EQ(timed.document, document);
  EXPECT_THAT(timed.left_out, IsEmpty());
}

TEST(TimedCells, AreNeitherCountsNorSizes) {
  const auto timed =
      take_timed_cells(base::parse_json(kThree, "a.json"), of_domains({kCounts, kTimes, kSizes}));
  EXPECT_EQ(timed.document.dump_compact(),
            R"({"places":[{"runner":"c"}],"cells":[{"place":0,"suite":"y"}]})");
  EXPECT_THAT(timed.left_out, ElementsAre("armhf/clang/debian-12/libc under qemu-user",
                                          "armhf/clang/debian-12/libc under qemu-user"));
}

TEST(TimedCells, TellVariantsApart) {
  auto record = of_domains({kCounts, kCounts, kTimes});
  record.cells[1].place.emulator = record::Emulator{.variant = "sve512"};
  EXPECT_THAT(take_timed_cells(base::parse_json(kThree, "a.json"), record).left_out,
              ElementsAre("armhf/clang/debian-12/libc under qemu-user",
                          "armhf/clang/debian-12/libc under qemu-user sve512"));
}

TEST(TimedCells, AreSomewhereInASubmission) {
  try {
    take_timed_cells(base::parse_json(kThree, "a.json"), of_domains({kCounts, kCounts, kCounts}));
    FAIL() << "there are only counts";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), HasSubstr("the record holds no times"));
    EXPECT_THAT(error.what(), HasSubstr("--runner native"));
  }
}

TEST(PlacesOnce, AreThoseOfCells) {
  EXPECT_EQ(
      with_places_once(base::parse_json(kThree, "a.json")).dump_compact(),
      R"({"places":[{"runner":"a"},{"runner":"c"}],)"
      R"("cells":[{"place":0,"suite":"x"},{"place":1,"suite":"y"},{"place":0,"suite":"z"}]})");
}

TEST(PlacesOnce, AreNotInTheFirstSchema) {
  const auto document = base::parse_json(R"({"cells":[{"suite":"x"}]})", "a.json");
  EXPECT_EQ(with_places_once(document), document);
}

}  // namespace
}  // namespace assay::submit
