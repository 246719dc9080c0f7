// SPDX-License-Identifier: Apache-2.0
#include "run/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "run/benchmark_names.h"
#include "run/filter_expression.h"
#include "run/limits.h"
#include "run/states.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::run {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using Indices = std::vector<std::size_t>;

constexpr base::Bytes kOutputLimit{1u << 20};  // what a program prints is kept for messages only
constexpr base::Bytes kListLimit{16u << 20};
constexpr base::Bytes kFileLimit{64u << 20};  // of results, and of counts

// The length of a name moves the stack, and of some names the heap. So that counts don't depend on
// where a program or our temporary folders are, an emulated one is told only the names of
// descriptors, and is in a folder whose name has the same length (nearly) everywhere.
constexpr std::string_view kProgramByNumber = "/proc/self/fd/3",
                           kResultsByNumber = "/proc/self/fd/4";
constexpr std::size_t kLengthOfFolder = 200;  // or a multiple, where TMPDIR is longer

// What a suite's program says of the folder for its files (benchmarks/kernel/file_system.cc).
constexpr std::string_view kFilesKey = "assay.files";

fs::path folder_of_fixed_length(const fs::path& parent) {
  const std::size_t least = parent.string().size() + 2;  // a slash and one letter
  const std::size_t length = (least + kLengthOfFolder - 1) / kLengthOfFolder * kLengthOfFolder;
  const fs::path fixed = parent / std::string(length - least + 1, 'w');
  sys::make_folder(fixed);
  return fixed;
}

sys::ProcessRequest process(const Launcher& launcher, const ProcessToStart& start,
                            const fs::path& work, const fs::path& json) {
  const bool emulated = !launcher.emulator.empty();
  std::vector<std::string> argv{emulated ? std::string(kProgramByNumber)
                                         : launcher.program.string()};
  argv.insert(argv.end(), start.arguments.begin(), start.arguments.end());
  std::vector<fs::path> files;
  if (emulated) files.push_back(launcher.program);
  if (start.results) {
    if (emulated) {
      sys::write_whole(json, "");
      files.push_back(json);
    }
    argv.push_back("--benchmark_out=" + (emulated ? std::string(kResultsByNumber) : json.string()));
  }
  sys::Environment environment =
      environment_for(argv, start.place, emulated ? Measured::counts : Measured::times);
  if (!launcher.seed.empty()) environment.emplace_back("ASSAY_SEED", launcher.seed);
  argv.insert(argv.begin(), launcher.emulator.begin(), launcher.emulator.end());
  return {.argv = std::move(argv),
          .environment = std::move(environment),
          .folder = emulated ? folder_of_fixed_length(work) : work,
          .files = std::move(files),
          .output_limit = kOutputLimit,
          .memory_limit = launcher.memory,
          .cpu = launcher.cpu,
          // Counts are to repeat; times are to show what layouts do to them.
          .fixed_addresses = emulated};
}

// What one process left.
struct OneProcess {
  StartedProcess started;
  std::optional<import::GoogleFile> file;  // none: no benchmark could begin
  bool complete = false;                   // the file has its end
  PluginCounts counts;
  std::optional<Outcome> fault;  // its output can't be read
};

// What the program left in place of its results may be anything.
std::string read_if_there(const fs::path& path) {
  std::error_code ignored;
  const auto kind = fs::symlink_status(path, ignored).type();
  if (kind == fs::file_type::not_found || kind == fs::file_type::none) return {};
  return sys::read_child_file(path, kFileLimit);
}

void read_left(StartedProcess& started, const fs::path& json, const fs::path& counts) {
  if (started.ended.why == sys::Ended::Why::file) return;  // nobody reads so much
  try {
    started.results = read_if_there(json);
    started.counts = read_if_there(counts);
  } catch (const base::Error& error) {
    if (error.exit() != base::Exit::usage) throw;  // Ctrl-C, or a fault of the machine
    started.unreadable = Outcome::failed("bad-output", base::printable(error.what()));
  }
}

