// SPDX-License-Identifier: Apache-2.0
#include "cli/cell_lists.h"

#include <gmock/gmock.h>

namespace assay::cli {
namespace {

using testing::ElementsAre;

TEST(CellLists, ShowTheCellsOfARecordWithRunnerAndOutcome) {
  work::Result result;
  result.record.id = "20261125T120351Z-3f9a01";
  auto& cell = result.record.cells.emplace_back();
  cell.cell = {"armhf", "clang", "debian-12", "compute"};
  cell.place.runner = "qemu-user";
  cell.outcome = base::Outcome::failed("timeout", "60 s");
  EXPECT_THAT(cells_of(std::vector{result}).rows,
              ElementsAre(ElementsAre("20261125T120351Z-3f9a01", "armhf", "clang", "debian-12",
                                      "compute", "qemu-user", "failed")));
}

TEST(CellLists, MarkWhatIsDoubtful) {
  work::Result result;
  result.record.hosts[0].host_class = "bare-metal-claimed";
  result.record.hosts[0].evidence = {{"hypervisor: x", "strong", "y"}};
  auto& cell = result.record.cells.emplace_back();
  cell.outcome = base::Outcome::ok();
  const auto last = [&] {
    const present::List list = cells_of(std::vector{result});
    return list.heads.back() + " " + list.rows[0].back();
  };
  EXPECT_EQ(last(), "doubt class-doubtful");
  result.record.seal = record::Seal::broken;
  EXPECT_EQ(last(), "doubt edited");
  result.record.seal = record::Seal::none;
  result.record.hosts[0].evidence.clear();
  EXPECT_EQ(last(), "outcome ok");
}

TEST(CellLists, ShowWhatIsLeftOutLastWithItsReason) {
  const catalog::Selected chosen{
      .cells = {{"armhf", "clang", "debian-12", "compute"}},
      .left_out = {{{"armhf", "gcc", "debian-12", "compute"}, "no-compiler", "no g++"}}};
  EXPECT_THAT(cells_of(chosen).rows,
              ElementsAre(ElementsAre("armhf", "clang", "debian-12", "compute", ""),
                          ElementsAre("armhf", "gcc", "debian-12", "compute", "no g++")));
}

TEST(Shortened, LeavesOutAColumnAndNumbersReasons) {
  const present::List list{.what = "pots",
                           .heads = {"pot", "title", "lid", "stove"},
                           .rows = {{"a", "A pot", "yes", "no: cold"},
                                    {"b", "no: title", "missing: buy one", "no: cold"},
                                    {"c", "", "no lid", "no: gone"}},
                           .notes = {"a note"}};
  const auto brief = shortened(list, "title");
  EXPECT_THAT(brief.heads, ElementsAre("pot", "lid", "stove"));
  EXPECT_THAT(brief.rows, ElementsAre(ElementsAre("a", "yes", "no [1]"),
                                      ElementsAre("b", "missing [2]", "no [1]"),
                                      ElementsAre("c", "no lid", "no [3]")));
  EXPECT_THAT(brief.notes, ElementsAre("[1] cold", "[2] buy one", "[3] gone", "a note",
                                       "--all: every column, also \"title\""));
}

}  // namespace
}  // namespace assay::cli
