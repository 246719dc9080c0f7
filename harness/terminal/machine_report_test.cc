// SPDX-License-Identifier: Apache-2.0
#include "terminal/machine_report.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/ugly_names_test.h"

namespace assay::terminal {
namespace {

using testing::HasSubstr;

record::Host a_host() {
  record::Host host;
  host.fingerprint = {{"arch", "riscv64"}, {"cpu", "SiFive U74"}};
  host.readings = {{.at = "2026-12-01T08:00:00Z", .values = {{"load", "0.1"}}}};
  host.features = {"a", "c"};
  host.host_class = "bare-metal-claimed";
  host.evidence = {{"device tree", "weak", "names a board"}};
  host.key = "0123456789abcdef";
  return host;
}

TEST(MachineReport, ListsWhatIdentifiesTheMachineWithTheEvidence) {
  const std::string text = present::render(host_list(a_host(), {}), {.columns = 100});
  for (const char* part : {"riscv64", "SiFive U74", "a c", "0.1", "bare-metal-claimed",
                           "device tree (weak): names a board", "no target"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(MachineReport, IsTheSameForAProgram) {
  const base::Json json = host_json(a_host(), {});
  EXPECT_EQ(json.text("cpu"), "SiFive U74");
  EXPECT_EQ(json.text("class"), "bare-metal-claimed");
  EXPECT_NE(fitness_json(a_host()).object(), nullptr);
  EXPECT_THAT(present::render(fitness_list(a_host()), {.columns = 100}), HasSubstr("verdict"));
}

TEST(MachineReport, ShowsAHostThatAPlaceMadeUp) {
  auto host = a_host();
  host.readings.clear();
  host.fingerprint.insert(host.fingerprint.end(),
                          {{"class", "virtual"}, {"features", "none"}, {"cpu", "another"}});
  EXPECT_THAT(present::render(host_list(host, {}), {.columns = 100}), HasSubstr("SiFive U74"));
  const base::Json json = host_json(host, {});
  EXPECT_EQ(json.text("cpu"), "SiFive U74");
  EXPECT_EQ(json.text("class"), "bare-metal-claimed");
}

TEST(MachineReport, BreaksLongSentencesBelowTheirBeginning) {
  const std::string text =
      lines_text({{"help", "one two three four five six seven eight nine ten"}}, {.columns = 30});
  EXPECT_THAT(text, testing::StartsWith("help     one two\n         three four"));
}

TEST(MachineReport, KeepsALineToBeCopiedWhole) {
  const std::string line = "one two three four five six seven eight nine ten";
  EXPECT_EQ(lines_text({{"", line}}, {.columns = 30}), line + '\n');
}

TEST(MachineReport, MakesNoMarkupOfSentences) {
  const present::Style style{.format = "markdown"};
  EXPECT_EQ(lines_text({{"verdict", "good"}}, style),
            "| | |\n| :--- | :--- |\n| verdict | good |\n");
  for (const std::string& name : base::ugly_names()) {
    const std::string text = lines_text({{"file", name}}, style);
    EXPECT_EQ(std::ranges::count(text, '\n'), 3) << text;
    EXPECT_EQ(text.find_first_of("<@`\x1b\r"), std::string::npos) << text;
    EXPECT_EQ(std::ranges::count(text, '|'), 9) << text;
  }
  const std::string many =
      lines_text(std::vector(5000, std::pair<std::string, std::string>("wrong", "@one")), style);
  EXPECT_LE(many.size(), 65'536u);
  EXPECT_THAT(many, HasSubstr(" of 5000 lines"));
}

}  // namespace
}  // namespace assay::terminal
