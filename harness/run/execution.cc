// SPDX-License-Identifier: Apache-2.0
#include "run/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "run/benchmark_names.h"
#include "run/filter_expression.h"
#include "run/limits.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::run {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using import::GoogleEntry;
using Indices = std::vector<std::size_t>;

constexpr base::Bytes kOutputLimit{1u << 20};  // what a program prints is kept for messages only
constexpr base::Bytes kListLimit{16u << 20};
constexpr base::Bytes kFileLimit{64u << 20};  // of results, and of counts

bool is_repetition(const GoogleEntry& entry) { return !entry.aggregate && !entry.big_o; }

// The length of a name moves the stack, and of some names the heap. So that counts don't depend on
// where a program or our temporary folders are, an emulated one is told only the names of
// descriptors, and is in a folder whose name has the same length (nearly) everywhere.
constexpr std::string_view kProgramByNumber = "/proc/self/fd/3",
                           kResultsByNumber = "/proc/self/fd/4";
constexpr std::size_t kLengthOfFolder = 200;  // or a multiple, where TMPDIR is longer

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
  const sys::Environment environment = environment_for(argv, start.place);
  argv.insert(argv.begin(), launcher.emulator.begin(), launcher.emulator.end());
  return {.argv = std::move(argv),
          .environment = environment,
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
    std::string plugin = fmt::format("{},out={}", launcher.plugin, counts.string());
    if (!start.blocks.empty()) plugin += ",blocks=" + start.blocks.string();
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
                    const Indices& wanted) {
  OneProcess one{
      .started = start_process(
          {.launcher = launcher,
           .arguments = {"--benchmark_filter=" + filter_expression(request.names, wanted),
                         "--benchmark_min_time=" + request.min_time, "--benchmark_out_format=json"},
           .place = request.place,
           .phase = request.phase,
           .blocks = request.blocks}),
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

using States = std::map<std::size_t, std::vector<CountedState>>;  // by benchmark

// How many states the benchmark may have constructed that ended its process.
std::uint64_t most_states(const std::string& name) {
  const NameSettings settings = settings_of(name);
  return settings.threads * settings.repetitions;
}

// Gives the states to the repetitions in their order. Nothing when states are left: an entry is of
// no benchmark that was asked for.
std::optional<States> states_in_order(std::span<const CountedState> states,
                                      const std::vector<std::string>& names, const Indices& wanted,
                                      const std::vector<GoogleEntry>& entries) {
  States result;
  std::size_t at = 0;
  for (const auto& [benchmark, own] : assign_entries(names, wanted, entries)) {
    for (const GoogleEntry& entry : own) {
      if (is_repetition(entry) && at < states.size()) result[benchmark].push_back(states[at++]);
    }
  }
  if (at != states.size()) return std::nullopt;
  return result;
}

// Google Benchmark constructs a State for each thread of each repetition, in the order of its
// entries. Nothing when that does not explain the states there are (a warm-up, a memory manager, a
// program's own states): then nobody knows which is whose.
std::optional<States> assign_states(const OneProcess& one, const std::vector<std::string>& names,
                                    const Indices& wanted, std::optional<std::size_t> culprit) {
  if (one.counts.ended && !one.counts.symbols) return States();
  const auto& states = one.counts.states;
  const auto& entries = one.file->entries;
  // Threads enter and leave their regions in any order.
  const bool threads = std::ranges::any_of(entries, [](const auto& e) { return e.threads > 1; });
  if (threads) {
    if (wanted.size() != 1) return std::nullopt;
    return States{{wanted[0], states}};
  }
  std::uint64_t explained = 0;
  for (const GoogleEntry& entry : entries) explained += is_repetition(entry) ? entry.threads : 0;
  const std::uint64_t more = culprit ? most_states(names[*culprit]) : 0;
  if (states.size() < explained || states.size() > explained + more) return std::nullopt;
  return states_in_order(std::span(states).first(static_cast<std::size_t>(explained)), names,
                         wanted, entries);
}

class Executor {
 public:
  Executor(const Launcher& launcher, const ExecutionRequest& request)
      : launcher_(launcher), request_(request) {}

  Execution run_all() {
    Indices pending = request_.wanted;
    while (!pending.empty()) {
      const OneProcess one = run_once(launcher_, request_, pending);
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
    if (!launcher_.plugin.empty() && one.counts.ended && !one.counts.symbols) {
      execution_.stripped = true;
    }
    auto entries = assign_entries(request_.names, wanted, one.file->entries);
    std::erase_if(entries, [&](const auto& item) {
      const auto done = std::ranges::count_if(item.second, is_repetition);
      const auto expected = settings_of(request_.names[item.first]).repetitions;
      return !one.complete && static_cast<std::uint64_t>(done) < expected;
    });
    Indices rest;
    for (const std::size_t benchmark : wanted) {
      if (!entries.contains(benchmark)) rest.push_back(benchmark);
    }
    const bool normal = one.complete && one.started.ended.exited(0) && !one.started.broken;
    std::optional<std::size_t> culprit;
    if (!one.complete && !rest.empty()) culprit = rest[0];
    keep(one, wanted, std::move(entries), culprit);
    if (culprit && one.started.broken && one.started.broken->code == kHostFault) {
      give_up(rest, *one.started.broken);
      return {};
    }
    if (culprit) {
      execution_.results[*culprit].outcome = fault_of(one.started, "before its result");
      rest.erase(rest.begin());
      return rest;
    }
    for (const std::size_t benchmark : rest) {
      execution_.results[benchmark].outcome =
          Outcome::failed("no-result", "the program lists this benchmark and gave no result of it");
    }
    if (!normal) {
      execution_.outcome = fault_of(one.started, "after its last benchmark");
    }
    return {};
  }

  void keep(const OneProcess& one, const Indices& wanted,
            std::map<std::size_t, std::vector<GoogleEntry>> entries,
            std::optional<std::size_t> culprit) {
    const bool counting = !launcher_.plugin.empty();
    const auto states = counting ? assign_states(one, request_.names, wanted, culprit) : States();
    for (auto& [benchmark, own] : entries) {
      BenchmarkResult& result = execution_.results[benchmark];
      if (!states && !all_named(wanted, benchmark)) {
        result = alone(benchmark);
        continue;
      }
      result.entries = std::move(own);
      if (std::ranges::none_of(result.entries, is_repetition)) continue;  // nothing to count
      if (!states) {
        result.outcome = Outcome::failed(
            "no-counts",
            fmt::format("its process made {} benchmark::State objects for {} results, and which "
                        "belong to which is unknown",
                        one.counts.states.size(), result.entries.size()));
      } else if (const auto found = states->find(benchmark); found != states->end()) {
        result.states = found->second;
      }
    }
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
    if (!single.blocks.empty()) single.blocks += fmt::format("-{}", benchmark);
    return Executor(launcher_, single).run_all().results[benchmark];
  }

  const Launcher& launcher_;
  const ExecutionRequest& request_;
  Execution execution_;
};

}  // namespace

std::map<std::size_t, std::vector<GoogleEntry>> assign_entries(
    const std::vector<std::string>& names, const std::vector<std::size_t>& wanted,
    const std::vector<GoogleEntry>& entries) {
  std::map<std::size_t, std::vector<GoogleEntry>> result;
  std::size_t from = 0;
  for (const GoogleEntry& entry : entries) {
    if (entry.big_o) continue;
    for (std::size_t at = from; at < wanted.size(); ++at) {
      if (names[wanted[at]] != entry.run_name) continue;
      // Of several benchmarks with one name, the next one begins with a first repetition.
      const auto own = result.find(wanted[at]);
      if (own != result.end() && !entry.aggregate && entry.repetition_index == 0) continue;
      from = at;
      result[wanted[at]].push_back(entry);
      break;
    }
  }
  return result;
}

sys::Environment environment(std::uint64_t padding) {
  return {
      {"PATH", "/usr/bin:/bin"}, {"HOME", "/"},
      {"LC_ALL", "C"},           {"TZ", "UTC"},
      {"TMPDIR", "/tmp"},        {"PADDING", std::string(static_cast<std::size_t>(padding), 'x')}};
}

sys::Environment environment_for(const std::vector<std::string>& argv, std::uint64_t place) {
  constexpr std::size_t kLine = 64;
  std::size_t bytes = 0;  // below the strings, with their NULs, is where the stack begins
  for (const std::string& word : argv) bytes += word.size() + 1;
  return environment((2 * kLine - bytes % kLine - place % kLine) % kLine);
}

Execution execute(const Launcher& launcher, const ExecutionRequest& request) {
  return Executor(launcher, request).run_all();
}

Listing list_benchmarks(const Launcher& launcher) {
  const StartedProcess started = start_process(
      {.launcher = launcher, .arguments = {"--benchmark_list_tests=true"}, .results = false});
  const sys::Ended& ended = started.ended;
  if (!ended.exited(0) || started.broken) {
    return {fault_of(started, "when asked for its list of benchmarks"), {}};
  }
  Listing listing{Outcome::ok(), parse_list(ended.out)};
  if (listing.names.empty()) {
    listing.outcome = Outcome::failed("no-benchmarks",
                                      "it lists no benchmarks: is it a Google Benchmark program?");
  }
  return listing;
}

}  // namespace assay::run
