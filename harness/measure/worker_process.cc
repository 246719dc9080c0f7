// SPDX-License-Identifier: Apache-2.0
#include "measure/worker_process.h"

#include <fmt/format.h>
#include <worker/protocol.h>

#include <algorithm>

#include "base/ensure.h"
#include "base/text.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "sys/clock.h"
#include "sys/interrupt.h"

namespace assay::measure {
namespace {

using namespace std::chrono_literals;
using base::Outcome;

// How often a waiting controller looks whether the worker still lives: less often the longer it
// takes, because on a machine of one CPU each look takes its time from the worker.
constexpr std::chrono::nanoseconds kLook = 20ms, kLongestLook = 200ms;
constexpr std::chrono::nanoseconds kLookAtTalker = 1ms;  // that fills its pipe and waits for us

assay_worker_page& page_of(const sys::SharedPage& page) {
  return *static_cast<assay_worker_page*>(page.data());
}

sys::ProcessRequest process_of(const WorkerRequest& request, const sys::SharedPage& page) {
  assay_worker_page& shared = page_of(page);
  shared.magic = ASSAY_WORKER_MAGIC;
  shared.version = ASSAY_WORKER_VERSION;
  return {
      .argv = {request.program.string(), ASSAY_WORKER_FLAG, "--benchmark_filter=" + request.filter},
      .environment = run::environment(request.layout.padding),
      .folder = request.folder,
      .input_file = page.descriptor(),
      .output_limit = base::Bytes{16u << 10},
      .cpu = request.cpu,
      .fixed_addresses = true,
      .stack_limit = request.layout.stack_limit,
      .data_limit = request.memory};
}

bool is_recordable(std::int64_t number) { return number >= 0 && number < record::kWholeLimit; }

// "" for what no worker says.
std::string mode_of(std::uint32_t state) {
  if (state == ASSAY_WORKER_SLICES) return "slices";
  if (state == ASSAY_WORKER_CALLS) return "calls";
  return {};
}

// Why the worker gave no slice; ok when it says that it did.
Outcome said_instead(const assay_worker_page& got) {
  const std::string message =
      base::printable({got.message, strnlen(got.message, sizeof got.message)});
  switch (got.state) {
    case ASSAY_WORKER_REFUSED:
      return Outcome::unavailable("not-sliceable", message);
    case ASSAY_WORKER_LEFT:
      return Outcome::failed("left-loop", "the benchmark left its loop early");
    case ASSAY_WORKER_SKIPPED:
      return run::skip_said(message);
    case ASSAY_WORKER_ERROR:
      return run::error_said(message);
    default:
      return Outcome::ok();
  }
}

// `passes`: of a slice; 0 when it was told to end.
Outcome too_late(std::int64_t passes, std::chrono::duration<double> timeout) {
  const std::string what = passes > 0 ? fmt::format("a slice of {} iterations was not done", passes)
                                      : "the benchmark did not end when its loop had";
  return Outcome::failed("timeout", fmt::format("{} after {:g} s", what, timeout.count()));
}

// The number of the command that was answered; of one that nobody gave when the worker has cut the
// page, which can't be touched then.
std::uint32_t answer_in(const sys::SharedPage& page, std::uint32_t last_command) {
  return page.cut() ? last_command + 1 : __atomic_load_n(&page_of(page).answer, __ATOMIC_ACQUIRE);
}

Outcome wrong_answer(const sys::SharedPage& page) {
  return Outcome::failed("bad-answer", page.cut()
                                           ? "the worker cut the page that it shares"
                                           : "the worker answered a question that was not asked");
}

std::string last_line(const std::string& text) {
  const std::string_view trimmed = base::trim(text);
  return base::printable(trimmed.substr(trimmed.find_last_of('\n') + 1), 200);
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerRequest& request)
    : request_(request),
      page_(sizeof(assay_worker_page)),
      process_(process_of(request, page_)),
      fault_(Outcome::ok()) {}

std::optional<Slice> WorkerProcess::slice(std::int64_t prime, std::int64_t passes) {
  base::ensure(fault_.good(), "a worker that failed is not asked again");
  base::ensure(prime >= 0 && passes > 0, "a slice has passes");
  if (page_.cut()) return fail(wrong_answer(page_));
  assay_worker_page& page = page_of(page_);
  page.prime = prime;
  page.passes = passes;
  const std::uint32_t command = page.command + 1;
  __atomic_store_n(&page.command, command, __ATOMIC_RELEASE);
  sys::wake(&page.command);
  if (!wait_for_answer(command, passes)) return std::nullopt;
  return read_answer();
}

base::Outcome WorkerProcess::finish() {
  if (mode_ != "slices" || !fault_.good()) return fault_;
  if (page_.cut()) {
    fail(wrong_answer(page_));
    return fault_;
  }
  assay_worker_page& page = page_of(page_);
  page.end = 1;
  const std::uint32_t command = page.command + 1;
  __atomic_store_n(&page.command, command, __ATOMIC_RELEASE);
  sys::wake(&page.command);
  if (!wait_for_answer(command, 0)) {
    // Programs built with an earlier benchmarks/support end without an answer.
    if (ended_well_) fault_ = Outcome::ok();
    return fault_;
  }
  const assay_worker_page got = page_of(page_);
  if (Outcome instead = said_instead(got); !instead.good()) fail(std::move(instead));
  return fault_;
}

bool WorkerProcess::wait_for_answer(std::uint32_t command, std::int64_t passes) {
  assay_worker_page& page = page_of(page_);
  const auto begin = sys::monotonic_now();
  std::chrono::nanoseconds look = kLook;
  for (;;) {
    const std::uint32_t answer = answer_in(page_, command);
    if (answer == command) return true;
    if (answer != command - 1) {
      fail(wrong_answer(page_));
      return false;
    }
    sys::wait_for_change(&page.answer, answer, look);
    if (answer_in(page_, command) != answer) continue;
    sys::stop_if_interrupted();
    const auto waited = sys::monotonic_now() - begin;
    look = process_.drain() ? kLookAtTalker : std::clamp(waited / 4, kLook, kLongestLook);
    if (process_.has_ended()) {
      ended();
      return false;
    }
    if (waited > request_.timeout) {
      fail(too_late(passes, request_.timeout));
      return false;
    }
  }
}

std::optional<Slice> WorkerProcess::read_answer() {
  // The worker may write on: what was checked is what is used.
  const assay_worker_page got = page_of(page_);
  if (Outcome instead = said_instead(got); !instead.good()) return fail(std::move(instead));
  const std::string mode = mode_of(got.state);
  if (mode.empty() || !is_recordable(got.wall_ns) || !is_recordable(got.cpu_ns) ||
      !is_recordable(got.involuntary_switches) || !is_recordable(got.minor_faults)) {
    return fail(Outcome::failed(
        "bad-answer", fmt::format("the worker answers state {}, {} ns wall, {} ns CPU time, {} "
                                  "context switches, {} page faults",
                                  got.state, got.wall_ns, got.cpu_ns, got.involuntary_switches,
                                  got.minor_faults)));
  }
  mode_ = mode;
  return Slice{got.wall_ns, got.cpu_ns, got.involuntary_switches, got.minor_faults, got.outside_ns};
}

std::optional<Slice> WorkerProcess::ended() {
  const sys::Ended ended = process_.end();
  if (request_.notes != nullptr) request_.notes->add_left(ended);
  std::string what = ended.why == sys::Ended::Why::signalled
                         ? sys::signal_name(ended.signal)
                         : fmt::format("exit status {}", ended.status);
  if (const std::string line = last_line(ended.err); !line.empty()) what += ": " + line;
  const bool signal = ended.why == sys::Ended::Why::signalled;
  ended_well_ = !signal && ended.status == 0;
  const bool never_answered = mode_.empty();
  fault_ = Outcome::failed(signal ? "signal" : never_answered ? "no-worker" : "exit", what);
  return std::nullopt;
}

std::optional<Slice> WorkerProcess::fail(Outcome outcome) {
  static_cast<void>(process_.end());
  fault_ = std::move(outcome);
  return std::nullopt;
}

}  // namespace assay::measure
