// SPDX-License-Identifier: Apache-2.0
#include "terminal/machine_report.h"

#include <gmock/gmock.h>

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

TEST(MachineReport, BreaksLongSentencesBelowTheirBeginning) {
  const std::string text =
      lines_text({{"help", "one two three four five six seven eight nine ten"}}, {.columns = 30});
  EXPECT_THAT(text, testing::StartsWith("help     one two\n         three four"));
}

}  // namespace
}  // namespace assay::terminal