void read_results(OneProcess& one) {
  const sys::Ended& ended = one.started.ended;
  one.fault = one.started.unreadable;
  if (ended.why == sys::Ended::Why::file) {
    one.fault = Outcome::failed("bad-output", describe(ended, one.started.request));
  }
  if (one.fault) return;
  try {
    const std::string& text = one.started.results;
    if (text.find('{') != std::string::npos) {
      try {
        one.file = import::read_google_benchmark(text, "its results");
        one.complete = true;
      } catch (const base::Error&) {
        one.file = import::read_google_benchmark(text, "its results", true);
      }
    }
    one.counts = parse_plugin_counts(one.started.counts, "its counts");
  } catch (const base::Error& error) {
    one.fault = Outcome::failed("bad-output", base::printable(error.what()));
  }
}

StartedProcess start_here(const ProcessToStart& start) {
  const sys::TemporaryFolder folder, work;  // the program may leave what it likes in `work`
  const fs::path json = folder.path() / "results.json", counts = folder.path() / "counts";
  Launcher launcher = start.launcher;
  const bool counted = start.results && !launcher.plugin.empty();
  if (counted) {
    std::string plugin = fmt::format("{},out={}", launcher.plugin, for_qemu_option(counts));
    if (!start.blocks.empty()) plugin += ",blocks=" + for_qemu_option(start.blocks);
    launcher.emulator.insert(launcher.emulator.end(), {"-plugin", plugin});
  }
  StartedProcess started{.request = process(launcher, start, work.path(), json),
                         .ended = {},
                         .results = {},
                         .counts = {}};
  sys::ProcessRequest& request = started.request;
  if (start.results) {
    request.idle_limit = launcher.timeout;
    request.watched_file = counted ? counts : json;
    request.mark = counted ? '\n' : '}';  // of a result's end
    request.limited_files = {json, counts};
    request.file_limit = kFileLimit;
  } else {
    request.deadline = launcher.timeout;
    request.output_limit = kListLimit;
  }
  started.ended = sys::run_process(request);
  read_left(started, json, counts);
  const bool whole = base::trim(started.results).ends_with('}');
  if (start.results && !whole) started.broken = disk_fault(started.ended, folder.path());
  return started;
}

StartedProcess start_process(const ProcessToStart& start) {
  return start.launcher.start ? start.launcher.start(start) : start_here(start);
}

OneProcess run_once(const Launcher& launcher, const ExecutionRequest& request,
                    const Indices& wanted, const fs::path& blocks) {
  OneProcess one{
      .started = start_process(
          {.launcher = launcher,
           .arguments = {"--benchmark_filter=" + filter_expression(request.names, wanted),
                         "--benchmark_min_time=" + request.min_time, "--benchmark_out_format=json"},
           .place = request.place,
           .phase = request.phase,
           .blocks = blocks}),
      .file = {},
      .counts = {},
      .fault = {}};
  read_results(one);
  return one;
}

// Why a process did not give what it was asked for.
Outcome fault_of(const StartedProcess& started, std::string_view where) {
  return started.broken ? *started.broken : failure_of(started.ended, started.request, where);
}

// Of a name that its program lists and gives no result of. A name with a line's end is several
// lines of the list.
Outcome no_result(const std::string& name, const std::vector<Entries>& benchmarks) {
  for (const Entries& entries : benchmarks) {
    const std::string& other = entries.front().run_name;
    const auto lines = base::split(other, '\n');
    if (lines.size() < 2 || std::ranges::find(lines, name) == lines.end()) continue;
    return Outcome::skipped("no-name",
                            fmt::format("it is a line of the name {}: a name with a line's end "
                                        "can't be selected",
                                        base::printable(other, 200)));
  }
  return Outcome::failed("no-result", "the program lists this benchmark and gave no result of it");
}

class Executor {
 public:
  Executor(const Launcher& launcher, const ExecutionRequest& request)
      : launcher_(launcher), request_(request) {}

