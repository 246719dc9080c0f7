// SPDX-License-Identifier: Apache-2.0
#include "cli/places_command.h"

#include <fmt/format.h>

#include "base/units.h"
#include "cli/elsewhere.h"
#include "cli/opening.h"
#include "host/kept_places.h"
#include "reach/run_at.h"

namespace assay::cli {

CommandSpec places_spec() {
  return {.name = "places",
          .summary = "list what runs have left at other machines, and remove it",
          .description =
              "Asks each place what is kept there: the kit's program, the files that kits are made "
              "of, and runs with what they wrote. A run that ended is kept for a week, files up to "
              "512 MiB. --clean removes all of it but runs that are not over, and says which.",
          .positional = "PLACE...",
          .least = 1,
          .most = 100,
          .shared = {.jobs = true, .color = true, .pager = true},
          .options = {{.name = "--clean", .value = "", .help = "remove it"}},
          .examples = {{"assay places ssh:lab1", "what is there"},
                       {"assay places ssh:lab1 --clean", "remove it"}}};
}

int run_places(const Arguments& words, Console& console) {
  const auto style = console.style(words);
  const bool clean = words.has("clean");
  const unsigned at_once = jobs(words);
  const auto named = places_named(words.positionals, words);
  const auto space = open_workspace(words);
  Places places(space, named, every_target(space), at_once, console);
  present::List list{.what = "left",
                     .heads = {"place", "run", "state", "size", "unasked", "label"},
                     .rows = {},
                     .notes = {}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (clean) {
      const auto removed = reach::clean(places.at(i));
      console.say(
          fmt::format("{}: removed {} run{}", places.name(i), removed, removed == 1 ? "" : "s"));
    }
    const auto left = reach::left_at(places.at(i));
    for (const auto& run : left.runs) {
      if (clean) console.say(fmt::format("{}: {}", places.name(i), reach::why_left(run)));
      const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(run.unasked);
      list.rows.push_back({places.name(i), run.name, run.state, base::to_text(run.size),
                           host::age_text(minutes), run.label});
    }
    list.notes.push_back(fmt::format("{}: {} of files in {}", places.name(i),
                                     base::to_text(left.stored), left.folder));
  }
  console.print(present::render(list, style));
  for (const std::string& sentence : places.unreached()) console.say(sentence);
  return static_cast<int>(places.unreached().empty() ? base::Exit::done : base::Exit::missing);
}

}  // namespace assay::cli
