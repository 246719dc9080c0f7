// SPDX-License-Identifier: Apache-2.0
#include "cli/elsewhere.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "cli/opening.h"
#include "cli/run_result.h"
#include "cli/settings.h"
#include "cli/version.h"
#include "reach/assignment.h"
#include "reach/before.h"
#include "reach/place_settings.h"
#include "reach/run_at.h"
#include "record/elf.h"
#include "record/sessions.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "work/local_records.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kMostSettings{1u << 20};

// The tables of both files, the project's first.
std::vector<reach::Place> places_of_files() {
  std::error_code unknown;
  std::vector<reach::Place> places;
  for (const fs::path& file : {project_file(fs::current_path(unknown)), user_file()}) {
    if (file.empty()) continue;
    auto own = reach::read_places(sys::read_file(file, kMostSettings), file.string());
    std::ranges::move(own, std::back_inserter(places));
  }
  return places;
}

bool somebody_agrees(const std::string& question) {
  fmt::print(stderr, "{}: run it? [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

void go_before(const reach::Place& place) {
  std::error_code unknown;
  const fs::path project = project_file(fs::current_path(unknown));
  reach::Consent consent{.needed = !project.empty() && place.before_from == project.string()};
  if (sys::is_terminal(STDIN_FILENO) && sys::is_terminal(STDERR_FILENO)) {
    consent.ask = somebody_agrees;
  }
  reach::go_before(place, consent);
}

// Of every architecture among the targets, once.
std::vector<reach::ProgramHere> programs_for(const workshop::Workspace& space,
                                             const std::vector<std::string>& targets, unsigned jobs,
                                             base::Progress& progress) {
  std::vector<reach::ProgramHere> programs;
  std::set<std::string> seen;
  for (const std::string& name : targets) {
    const auto& arch = *catalog::find_architecture(space.catalog.target(name)->arch);
    if (!seen.emplace(arch.name).second) continue;
    const fs::path file = workshop::kit_program(space, name, jobs, progress);
    const std::string bytes = sys::read_file(file, record::kLargestProgram);
    programs.push_back({.program = {.machines = workshop::machines_of(arch),
                                    .sha256 = base::sha256(bytes),
                                    .size = bytes.size()},
                        .file = file});
  }
  return programs;
}

std::string sentence_of(const reach::Brought& brought, const std::string& place) {
  const auto& end = brought.end;
  if (end.how == "exited") {
    return fmt::format(
        "{}: the kit ended with exit code {} and left no result; its words are in {}", place,
        end.status, (brought.kept / "log").string());
  }
  return fmt::format("{}: the run there ended without a result: {}{}{}", place, end.how,
                     end.why.empty() ? "" : ": ", base::printable(end.why));
}

std::vector<std::string> targets_chosen(const workshop::Workspace& space, const Arguments& words,
                                        const Console& console) {
  const catalog::Selected chosen = workshop::choose(space, words.selection());
  const std::string left_out = workshop::left_out_line(chosen);
  if (!left_out.empty()) console.say(left_out);
  std::vector<std::string> targets;
  for (const catalog::Cell& cell : chosen.cells) {
    if (std::ranges::find(targets, cell.target) == targets.end()) targets.push_back(cell.target);
  }
  return targets;
}

}  // namespace

terminal::OptionSpec on_option(std::string help) {
  return {.name = "--on", .value = "PLACE", .help = std::move(help), .list = true};
}

std::vector<reach::Place> places_named(const std::vector<std::string>& words) {
  const std::vector<reach::Place> known = places_of_files();
  std::vector<reach::Place> places;
  for (const std::string& word : words) {
    places.push_back(reach::is_ssh_word(word) ? reach::parse_ssh_word(word)
                                              : reach::find_place(word, known));
  }
  return places;
}

std::vector<std::string> every_target(const workshop::Workspace& space) {
  std::vector<std::string> targets;
  std::set<std::string> seen;
  for (const catalog::Cell& cell : workshop::choose(space, {}).cells) {
    if (seen.insert(space.catalog.target(cell.target)->arch).second) targets.push_back(cell.target);
  }
  return targets;
}

Places::Places(const workshop::Workspace& space, const std::vector<reach::Place>& named,
               const std::vector<std::string>& targets, unsigned jobs, Console& console) {
  const auto programs = programs_for(space, targets, jobs, console.progress());
  const bool person = sys::is_terminal(STDIN_FILENO) && sys::is_terminal(STDERR_FILENO);
  for (const reach::Place& place : named) {
    go_before(place);
    auto connection = std::make_unique<reach::Connection>(
        place, programs, reach::ConnectOptions{.ssh = {.may_ask = person}});
    if (!connection->open()) {
      sys::stop_if_interrupted();
      Error error(Exit::missing, connection->lost().what);
      if (!connection->lost().hint.empty()) error.hint(connection->lost().hint);
      throw error;
    }
    connections_.push_back(std::move(connection));
  }
}

std::optional<record::Record> Places::measure(std::size_t place, const work::Kit& kit,
                                              const workshop::Workspace& space, Console& console) {
  reach::Connection& connection = at(place);
  const std::string step = fmt::format("{} on {}", kit.manifest.target, name(place));
  base::Progress& progress = console.progress();
  progress.stage("measuring", {step});
  const auto begin = sys::monotonic_now();
  const reach::RunAtOptions options{
      .kept = space.folders.cache / "places" /
              base::short_hash(name(place) + "\n" + work::to_text(kit.manifest)),
      .label = kit.manifest.target};
  reach::Brought brought = reach::run_at(connection, {.files = kit.files}, options, progress);
  progress.step(step, brought.record ? "done" : "no result", sys::monotonic_now() - begin);
  if (!brought.record) console.say(sentence_of(brought, name(place)));
  return std::move(brought.record);
}

int run_elsewhere(const Arguments& words, const workshop::KitOptions& options, Console& console) {
  const auto space = open_workspace(words);
  const fs::path output = words.text("output");
  work::require_place(space.folders.records, output);
  const auto named = places_named(words.texts("on"));
  const auto targets = targets_chosen(space, words, console);
  Places places(space, named, targets, options.jobs, console);

  std::vector<catalog::Target> wanted;
  for (const std::string& name : targets) wanted.push_back(*space.catalog.target(name));
  std::vector<reach::PlaceHost> hosts;
  for (std::size_t i = 0; i < places.size(); ++i) {
    hosts.push_back({.name = places.name(i), .host = places.at(i).hello().host});
  }
  const reach::Assignment assignment = reach::assign(wanted, hosts);
  std::vector<record::Record> records;
  for (const auto& [target, place] : assignment.pairs) {
    const work::Kit kit =
        workshop::make_kit(space, wanted[target].name, options, console.progress());
    if (auto record = places.measure(place, kit, space, console)) {
      records.push_back(std::move(*record));
    }
  }
  if (records.empty()) {
    throw Error(Exit::missing, assignment.pairs.empty() ? base::join(assignment.left_over, "\n")
                                                        : std::string("no place sent a result"));
  }
  work::FinishedRun finished{.record = record::join_sessions(records), .path = {}};
  finished.record.created = sys::utc_now();
  finished.record.harness = options.harness;
  finished.path = work::save_record(finished.record, space.folders.records, output);
  const bool lacks = !assignment.left_over.empty() || records.size() < assignment.pairs.size();
  return print_finished(finished, assignment.left_over, lacks, words, console);
}

}  // namespace assay::cli