  Execution run_all() {
    Indices pending = request_.wanted;
    for (unsigned process = 1; !pending.empty(); ++process) {
      blocks_ = request_.blocks;
      if (!blocks_.empty() && process > 1) blocks_ += fmt::format("-{}", process);
      const OneProcess one = run_once(launcher_, request_, pending, blocks_);
      execution_.notes.add_left(one.started.ended);
      const bool of_host = one.fault && one.fault->code == kHostFault;
      if (one.fault && !of_host && !all_named(pending, pending[0])) return each_alone(pending);
      if (one.fault || !one.file) {
        give_up(pending, one.fault ? *one.fault : nothing_began(one));
        break;
      }
      pending = take(one, pending);
    }
    return std::move(execution_);
  }

 private:
  static Outcome nothing_began(const OneProcess& one) {
    if (says_too_old(one.started.ended)) return too_old();
    return fault_of(one.started, "before the first benchmark");
  }

  void give_up(const Indices& pending, const Outcome& outcome) {
    for (const std::size_t benchmark : pending) execution_.results[benchmark].outcome = outcome;
    execution_.outcome = outcome;
  }

  // One of them left what nobody can read, and which one is unknown.
  Execution each_alone(const Indices& pending) {
    for (const std::size_t benchmark : pending) execution_.results[benchmark] = alone(benchmark);
    return std::move(execution_);
  }

  // Returns what is still to be run.
  Indices take(const OneProcess& one, const Indices& wanted) {
    execution_.library_version = one.file->library_version;
    for (const auto& [key, value] : one.file->context) {
      if (key == kFilesKey) execution_.notes.file_systems.insert(base::printable(value, 60));
    }
    auto benchmarks = by_benchmark(one.file->entries);
    if (!one.complete && !benchmarks.empty() && !is_whole(benchmarks.back())) benchmarks.pop_back();
    const auto found = assign(request_.names, wanted, benchmarks);
    keep(one, wanted, benchmarks, found);
    Indices rest;
    std::ranges::copy_if(wanted, std::back_inserter(rest),
                         [&](std::size_t benchmark) { return !found.contains(benchmark); });
    if (!one.complete && !rest.empty()) return go_on(one, std::move(rest));
    for (const std::size_t benchmark : rest) {
      execution_.results[benchmark].outcome = no_result(request_.names[benchmark], benchmarks);
    }
    const sys::Ended& ended = one.started.ended;
    const bool exited = ended.why == sys::Ended::Why::exited && !one.started.broken;
    if (one.complete && exited && rest.empty()) {
      // RunSpecifiedBenchmarks() returned from main, a leak that was found: all results are there.
      if (ended.status != 0) execution_.notes.statuses.insert(ended.status);
    } else if (!one.complete || !exited || ended.status != 0) {
      execution_.outcome = fault_of(one.started, "after its last benchmark");
    }
    return {};
  }

  // The first of `rest` ended the process, unless this machine did.
  Indices go_on(const OneProcess& one, Indices rest) {
    if (one.started.broken && one.started.broken->code == kHostFault) {
      give_up(rest, *one.started.broken);
      return {};
    }
    const auto threads = no_threads(one.started.ended, request_.names[rest[0]]);
    execution_.results[rest[0]].outcome =
        threads ? *threads : fault_of(one.started, "before its result");
    rest.erase(rest.begin());
    return rest;
  }

  void keep(const OneProcess& one, const Indices& wanted, const std::vector<Entries>& benchmarks,
            const std::map<std::size_t, std::size_t>& found) {
    const bool counting = !launcher_.plugin.empty();
    if (counting && one.counts.ended && !one.counts.symbols) execution_.none_met = true;
    const auto states = first_states(one.counts, benchmarks);
    std::string names;  // of the blocks' states
    for (const auto& [benchmark, at] : found) {
      BenchmarkResult& result = execution_.results[benchmark];
      result.entries = benchmarks[at];
      if (!counting) continue;
      if (!states && one.counts.repetitions > 0 && !all_named(wanted, benchmark)) {
        result = alone(benchmark);
        continue;
      }
      if (states) result.states = (*states)[at];
      result.no_counts = why_no_counts(one.counts, result.states);
      for (const CountedState& state : result.states) {
        names += fmt::format("{} {}\n", state.number, request_.names[benchmark]);
      }
    }
    if (!blocks_.empty()) sys::write_whole(blocks_.string() + ".names", names);
  }

