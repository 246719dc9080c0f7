// SPDX-License-Identifier: Apache-2.0
#include "kit/show_command.h"

#include <filesystem>
#include <string>

#include "base/error.h"
#include "kit/gate_result.h"
#include "kit/kit_place.h"
#include "kit/result_text.h"
#include "work/gate_kit.h"
#include "work/kit_run.h"

namespace assay::kit {

CommandSpec show_spec() {
  return {
      .name = "show",
      .summary = "print the table of what was measured so far, and measure nothing",
      .description =
          "Shows the sessions that are over, and says which one is not. Of a kit that "
          "holds a gate it shows the verdicts, and ends with the gate's exit code.",
      .shared = {.filter = true, .color = true, .defaults = false},
      .formats = {"markdown", "csv"},
      .options = {{.name = "-o,--output",
                   .value = "FOLDER",
                   .help = "folder of results; default: results beside this program"},
                  {.name = "--quick", .value = "", .help = "what --quick measured"},
                  {.name = "--round", .value = "FILE", .help = "what was measured for this round"}},
      .examples = {{"./start show", "the table again"},
                   {"./start show --format csv > results.csv", "for other programs"}},
      .program = kProgram};
}

int run_show(const std::filesystem::path& folder, const Arguments& words, Console& console) {
  const KitPlace place = open_place(folder, words);
  if (work::is_gate(place.manifest)) {
    if (const auto exit = show_gate(place, words, console)) return *exit;
    throw base::Error(base::Exit::missing, "this gate is not measured yet")
        .hint(what_to_type(place, words, "show"));
  }
  const auto sessions = work::sessions_in(place.output, place.manifest);
  const auto record = work::record_of(sessions);
  if (!record) {
    throw base::Error(base::Exit::missing,
                      sessions.empty() ? "nothing was measured yet" : "no session is finished yet")
        .hint(what_to_type(place, words, "show"));
  }
  console.print(result_text(*record, console.style(words)));
  say_sessions(sessions, place.output, console);
  return 0;
}

}  // namespace assay::kit
