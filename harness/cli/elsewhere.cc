// SPDX-License-Identifier: Apache-2.0
#include "cli/elsewhere.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <mutex>
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
#include "reach/how_far.h"
#include "reach/kept_run.h"
#include "reach/place_settings.h"
#include "reach/run_at.h"
#include "reach/run_identity.h"
#include "record/elf.h"
#include "record/runner.h"
#include "record/sessions.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "terminal/kept_name.h"
#include "terminal/machine_wait.h"
#include "work/kit_answer.h"
#include "work/local_records.h"
#include "work/run_report.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr std::string_view kExecutions = "executions";
constexpr std::chrono::minutes kSayHere{1};  // after five of silence a place takes us for gone

// The tables of both files, the project's first. A project's file may be a pull request's: who
// wants nothing of it would not be measured where it says either.
std::vector<reach::Place> places_of_files(bool of_project) {
  std::error_code unknown;
  std::vector<fs::path> files{user_file()};
  if (of_project) files.insert(files.begin(), project_file(fs::current_path(unknown)));
  std::vector<reach::Place> places;
  for (const fs::path& file : files) {
    if (file.empty()) continue;
    auto own = reach::read_places(sys::read_file(file, kMostSettings), file.string());
    std::ranges::move(own, std::back_inserter(places));
  }
  return places;
}