  bool all_named(const Indices& wanted, std::size_t benchmark) const {
    return std::ranges::all_of(wanted, [&](std::size_t index) {
      return request_.names[index] == request_.names[benchmark];
    });
  }

  // With those of the same name, which no filter leaves out.
  BenchmarkResult alone(std::size_t benchmark) const {
    ExecutionRequest single = request_;
    std::erase_if(single.wanted, [&](std::size_t index) { return !all_named({index}, benchmark); });
    if (!single.blocks.empty()) single.blocks += fmt::format("-of-{}", benchmark);
    return Executor(launcher_, single).run_all().results[benchmark];
  }

  const Launcher& launcher_;
  const ExecutionRequest& request_;
  fs::path blocks_;  // of the process that runs or ran last
  Execution execution_;
};

}  // namespace

std::string for_qemu_option(const fs::path& path) {
  return base::replace_all(path.string(), ",", ",,");
}

// Temporary files go into the process's own folder. The name is as long as "/tmp" was: counts hang
// on where the stack begins.
sys::Environment environment(std::uint64_t padding) {
  return {
      {"PATH", "/usr/bin:/bin"}, {"HOME", "/"},
      {"LC_ALL", "C"},           {"TZ", "UTC"},
      {"TMPDIR", "././"},        {"PADDING", std::string(static_cast<std::size_t>(padding), 'x')}};
}

sys::Environment environment_for(const std::vector<std::string>& argv, std::uint64_t place,
                                 Measured measured) {
  constexpr std::size_t kLine = 64;
  std::size_t bytes = 0;  // below the strings, with their NULs, is where the stack begins
  for (const std::string& word : argv) bytes += word.size() + 1;
  auto result = environment((2 * kLine - bytes % kLine - place % kLine) % kLine);
  if (measured == Measured::counts) result.insert(result.begin(), {"ASSAY_INPUTS", "8"});
  return result;
}

Execution execute(const Launcher& launcher, const ExecutionRequest& request) {
  return Executor(launcher, request).run_all();
}

Listing list_benchmarks(const Launcher& launcher) {
  const auto list = [&](std::string_view filter) {
    return start_process(
        {.launcher = launcher,
         .arguments = {"--benchmark_list_tests=true", fmt::format("--benchmark_filter={}", filter)},
         .results = false});
  };
  // "^" is also of a name without any letter, which "all" leaves out without a word.
  const StartedProcess all = list("^");
  Listing listing;
  listing.notes.add_left(all.ended);
  const bool exited = all.ended.why == sys::Ended::Why::exited && !all.broken;
  std::string none;
  if (exited && !all.ended.out.empty()) {
    const StartedProcess started = list("^assay asks for none of them$");
    if (started.broken) return {*started.broken, {}, listing.notes};
    none = started.ended.out;
  }
  ListedNames listed = parse_list(all.ended.out, none);
  listing.names = std::move(listed.names);
  listing.notes.of_list = std::move(listed.notes);
  // A main that returns what RunSpecifiedBenchmarks() does ends with the number of benchmarks.
  if (!exited || (listing.names.empty() && all.ended.status != 0)) {
    return {fault_of(all, "when asked for its list of benchmarks"), {}, listing.notes};
  }
  if (listing.names.empty()) {
    listing.outcome = Outcome::failed("no-benchmarks",
                                      "it lists no benchmarks: is it a Google Benchmark program?");
  }
  return listing;
}

}  // namespace assay::run
