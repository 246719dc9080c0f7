// SPDX-License-Identifier: Apache-2.0
#include "workshop/sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "judge/seals.h"
#include "sys/file_lock.h"
#include "sys/kept_folder.h"
#include "sys/trees.h"
#include "work/catalog_files.h"
#include "work/foreign_programs.h"
#include "work/named_record.h"
#include "workshop/built_programs.h"
#include "workshop/revision.h"
#include "workshop/rule_files.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr std::string_view kRevision = "git:";
constexpr std::string_view kKeys[] = {"target", "toolchain", "os", "suite", "flags"};
constexpr std::size_t kMostNamed = 5;  // of the programs that can't take part, in a message

std::string wanted_target(const catalog::Selection& selection) {
  if (selection.targets.size() > 1) {
    throw Error(Exit::usage, "--binary needs exactly one --target");
  }
  return selection.targets.empty() ? std::string() : selection.targets.front();
}

void keep_one_of_each(const work::GateSide& side) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& each : side.programs) {
    if (seen.emplace(each.cell.target, each.cell.suite).second) continue;
    throw Error(Exit::usage,
                fmt::format("{} contains two programs of {} for {}", base::printable(side.word),
                            each.cell.suite, each.cell.target))
        .hint("choose one program per target and suite: name one folder, toolchain or os");
  }
}

// CMake's own tests of the compiler are no programs of the folder.
bool is_of_cmake(const fs::path& file) {
  return std::ranges::find(file, fs::path("CMakeFiles")) != file.end();
}

void add_file(work::GateSide& side, const Workspace& space, const fs::path& file,
              const fs::path& folder, const std::string& wanted) {
  auto found = work::find_foreign_program(space.catalog, file, wanted);
  if (found.program) {
    side.programs.push_back(*std::move(found.program));
  } else if (const fs::path name = file.lexically_relative(folder);
             !found.left_out.empty() && !is_of_cmake(name)) {
    side.left_out.push_back({.file = name.string(), .reason = std::move(found.left_out)});
  }
}

// What the folder holds instead.
std::string named_left_out(const work::GateSide& side) {
  std::string text;
  for (std::size_t at = 0; at < std::min(side.left_out.size(), kMostNamed); ++at) {
    const auto& [file, reason] = side.left_out[at];
    text += fmt::format("{}{}: {}", at == 0 ? " that can take part; " : ", ", base::printable(file),
                        reason);
  }
  return text;
}

void add_folder(work::GateSide& side, const Workspace& space, const fs::path& path,
                const catalog::Selection& selection) {
  const std::string wanted = wanted_target(selection);
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(path, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    if (entry->is_regular_file(unknown)) add_file(side, space, entry->path(), path, wanted);
  }
  if (fault) throw Error(Exit::usage, fmt::format("{}: {}", side.word, fault.message()));
  std::ranges::sort(side.left_out, {}, &record::LeftOut::file);
  if (side.programs.empty()) {
    throw Error(Exit::usage, fmt::format("{} contains no Google Benchmark program{}",
                                         base::printable(side.word), named_left_out(side)))
        .hint("programs must be executable and not stripped");
  }
}

// Programs of suites that were not asked for.
void keep_suites(work::GateSide& side) {
  const auto& suites = side.selection.suites;
  std::erase_if(side.programs, [&](const run::ProgramToRun& each) {
    return !suites.empty() && std::ranges::find(suites, each.cell.suite) == suites.end();
  });
}

void add_single_file(work::GateSide& side, const Workspace& space, const fs::path& file,
                     const catalog::Selection& selection) {
  side.programs.push_back(work::foreign_program(space.catalog, file, wanted_target(selection)));
  side.single_file = true;
  if (work::may_be_run(file)) return;
  throw Error(Exit::usage, fmt::format("{} is not executable", base::printable(file.string())))
      .hint("make it executable with chmod +x");
}

void add_path(work::GateSide& side, const Workspace& space, const catalog::Selection& selection) {
  const fs::path path = fs::canonical(side.word);
  if (fs::is_directory(path)) {
    add_folder(side, space, path, selection);
    keep_suites(side);
  } else {
    add_single_file(side, space, path, selection);
  }
}

// NAME=FILE: where the name ends; nothing for other words.
std::optional<std::size_t> end_of_name(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string::npos) return std::nullopt;
  if (std::ranges::find(kKeys, word.substr(0, equals)) != std::end(kKeys)) return std::nullopt;
  std::error_code fault;
  return fs::exists(word.substr(equals + 1), fault) ? std::optional(equals) : std::nullopt;
}

void add_named(work::GateSide& side, const Workspace& space, const catalog::Selection& selection,
               std::size_t end) {
  const std::string name = side.word.substr(0, end);
  const fs::path file = fs::canonical(side.word.substr(end + 1));
  if (name.find('/') != std::string::npos || base::printable(name) != name) {
    throw Error(Exit::usage, fmt::format("{}: a name must not contain / or control characters",
                                         base::printable(side.word)));
  }
  if (fs::is_directory(file)) {
    throw Error(Exit::usage, fmt::format("{}: NAME=FILE names one program, and this is a folder",
                                         base::printable(side.word)));
  }
  add_single_file(side, space, file, selection);
  side.programs.front().cell.suite = name;
  side.named = true;
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
      throw Error(Exit::usage,
                  fmt::format("{}: '{}' is not part of a selection{}", base::printable(word),
                              base::printable(key),
                              base::did_you_mean(key, {std::begin(kKeys), std::end(kKeys)})))
          .hint(
              "a side is a path, NAME=FILE, git:REV, a record, or changes such as "
              "toolchain=gcc,flags=-O3");
    }
  }
  return change;
}

