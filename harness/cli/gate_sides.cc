// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "build/build_cells.h"
#include "cli/foreign_programs.h"
#include "cli/os_images.h"
#include "cli/record_argument.h"
#include "cli/revision.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr std::string_view kRevision = "git:";

std::string wanted_target(const catalog::Selection& selection) {
  if (selection.targets.size() > 1) {
    throw Error(Exit::usage, "programs are run as one --target");
  }
  return selection.targets.empty() ? std::string() : selection.targets.front();
}

void keep_one_of_each(const GateSide& side) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& each : side.programs) {
    if (seen.emplace(each.cell.target, each.cell.suite).second) continue;
    throw Error(Exit::usage,
                fmt::format("{} holds two programs of {} for {}", base::printable(side.word),
                            each.cell.suite, each.cell.target))
        .hint("a side has one program for each target and suite: name one folder, toolchain or os");
  }
}

void add_folder(GateSide& side, const Workspace& space, const fs::path& path,
                const catalog::Selection& selection) {
  const std::string wanted = wanted_target(selection);
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(path, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    if (!entry->is_regular_file(unknown)) continue;
    if (auto program = find_foreign_program(space, entry->path(), wanted)) {
      side.programs.push_back(*std::move(program));
    }
  }
  if (fault) throw Error(Exit::usage, fmt::format("{}: {}", side.word, fault.message()));
  if (side.programs.empty()) {
    throw Error(Exit::usage, fmt::format("{} holds no Google Benchmark program", side.word))
        .hint("a program has to be executable and not stripped");
  }
}

void add_path(GateSide& side, const Workspace& space, const catalog::Selection& selection) {
  const fs::path path = fs::canonical(side.word);
  if (fs::is_directory(path)) {
    add_folder(side, space, path, selection);
  } else {
    side.programs.push_back(foreign_program(space, path, wanted_target(selection)));
  }
  const auto& suites = selection.suites;
  std::erase_if(side.programs, [&](const run::ProgramToRun& each) {
    return !suites.empty() && std::ranges::find(suites, each.cell.suite) == suites.end();
  });
}

// One side's change of the selection, and flags for every compiler.
struct Change {
  catalog::Selection selection;
  std::vector<std::string> flags;
};

record::AskedSelection asked_selection(const Change& change) {
  const catalog::Selection& selection = change.selection;
  return {.targets = selection.targets,
          .toolchains = selection.toolchains,
          .systems = selection.systems,
          .suites = selection.suites,
          .flags = change.flags};
}

Change change_of(const std::string& word, catalog::Selection selection) {
  Change change{.selection = std::move(selection), .flags = {}};
  // What follows flags= is its own, commas included.
  constexpr std::string_view kFlags = "flags=";
  std::size_t flags = word.starts_with(kFlags) ? 0 : word.find("," + std::string(kFlags));
  if (flags != std::string::npos) {
    flags += flags == 0 ? 0 : 1;
    change.flags = base::split(word.substr(flags + kFlags.size()), ' ');
    std::erase(change.flags, "");
  }
  for (const std::string& one : base::split(word.substr(0, flags), ',')) {
    if (one.empty()) continue;  // before flags=
    const std::size_t equals = std::min(one.find('='), one.size());
    const std::string key = one.substr(0, equals);
    const std::vector<std::string> value{one.substr(std::min(equals + 1, one.size()))};
    if (key == "target") {
      change.selection.targets = value;
    } else if (key == "toolchain") {
      change.selection.toolchains = value;
    } else if (key == "os") {
      change.selection.systems = value;
    } else if (key == "suite") {
      change.selection.suites = value;
    } else {
      throw Error(
          Exit::usage,
          fmt::format("{}: '{}' is no part of a selection{}", base::printable(word),
                      base::printable(key),
                      base::did_you_mean(key, {"target", "toolchain", "os", "suite", "flags"})))
          .hint("a side is a path, git:REV, a record, or changes such as toolchain=gcc,flags=-O3");
    }
  }
  return change;
}

