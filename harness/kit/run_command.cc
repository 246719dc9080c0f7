// SPDX-License-Identifier: Apache-2.0
#include "kit/run_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "host/fingerprint.h"
#include "host/match.h"
#include "host/verdict.h"
#include "kit/gate_result.h"
#include "kit/kit_place.h"
#include "kit/result_text.h"
#include "record/host.h"
#include "record/sessions.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/left_over.h"
#include "sys/trees.h"
#include "terminal/kept_name.h"
#include "terminal/machine_report.h"
#include "terminal/machine_wait.h"
#include "work/gate_kit.h"
#include "work/kit_run.h"
#include "work/run_report.h"

namespace assay::kit {

using base::Error;
using base::Exit;

CommandSpec run_spec() {
  return {
      .name = "run",
      .summary = "measure this machine, or go on where the last call stopped; what ./start does",
      .description =
          "Runs every program of the kit, checks its results and times it. What is finished is "
          "kept at once: after Ctrl-C, a crash or a loss of power the same command goes on. When "
          "a session is over, it prints the table and writes record.json. Started again after a "
          "reboot, or six hours later, it adds a further session, up to three. A kit that holds a "
          "gate measures both sides in turns, once, and ends with the gate's exit code. Only the "
          "folder of results is written. Needs no root, no network and no compiler. ./start help "
          "lists the other commands: show, submit, verify, doctor.",
      .shared = {.filter = true, .color = true, .defaults = false},
      .options = {{.name = "-o,--output",
                   .value = "FOLDER",
                   .help = "folder for results; default: results beside this program"},
                  {.name = "--quick",
                   .value = "",
                   .help = "run only the benchmarks that stand for their suite"},
                  {.name = "--round",
                   .value = "FILE",
                   .help = "measure for this round: in its order, with its control inputs"},
                  terminal::wait_option(),
                  terminal::keep_option()},
      .examples = {{"./start", "measure everything"},
                   {"./start --quick", "a first result in a minute"},
                   {"./start -o /mnt/stick/results", "the kit is on a medium that is read-only"}},
      .program = kProgram};
}

namespace {

// The kit was made for one target, and its programs may hold instructions that this CPU lacks.
void require_target(const KitPlace& place) {
  const catalog::Target* target = place.catalog.target(place.manifest.target);
  if (target == nullptr) {
    throw Error(Exit::usage, fmt::format("the kit has no file for its target {}",
                                         base::printable(place.manifest.target)));
  }
  const auto able = host::can_execute(*target, place.host);
  if (able.good()) return;
  throw Error(Exit::missing,
              fmt::format("this machine cannot run programs for {}: {}", target->name, able.reason))
      .hint("./start doctor says for which targets it can");
}

std::string suites_of(const work::KitManifest& manifest) {
  std::set<std::string> suites;
  for (const auto& each : manifest.programs) suites.insert(each.cell.suite);
  return base::join({suites.begin(), suites.end()}, ", ");
}

// Of a kit that holds runs.
std::string session_line(const work::KitManifest& manifest,
                         const std::vector<work::KitSession>& sessions) {
  const bool goes_on = !sessions.empty() && sessions.back().ended.empty();
  return fmt::format("suites {}{}; {} session {} of at most {}", suites_of(manifest),
                     manifest.quick ? ", the quick ones of them" : "",
                     goes_on ? "goes on with" : "measures", sessions.size() + (goes_on ? 0 : 1),
                     record::kMostSessions);
}

std::string gate_line(const record::GateQuestion& question) {
  return fmt::format(
      "a gate of {} and {}{}; measures both in turns, until each benchmark is decided",
      base::printable(question.base.word), base::printable(question.head.word),
      question.filter.empty() ? std::string()
                              : fmt::format(", benchmarks '{}'", base::printable(question.filter)));
}

// What it is, what it does, and how far the result can be trusted, before anything is measured.
std::vector<std::pair<std::string, std::string>> opening(const KitPlace& place,
                                                         const std::string& first) {
  std::vector<std::pair<std::string, std::string>> lines{
      {"kit", fmt::format("{}: {}", work::name_of(place.manifest), first)}};
  for (const auto& [what, line] : host::five_lines(place.host, place.catalog.targets)) {
    if (what != "target" && what != "runs on") lines.emplace_back(what, line);
  }
  lines.emplace_back(
      "writes",
      fmt::format("{} and nothing else; Ctrl-C stops, the same command goes on{}",
                  place.output.string(),
                  work::is_gate(place.manifest) ? ", and after a reboot it begins anew" : ""));
  return lines;
}

// Programs put what they need for a moment below the results, and nowhere else. A folder of results
// that stays empty goes with them.
class OwnTemporaries {
 public:
  explicit OwnTemporaries(const std::filesystem::path& output) : folder_(output / "tmp") {
    sys::make_folder(folder_);
    sys::set_variable("TMPDIR", folder_.string());
    sys::remove_left_folders();  // of a call that was killed
    sys::end_left_by_killed();
  }
  ~OwnTemporaries() {
    sys::remove_tree(folder_);
    sys::remove_if_empty(folder_.parent_path());
  }
  OwnTemporaries(const OwnTemporaries&) = delete;
  OwnTemporaries& operator=(const OwnTemporaries&) = delete;