bool somebody_agrees(const std::string& question) {
  fmt::print(stderr, "{}: run this? [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

// Whether a person is there to be asked.
bool somebody_is_here() {
  return sys::is_terminal(STDIN_FILENO) && sys::is_terminal(STDERR_FILENO);
}

void ask_before(const std::vector<reach::Place>& places) {
  std::error_code unknown;
  reach::Consent consent{.file = project_file(fs::current_path(unknown)).string()};
  if (somebody_is_here()) consent.ask = somebody_agrees;
  reach::ask_before(places, consent);
}

std::string sentence_of(const reach::Brought& brought, const std::string& place) {
  const auto& end = brought.end;
  if (end.how == "exited") {
    return fmt::format("{}: the kit ended with exit code {} and left no result; {}", place,
                       end.status, reach::last_words(brought.kept));
  }
  return fmt::format("{}: the run there ended without a result: {}{}{}", place, end.how,
                     end.why.empty() ? "" : ": ", base::printable(end.why));
}

// Of the cells' targets, each once.
std::vector<std::string> names_of(const std::vector<catalog::Cell>& cells) {
  std::vector<std::string> targets;
  for (const catalog::Cell& cell : cells) {
    if (std::ranges::find(targets, cell.target) == targets.end()) targets.push_back(cell.target);
  }
  return targets;
}

// The targets to measure. What can't be built here is said; whoever asked for it misses it.
std::vector<std::string> targets_chosen(const workshop::Workspace& space,
                                        const catalog::Selection& selection, const Console& console,
                                        std::vector<std::string>& missing) {
  const catalog::Selected chosen = workshop::choose_for_kit(space, selection);
  const std::string left_out = workshop::left_out_line(chosen);
  if (chosen.cells.empty()) {
    throw Error(Exit::missing, left_out.empty() ? "no suite is left to measure" : left_out);
  }
  if (!left_out.empty()) console.say(left_out);
  const bool named = !selection.targets.empty();  // else it may be for no place at all
  if (named && workshop::asked_for_missing(chosen.left_out, selection)) missing.push_back(left_out);
  return names_of(chosen.cells);
}

reach::Assignment assigned(const workshop::Workspace& space,
                           const std::vector<std::string>& targets, Places& places) {
  std::vector<catalog::Target> wanted;
  for (const std::string& name : targets) wanted.push_back(*space.catalog.target(name));
  std::vector<reach::PlaceHost> hosts;
  for (std::size_t i = 0; i < places.size(); ++i) {
    hosts.push_back({.name = places.name(i), .host = places.at(i).hello().host});
  }
  return reach::assign(wanted, hosts);
}

// A target that somebody named, and every place, is to be measured; who names no target takes those
// that there is a place for.
void tell_left(const reach::Assignment& assignment, const std::vector<std::string>& targets,
               const std::vector<std::string>& asked, const Console& console,
               std::vector<std::string>& missing) {
  std::vector<std::string> unasked;
  for (const auto& [target, why] : assignment.targets_left) {
    if (std::ranges::find(asked, targets[target]) != asked.end()) {
      missing.push_back(why);
    } else {
      unasked.push_back(targets[target]);
    }
  }
  if (!unasked.empty()) {
    console.say(fmt::format("left out: no place can execute {}", base::join(unasked, ", ")));
  }
  std::ranges::copy(assignment.places_left, std::back_inserter(missing));
}

// By the position of the target; empty ones of targets that no place can execute.
std::vector<work::Kit> make_kits(const workshop::Workspace& space,
                                 const std::vector<std::string>& targets,
                                 const reach::Assignment& assignment,
                                 const workshop::KitOptions& options, Console& console) {
  std::vector<work::Kit> kits(targets.size());
  for (std::size_t target = 0; target < targets.size(); ++target) {
    const bool used = std::ranges::any_of(assignment.pairs,
                                          [&](const auto& pair) { return pair.target == target; });
    if (used)
      kits[target] = workshop::make_kit(space, targets[target], options, console.progress());
  }
  return kits;
}

// One kit's run at one place, and what came of it.
struct Task {
  std::size_t place;
  const work::Kit* kit;
  std::optional<Places::Measured> measured;
  std::optional<Error> error;
};

// One kit after the other.
void measure_at(Places& places, std::size_t place, std::vector<Task>& tasks,
                base::Progress& progress, const std::function<Places::Told(const Task&)>& told_of) {
  for (Task& task : tasks) {
    if (task.place != place) continue;
    try {
      sys::stop_if_interrupted();
      task.measured = places.measure(place, *task.kit, progress, told_of(task));
    } catch (const Error& error) {
      task.error = error;
    }
  }
}

// All places at once.
void measure_all(Places& places, std::vector<Task>& tasks, base::Progress& progress) {
  std::vector<std::string> steps;
  for (const Task& task : tasks) steps.push_back(places.step(task.place, *task.kit));
  progress.stage("measuring", steps);
  std::once_flag first;
  const auto told_of = [&](const Task& task) {
    return [&, step = places.step(task.place, *task.kit)](std::size_t done, std::size_t total) {
      // All kits are of the same suites: those that have not begun will take as many.
      std::call_once(first, [&] {
        for (const std::string& each : steps) progress.inside(each, 0, total, kExecutions);
      });
      progress.inside(step, done, total, kExecutions);
    };
  };
  std::vector<std::future<void>> running;
  for (std::size_t place = 0; place < places.size(); ++place) {
    running.push_back(std::async(
        std::launch::async, [&, place] { measure_at(places, place, tasks, progress, told_of); }));
  }
  for (std::future<void>& place : running) place.get();
}

// What came of all tasks, and a sentence for each that failed.
struct Taken {
  std::vector<record::Record> records;
  std::vector<std::string> failed;
  std::optional<Error> first;  // of the errors; an interrupt goes before all others
};

Taken taken(std::vector<Task>& tasks) {
  Taken taken;
  for (Task& task : tasks) {
    if (task.measured) taken.records.push_back(std::move(task.measured->record));
    if (!task.error) continue;
    taken.failed.emplace_back(task.error->what());
    if (!taken.first || task.error->exit() == Exit::interrupted) taken.first = task.error;
  }
  return taken;
}

// What came is kept whatever else failed. Throws when nothing came.
int finish(std::vector<Task>& tasks, std::vector<std::string> missing, const Arguments& words,
           const workshop::KitOptions& options, const workshop::Workspace& space,
           Console& console) {
  Taken all = taken(tasks);
  const Exit why = all.first ? all.first->exit() : Exit::missing;
  std::ranges::move(all.failed, std::back_inserter(missing));
  if (all.records.empty() && missing.size() == 1 && all.first) throw *all.first;
  if (all.records.empty()) throw Error(why, base::join(missing, "\n"));
  work::FinishedRun finished{.record = record::join_sessions(all.records), .path = {}};
  finished.record.created = sys::utc_now();
  finished.record.harness = options.harness;
  finished.path = work::save_record(finished.record, space.folders.records, words.text("output"));
  for (const Task& task : tasks) {
    if (task.measured) reach::finish_kept(task.measured->kept);
  }
  std::ranges::move(work::missing_cells(finished.record, {}, true), std::back_inserter(missing));
  const int code = print_finished(finished, missing, !missing.empty(), words, console);
  return why == Exit::interrupted ? static_cast<int>(why) : code;
}

}  // namespace

terminal::OptionSpec on_option(std::string help) {
  return {.name = "--on", .value = "PLACE", .help = std::move(help), .list = true};
}

void refuse_beside_on(const Arguments& words, const std::vector<std::string>& options) {
  for (const std::string& option : options) {
    if (!words.has(option)) continue;
    throw Error(Exit::usage,
                fmt::format("--{} is for this machine, and cannot be used with --on", option));
  }
  for (const std::string& runner : words.texts("runner")) {
    if (runner == record::kNative.name) continue;
    throw Error(Exit::usage,
                fmt::format("--runner {} cannot be used with --on: at a place programs "
                            "are timed, which is --runner {}",
                            base::printable(runner), record::kNative.name));
  }
}

std::vector<reach::Place> places_named(const std::vector<std::string>& names,
                                       const Arguments& words) {
  const std::vector<reach::Place> known = places_of_files(!words.has("no-config"));
  std::vector<reach::Place> places;
  std::set<std::string> seen;
  for (const std::string& word : names) {
    if (!seen.insert(word).second) continue;
    places.push_back(reach::is_ssh_word(word) ? reach::parse_ssh_word(word)
                                              : reach::find_place(word, known));
  }
  return places;
}

std::vector<std::string> every_target(const workshop::Workspace& space) {
  return names_of(workshop::choose(space, {}).cells);
}

// The kit's programs of the targets' architectures, each built when a machine needs it. Several
// threads may ask.
class Places::Programs {
 public:
  Programs(const workshop::Workspace& space, const std::vector<std::string>& targets, unsigned jobs,
           base::Progress& progress)
      : space_(space), jobs_(jobs), progress_(progress) {
    for (const std::string& name : targets) {
      const auto& arch = *catalog::find_architecture(space.catalog.target(name)->arch);
      const bool known = std::ranges::any_of(
          archs_, [&](const Arch& each) { return each.arch->name == arch.name; });
      if (!known) archs_.push_back({.arch = &arch, .target = name, .program = {}});
    }
  }

  // That of the machine's own architecture (uname -m), else one that it may execute too: a program
  // takes the machine for what it was built for itself. None when nothing here is for that.
  std::optional<reach::ProgramHere> for_machine(const std::string& machine) {
    const std::scoped_lock one(mutex_);
    Arch* best = nullptr;
    for (Arch& each : archs_) {
      const auto machines = workshop::machines_of(*each.arch);
      if (std::ranges::find(machines, machine) == machines.end()) continue;
      if (best == nullptr || each.arch->machine == machine) best = &each;
    }
    return best == nullptr ? std::nullopt : std::optional(program(*best));
  }

 private:
  struct Arch {
    const catalog::Architecture* arch;
    std::string target;  // one of its targets
    std::optional<reach::ProgramHere> program;
  };
  const reach::ProgramHere& program(Arch& of) {
    if (of.program) return *of.program;
    const fs::path file = workshop::kit_program(space_, of.target, jobs_, progress_);
    const std::string bytes = sys::read_file(file, record::kLargestProgram);
    of.program = {.sha256 = base::sha256(bytes), .size = bytes.size(), .file = file};
    return *of.program;
  }

  const workshop::Workspace& space_;
  unsigned jobs_;
  base::Progress& progress_;
  std::vector<Arch> archs_;
  std::mutex mutex_;
};

Places::Places(const workshop::Workspace& space, const std::vector<reach::Place>& named,
               const std::vector<std::string>& targets, unsigned jobs, Console& console)
    : programs_(std::make_shared<Programs>(space, targets, jobs, console.progress())),
      kept_(space.folders.cache / "places"),
      wait_(terminal::patience_of(Arguments())) {
  ask_before(named);
  reach::tidy_kept_runs(kept_);
  for (const reach::Place& place : named) {
    try {
      while_awake([&] { reach::go_before(place, console.progress()); });
      auto connection = while_awake([&] { return connected(place, console.progress()); });
      connections_.push_back(std::move(connection));
    } catch (const Error& error) {
      sys::stop_if_interrupted();
      if (named.size() == 1 || error.exit() != Exit::missing) throw;
      unreached_.emplace_back(error.what());
    }
  }
  if (connections_.empty()) throw Error(Exit::missing, base::join(unreached_, "\n"));
}

std::unique_ptr<reach::Connection> Places::connected(const reach::Place& place,
                                                     base::Progress& progress) {
  auto connection = std::make_unique<reach::Connection>(
      place,
      [programs = programs_](const std::string& machine) { return programs->for_machine(machine); },
      reach::ConnectOptions{.ssh = {.may_ask = somebody_is_here()}});
  bool sends = false;
  connection->when_bringing([&] {
    if (!std::exchange(sends, true)) progress.stage("sending assay-kit", {place.name});
  });
  const bool reached = connection->open_patiently(progress);
  connection->when_bringing({});  // what is sent again later is a part of measuring
  if (sends) progress.step(place.name, reached ? "sent" : "failed");
  if (!reached) throw reach::unreachable(connection->lost());
  return connection;
}

std::jthread Places::stay_awake() {
  return std::jthread([this](const std::stop_token& over) {
    std::mutex mutex;
    std::condition_variable_any end;
    std::unique_lock lock(mutex);
    for (;;) {
      end.wait_for(lock, over, kSayHere, [] { return false; });
      if (over.stop_requested()) return;
      for (const auto& connection : connections_) connection->say_here();
    }
  });
}

std::string Places::step(std::size_t place, const work::Kit& kit) const {
  return fmt::format("{} on {}", kit.manifest.target, name(place));
}

fs::path Places::kept(std::size_t place, const work::Kit& kit) const {
  const reach::RunIdentity identity{.place = connections_.at(place)->place(),
                                    .kit = kit,
                                    .host_name = keep_host_names_,
                                    .chance_seed = chance_seed_};
  return kept_ / reach::to_text(identity);
}

std::optional<std::string> Places::question_before(std::size_t place, const work::Kit& kit) const {
  if (!chance_seed_) return {};
  return reach::question_kept(kept(place, kit));
}

Places::Measured Places::measure(std::size_t place, const work::Kit& kit, base::Progress& progress,
                                 const Told& told) {
  const auto begin = sys::monotonic_now();
  std::vector<std::string> arguments{"--wait", fmt::format("{}s", wait_.count())};
  if (keep_host_names_) arguments.insert(arguments.end(), {"--keep", "hostname"});
  reach::RunAtOptions options{
      .arguments = std::move(arguments), .kept = kept(place, kit), .label = kit.manifest.target};
  if (told) {
    options.told = [&, far = reach::HowFar()](std::string_view file,
                                              std::string_view bytes) mutable {
      if (const auto said = far.add(file, bytes)) told(said->done, said->planned);
    };
  }
  reach::Brought brought = reach::run_at(at(place), {.files = kit.files}, options, progress);
  progress.step(step(place, kit), brought.record ? "done" : "no result",
                sys::monotonic_now() - begin);
  if (!brought.record) {
    const auto& end = brought.end;
    // What it can't do with these words it could not do here either: a filter that fits nothing.
    const bool usage = end.how == "exited" && end.status == static_cast<int>(Exit::usage);
    throw Error(usage ? Exit::usage : Exit::missing, sentence_of(brought, name(place)));
  }
  try {
    work::require_answer(*brought.record, kit, name(place));
  } catch (const Error&) {
    reach::finish_kept(brought.kept);  // it would be no better the next time
    throw;
  }
  for (record::Host& host : brought.record->hosts) host.place = name(place);
  return {.record = *std::move(brought.record), .kept = brought.kept};
}

int run_elsewhere(const Arguments& words, const workshop::KitOptions& options, Console& console) {
  const auto patience = terminal::patience_of(words);
  const bool keep = terminal::keeps_host_name(words);
  const auto space = open_workspace(words);
  const fs::path output = words.text("output");
  work::require_place(space.folders.records, output);
  const auto named = places_named(words.texts("on"), words);
  std::vector<std::string> missing;
  const auto targets = targets_chosen(space, options.selection, console, missing);
  Places places(space, named, targets, options.jobs, console);
  places.wait_there(patience);
  if (keep) places.keep_host_names();

  std::ranges::copy(places.unreached(), std::back_inserter(missing));
  const reach::Assignment assignment = assigned(space, targets, places);
  tell_left(assignment, targets, options.selection.targets, console, missing);
  const std::vector<work::Kit> kits =
      places.while_awake([&] { return make_kits(space, targets, assignment, options, console); });
  std::vector<Task> tasks;
  for (const auto& [target, place] : assignment.pairs) {
    tasks.push_back({.place = place, .kit = &kits[target], .measured = {}, .error = {}});
  }
  measure_all(places, tasks, console.progress());

  return finish(tasks, std::move(missing), words, options, space, console);
}

}  // namespace assay::cli