void build_side(GateSide& side, Workspace space, const Change& change, const fs::path& benchmarks,
                const fs::path& cells, unsigned jobs, Console& console) {
  for (auto& toolchain : space.catalog.toolchains) toolchain.last_flags = change.flags;
  const catalog::Selected chosen = choose(space, change.selection);
  const auto left_out = left_out_line(chosen);
  if (!left_out.empty()) console.say(fmt::format("{}: {}", side.word, left_out));
  sys::require_room(cells, base::Bytes{0});
  const auto& runners = change.selection.runners;
  const auto images = build_images(space, chosen.cells, runners, jobs, console.progress());
  side.programs = programs_to_run(
      space,
      build::build_cells(chosen.cells, space.catalog, space.capabilities,
                         {.benchmarks = benchmarks, .cells = cells}, jobs, console.progress()),
      images, runners);
  side.catalog = std::move(space.catalog);
}

void add_revision(GateSide& side, const Workspace& space, const Words& words, Console& console) {
  const auto revision = check_out(side.word.substr(kRevision.size()), space.folders);
  Workspace theirs = space;
  theirs.catalog = load_catalog(space.folders, words, revision.benchmarks);
  side.source = revision.commit;
  build_side(side, std::move(theirs), {.selection = words.selection(), .flags = {}},
             revision.benchmarks, revision.cells, jobs(words), console);
}

void add_change(GateSide& side, const Workspace& space, const Words& words, Console& console) {
  const Change change = change_of(side.word, words.selection());
  side.selection = asked_selection(change);
  // Other flags, another folder: else both sides would build each other's programs anew.
  const fs::path cells = change.flags.empty() ? space.folders.cells
                                              : space.folders.cache / "flags" /
                                                    base::short_hash(base::join(change.flags, " "));
  build_side(side, space, change, space.folders.data / "benchmarks", cells, jobs(words), console);
}

}  // namespace

GateSide find_side(const std::string& word, const Workspace& space, const Words& words,
                   Console& console) {
  GateSide side{.word = word,
                .source = {},
                .programs = {},
                .record = {},
                .catalog = space.catalog,
                .selection = asked_selection({.selection = words.selection(), .flags = {}})};
  std::error_code fault;
  if (fs::exists(word, fault) && fs::path(word).extension() != ".json") {
    add_path(side, space, words.selection());
  } else if (word.starts_with(kRevision)) {
    add_revision(side, space, words, console);
  } else if (word.find('=') != std::string::npos) {
    add_change(side, space, words, console);
  } else if (word.find_first_of("/.") == 0 && !fs::exists(word, fault)) {
    throw Error(Exit::usage, fmt::format("{}: No such file or directory", base::printable(word)));
  } else {
    std::vector<Result> results{find_result(word, space.folders, console)};
    keep_selected(results, words.selection());
    side.record = std::move(results.front().record);
  }
  keep_one_of_each(side);
  return side;
}

bool same_code(const record::Program& base, const record::Program& head) {
  if (base.sha256 == head.sha256) return true;
  const auto loaded = [](const record::Program& program) {
    return record::loaded_sha256(sys::read_file(program.path, record::kLargestProgram));
  };
  const std::string of_base = loaded(base);
  return !of_base.empty() && of_base == loaded(head);
}

record::AskedSide asked_of(const GateSide& side) {
  record::AskedSide asked{.word = side.word,
                          .commit = side.source,
                          .record = {},
                          .selection = side.selection,
                          .cells = {}};
  for (const auto& each : side.programs) {
    asked.cells.push_back({.cell = each.cell, .built = each.built, .program = each.program});
  }
  if (!side.record) return asked;
  asked.record = side.record->id;
  for (const auto& cell : side.record->cells) {
    asked.cells.push_back({.cell = cell.cell, .built = cell.outcome, .program = cell.program});
  }
  return asked;
}

}  // namespace assay::cli
