// SPDX-License-Identifier: Apache-2.0
#include "kit/doctor_command.h"

#include <fmt/format.h>

#include "host/match.h"
#include "host/read_list.h"
#include "kit/kit_place.h"
#include "terminal/machine_report.h"

namespace assay::kit {

CommandSpec doctor_spec() {
  return {.name = "doctor",
          .summary = "describe this machine, and say for which targets it can run programs",
          .description =
              "Begins with five lines: what machine this is, what it runs on, which target it is, "
              "whether its times can be trusted, and what would help. Then it lists the machine's "
              "identity, how fit it is for measuring, and every target with the reason why this "
              "machine cannot run its programs. It changes nothing.",
          .shared = {.color = true, .defaults = false},
          .options = {{.name = "--list-reads",
                       .value = "",
                       .help = "print every file of this machine that the kit reads to identify "
                               "it and to measure, and read none of them; * stands for any name"}},
          .examples = {{"./start doctor", "everything about this machine"},
                       {"./start doctor --list-reads", "what it would read"}},
          .program = kProgram};
}

namespace {

present::List target_list(const KitPlace& place) {
  present::List list{.what = "targets",
                     .heads = {"target", "this machine can run it", "of this kit"},
                     .rows = {},
                     .notes = {}};
  for (const auto& target : place.catalog.targets) {
    const auto able = host::can_execute(target, place.host);
    list.rows.push_back({target.name, able.good() ? "yes" : "no: " + able.reason,
                         target.name == place.manifest.target ? "yes" : "-"});
  }
  return list;
}

}  // namespace

int run_doctor(const std::filesystem::path& folder, const Arguments& words, Console& console) {
  if (words.has("list-reads")) {
    std::string text;
    for (const std::string_view file : host::files_that_are_read())
      text += fmt::format("{}\n", file);
    for (const std::string_view file : host::files_that_a_run_reads())
      text += fmt::format("{}\n", file);
    console.print(text);
    return 0;
  }
  const KitPlace place = open_place(folder, words);
  console.print(terminal::machine_report(place.host, place.catalog, {target_list(place)},
                                         console.style(words)));
  return 0;
}

}  // namespace assay::kit
