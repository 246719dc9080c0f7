// SPDX-License-Identifier: Apache-2.0
#include "reach/supervised.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "reach/follower.h"
#include "reach/place_words.h"
#include "reach/run_folder.h"
#include "sys/clock.h"
#include "sys/cpu_limits.h"
#include "sys/dialogue.h"
#include "sys/file_lock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/process_identity.h"
#include "sys/trees.h"

extern char** environ;

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using std::chrono::nanoseconds;

constexpr nanoseconds kEndGrace = 60s;  // to stop and write the journal
constexpr nanoseconds kInHand = 60s;    // for a benchmark to end by itself
constexpr nanoseconds kLookAtJournal = 100ms;
constexpr base::Bytes kMostOrder{1u << 20};

// When somebody last asked after a run. Told by the time of a file, which is only compared with
// itself: the machine's clock may be set meanwhile.
class Lease {
 public:
  Lease(const RunFolder& run, nanoseconds patience)
      : file_(run.lease()), patience_(patience), stamp_(sys::file_stamp(file_)) {}

  nanoseconds step() const { return std::clamp<nanoseconds>(patience_ / 10, 20ms, 60s); }

  bool is_over() {
    if (std::string now = sys::file_stamp(file_); now != stamp_) {
      stamp_ = std::move(now);
      seen_ = sys::monotonic_now();
    }
    return sys::monotonic_now() - seen_ >= patience_;
  }

 private:
  fs::path file_;
  nanoseconds patience_;
  std::string stamp_;
  nanoseconds seen_ = sys::monotonic_now();
};

sys::Environment environment_with(const Order& order) {
  sys::Environment all;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string text = *each;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos && equals != 0) {
      all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  for (const auto& [name, value] : order.environment) {
    std::erase_if(all, [&](const auto& entry) { return entry.first == name; });
    all.emplace_back(name, value);
  }
  return all;
}

std::string journals_of(const RunFolder& run) {
  std::string stamps;
  for (const std::string_view name : kFollowed) {
    if (name.starts_with("session")) {
      stamps += sys::file_stamp(run.results() / fmt::format("{}.jsonl", name)) + "\n";
    }
  }
  return stamps;
}

// A journal grows when a benchmark's process has ended. Yes when the program has ended.
bool finishes_what_is_in_hand(sys::Dialogue& program, const RunFolder& run) {
  const std::string before = journals_of(run);
  const nanoseconds until = sys::monotonic_now() + kInHand;
  while (journals_of(run) == before && !sys::interrupted() && sys::monotonic_now() < until) {
    if (program.wait_for_end(kLookAtJournal)) return true;
  }
  return false;
}

// Why the program shall end before its time; empty when it has ended.
std::string reason_to_stop(sys::Dialogue& program, const RunFolder& run, nanoseconds patience) {
  Lease lease(run, patience);
  while (!program.wait_for_end(lease.step())) {
    if (sys::interrupted()) return "stopped";
    if (lease.is_over()) return finishes_what_is_in_hand(program, run) ? "" : "lease";
  }
  return "";
}

RunEnd run_to_its_end(const RunFolder& run, const Order& order) {
  if (!order.cpus.empty()) sys::use_only_cpus(parse_cpus(order.cpus));
  std::vector<std::string> argv{run.program(), "run", "-o", run.results()};
  argv.insert(argv.end(), order.arguments.begin(), order.arguments.end());
  sys::Dialogue program({.argv = std::move(argv),
                         .environment = environment_with(order),
                         .folder = run.path(),
                         .output_file = STDOUT_FILENO});
  std::string how = reason_to_stop(program, run, order.patience);
  if (!how.empty()) program.signal(SIGINT);
  const sys::Ended ended = program.end(kEndGrace);
  const bool by_signal = ended.why == sys::Ended::Why::signalled;
  if (how.empty() && ended.exited(static_cast<int>(base::Exit::interrupted))) how = "stopped";
  if (how.empty()) how = by_signal ? "signal" : "exited";
  return {.how = how, .status = by_signal ? ended.signal : ended.status};
}

}  // namespace

int supervise(const fs::path& run_folder) {
  const RunFolder run(run_folder);
  sys::catch_interrupts();
  // One at a time: of two that were started at once, one goes on.
  const auto lock = sys::FileLock::if_free(run.path() / "lock");
  const auto self = sys::identity_of(getpid());
  if (!lock || !self) return static_cast<int>(base::Exit::missing);
  sys::remove_tree(run.ended());
  sys::write_whole(run.pid(), to_text(*self) + "\n");
  RunEnd end;
  try {
    const std::string text = sys::read_file(run.order(), kMostOrder);
    end = run_to_its_end(run, read_order(base::parse_json(text, run.order().string(), kMostOrder)));
  } catch (const base::Error& error) {
    end = {.how = "failed", .status = static_cast<int>(error.exit()), .why = error.what()};
  }
  sys::write_whole(run.ended(), to_json(end).dump());
  return 0;
}

}  // namespace assay::reach