 private:
  std::filesystem::path folder_;
};

void require_output(const std::filesystem::path& output) {
  try {
    sys::require_room(output, base::Bytes{16u << 20});
  } catch (base::Error& fault) {
    fault.hint("-o FOLDER writes the results elsewhere");
    throw;
  }
}

// Of a gate that is over; nothing when it is not.
std::optional<int> show_measured(const KitPlace& place, const Arguments& words, Console& console) {
  const auto exit = show_gate(place, words, console);
  if (exit) console.say("this gate was measured already; -o FOLDER measures it again");
  return exit;
}

int run_gate(const KitPlace& place, std::chrono::seconds patience, const Arguments& words,
             Console& console) {
  if (const auto exit = show_measured(place, words, console)) return *exit;
  const std::string first = gate_line(work::question_of(place.folder));
  console.say(terminal::lines_text(opening(place, first), console.style(words)));
  const auto alone = terminal::wait_for_machine(patience, console);
  // The same command, given twice, waits for itself.
  if (const auto exit = show_measured(place, words, console)) return *exit;
  const OwnTemporaries temporaries(place.output);
  return measure_gate(place, words, console);
}

// What was measured, and why no session is to be added now. No when one is.
bool show_sessions(const KitPlace& place, const Arguments& words, Console& console) {
  const auto sessions = work::sessions_in(place.output, place.manifest);
  const std::string none = work::why_none(sessions, place.host, sys::since_boot());
  if (none.empty()) return false;
  work::restore_record(sessions, place.output);
  console.print(result_text(*work::record_of(sessions), console.style(words)));
  console.say(none);
  say_sessions(sessions, place.output, console);
  return true;
}

}  // namespace

int run_run(const std::filesystem::path& folder, const Arguments& words, Console& console) {
  const auto patience = terminal::patience_of(words);
  KitPlace place = open_place(folder, words);
  work::require_programs(place.manifest, folder);
  if (terminal::keeps_host_name(words)) host::add_host_name(place.host);
  require_target(place);
  if (place.manifest.round)
    record::require_day(*place.manifest.round, sys::utc_now().substr(0, 10));
  require_output(place.output);
  if (work::is_gate(place.manifest)) return run_gate(place, patience, words, console);
  if (show_sessions(place, words, console)) return 0;
  const auto sessions = work::sessions_in(place.output, place.manifest);
  console.say(terminal::lines_text(opening(place, session_line(place.manifest, sessions)),
                                   console.style(words)));
  const auto alone = terminal::wait_for_machine(patience, console);
  const OwnTemporaries temporaries(place.output);
  const auto record = work::measure_session(place.manifest, folder, place.output,
                                            instruments(place), console.progress());
  if (!record) {  // the same command, given twice, has waited for itself
    show_sessions(place, words, console);
    return 0;
  }
  const auto failed = work::failures(*record);
  // Where programs are emulated, results are checked and no times are wanted.
  const auto missing = record::is_emulated(place.host) ? std::vector<std::string>()
                                                       : work::missing_cells(*record, {}, true);
  for (const auto& lines : {failed, missing}) {
    for (const auto& line : lines) console.say(line);
  }
  console.print(result_text(*record, console.style(words)));
  say_sessions(work::sessions_in(place.output, place.manifest), place.output, console);
  if (!failed.empty()) return static_cast<int>(Exit::bad);
  return static_cast<int>(missing.empty() ? Exit::done : Exit::missing);
}

}  // namespace assay::kit
