// SPDX-License-Identifier: Apache-2.0
// The program on a terminal: its lists and help fit the width.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/journey.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kProgram = fs::path(ASSAY_BINARY_DIR) / "assay";

TEST(TerminalJourney, ListsFitEightyColumnsInOnePiece) {
  for (const char* list : {"targets", "systems", "suites", "toolchains", "doctor"}) {
    const auto ran =
        run_on_terminal(kProgram, {list, "--color", "never"}, {.rows = 24, .columns = 80});
    ASSERT_EQ(ran.status, 0) << ran.out;
    const auto lines = base::split(ran.out, '\n');
    for (const auto& line : lines) {
      // A path is not broken.
      const bool path = line.find('/') != std::string::npos && std::string(list) == "doctor";
      if (path) continue;
      EXPECT_LE(base::display_width(line), 80u) << list << ": " << line;
    }
    // Where columns don't fit, the first one is repeated in a second block below.
    for (const char* head : {"target  ", "os  ", "suite  ", "toolchain  ", "tool  ", "kind  "}) {
      const auto blocks = std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.starts_with(head);
      });
      EXPECT_LE(blocks, 1) << head << ran.out;
    }
  }
}

TEST(TerminalJourney, SystemsHaveARowForArchitecturesThatAreEqual) {
  const auto rows = [](const Ran& ran) {
    const auto lines = base::split(ran.out, '\n');
    return std::find(lines.begin(), lines.end(), "") - lines.begin();
  };
  const auto joined = assay({"systems"}), every = assay({"systems", "--all"});
  EXPECT_THAT(joined.out, HasSubstr("arch"));
  EXPECT_LE(rows(joined), 20);
  EXPECT_GT(rows(every), rows(joined));
  EXPECT_THAT(every.out, HasSubstr("title"));
}

}  // namespace
}  // namespace assay::cli