// Where programs are built with more flags: in a folder for each, else both sides would build each
// other's programs anew. One that nobody asked for in two weeks goes.
fs::path cells_of_flags(const std::vector<std::string>& flags, const fs::path& cache) {
  const fs::path all = cache / "flags", folder = all / base::short_hash(base::join(flags, " "));
  const sys::FileLock lock(all / "lock");
  sys::make_folder(folder);
  sys::mark_used(folder);
  sys::drop_unused(all);
  return folder;
}

// The programs of a selection.
void build_side(work::GateSide& side, Workspace space, const Change& change, unsigned jobs,
                base::Progress& progress) {
  for (auto& toolchain : space.catalog.toolchains) toolchain.last_flags = change.flags;
  const catalog::Selected chosen = choose(space, change.selection);
  const auto left_out = left_out_line(chosen);
  if (!left_out.empty()) progress.say(fmt::format("{}: {}", side.word, left_out));
  side.programs = built_programs(space, chosen.cells, change.selection.runners, jobs, progress);
  side.catalog = std::move(space.catalog);
}

void add_revision(work::GateSide& side, const Workspace& space, const SideOptions& options,
                  base::Progress& progress) {
  const auto revision = check_out(side.word.substr(kRevision.size()), space.folders, options.from);
  Workspace theirs = space;
  theirs.catalog =
      work::load_catalog(space.folders, space.suite_folders, revision.tree / "benchmarks");
  theirs.folders.data = revision.tree;
  theirs.folders.cells = revision.cells;
  side.source = revision.commit;
  side.tree = revision.tree;
  build_side(side, std::move(theirs), {.selection = options.selection, .flags = {}}, options.jobs,
             progress);
}

void add_change(work::GateSide& side, const Workspace& space, const SideOptions& options,
                base::Progress& progress) {
  const Change change = change_of(side.word, options.selection);
  side.selection = asked_selection(change);
  Workspace own = space;
  if (!change.flags.empty()) own.folders.cells = cells_of_flags(change.flags, space.folders.cache);
  build_side(side, std::move(own), change, options.jobs, progress);
}

// A word that names nothing was mistyped: CI must not take that for something this machine lacks.
work::Result find_record(const std::string& word, const Workspace& space,
                         base::Progress& progress) {
  try {
    return work::find_result(word, space.folders, progress);
  } catch (const Error& fault) {
    if (fault.exit() != Exit::missing) throw;
    throw Error(Exit::usage, fault.what())
        .hint(
            "a side is a program, a folder of programs, git:REV, a change such as toolchain=gcc, "
            "or a record");
  }
}

}  // namespace

work::GateSide find_side(const std::string& word, const Workspace& space,
                         const SideOptions& options, base::Progress& progress) {
  const catalog::Selection& selection = options.selection;
  work::GateSide side{.word = word,
                      .programs = {},
                      .record = {},
                      .catalog = space.catalog,
                      .selection = asked_selection({.selection = selection, .flags = {}})};
  std::error_code fault;
  if (fs::exists(word, fault) && fs::path(word).extension() != ".json") {
    add_path(side, space, selection);
  } else if (const auto end = end_of_name(word)) {
    add_named(side, space, selection, *end);
  } else if (word.starts_with(kRevision)) {
    add_revision(side, space, options, progress);
  } else if (word.find('=') != std::string::npos) {
    add_change(side, space, options, progress);
  } else if (word.find_first_of("/.") == 0 && !fs::exists(word, fault)) {
    throw Error(Exit::usage, fmt::format("{}: No such file or directory", base::printable(word)));
  } else {
    std::vector<work::Result> results{find_record(word, space, progress)};
    work::keep_selected(results, selection);
    judge::refuse_edited(results.front().record, word, "a gate");
    judge::refuse_doubtful(results.front().record, word, "a gate");
    side.record = std::move(results.front().record);
  }
  keep_one_of_each(side);
  return side;
}

std::vector<std::string> targets_to_build(const std::string& word, const Workspace& space,
                                          const catalog::Selection& selection) {
  std::error_code fault;
  if (fs::exists(word, fault) || end_of_name(word)) return {};
  const bool revision = word.starts_with(kRevision);
  if (!revision && word.find('=') == std::string::npos) return {};
  const auto chosen = choose(space, revision ? selection : change_of(word, selection).selection);
  std::set<std::string> targets;
  for (const catalog::Cell& cell : chosen.cells) targets.insert(cell.target);
  return {targets.begin(), targets.end()};
}

BothSides find_sides(const std::string& base, const std::string& head, const Workspace& space,
                     const SideOptions& options, base::Progress& progress) {
  BothSides both{.base = find_side(base, space, options, progress),
                 .head = find_side(head, space, options, progress)};
  if (both.base.single_file && both.head.single_file) {
    auto &of_base = both.base.programs.front().cell, &of_head = both.head.programs.front().cell;
    of_head.suite = both.base.named && !both.head.named ? of_base.suite : of_head.suite;
    of_base.suite = of_head.suite;
  }
  bool any = false;
  for (work::GateSide* const side : {&both.base, &both.head}) {
    if (side->single_file) keep_suites(*side);
    any = any || side->record || !side->programs.empty();
  }
  if (any) {
    both.differing_rules = differing_rules(both.base, both.head, space.folders.data);
    return both;
  }
  const auto& suites = options.selection.suites;
  throw Error(Exit::usage, suites.empty() ? "neither side has a program"
                                          : fmt::format("neither side has a program of --suite {}",
                                                        base::printable(base::join(suites, ","))))
      .hint("the suite of a program that was not built here is its file name");
}

}  // namespace assay::workshop
