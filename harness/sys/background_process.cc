// SPDX-License-Identifier: Apache-2.0
#include "sys/background_process.h"

#include <chrono>
#include <csignal>
#include <utility>

#include "sys/child_end.h"
#include "sys/clock.h"
#include "sys/spawn.h"

namespace assay::sys {
namespace {

// Of one stream at a time: what left the child's group may write for ever.
constexpr int kMostReads = 64;

// Reads what stands in the pipe and keeps the last `limit` bytes of all that came. Did some come?
bool read_last(const Descriptor& from, std::string& into, std::uint64_t limit, bool& cut) {
  bool some = false;
  for (int reads = 0; reads < kMostReads; ++reads) {
    const std::uint64_t any = into.size() + (std::uint64_t{1} << 20);
    if (read_output(from, into, any, cut).value_or(0) == 0) break;
    some = true;
    if (into.size() <= limit) continue;
    into.erase(0, into.size() - static_cast<std::size_t>(limit));
    cut = true;
  }
  return some;
}

}  // namespace

struct BackgroundProcess::State {
  Spawned child;
  std::uint64_t output_limit;
  std::chrono::nanoseconds begin;
  Ended ended{};

  bool drain() {
    const bool out = read_last(child.out, ended.out, output_limit, ended.cut);
    const bool err = read_last(child.err, ended.err, output_limit, ended.cut);
    return out || err;
  }

  Ended end() {
    const bool by_itself = sys::has_ended(child.id);
    kill(child.id, SIGKILL);
    wait_for_end(child.id);
    auto left = end_left_over(child.mark, child.id);
    if (by_itself) ended.left = std::move(left);
    kill(-child.id, SIGKILL);
    reap(child.id, ended);
    forget(child.mark);
    child.id = 0;
    ended.wall = monotonic_now() - begin;
    if (by_itself && ended.signal != 0) ended.why = Ended::Why::signalled;
    drain();
    return std::move(ended);
  }
};

BackgroundProcess::BackgroundProcess(const ProcessRequest& request)
    : state_(new State{spawn(request), request.output_limit.value, monotonic_now()}) {}

BackgroundProcess::BackgroundProcess(BackgroundProcess&&) noexcept = default;

BackgroundProcess::~BackgroundProcess() {
  if (state_ && state_->child.id != 0) state_->end();
}

bool BackgroundProcess::has_ended() const { return sys::has_ended(state_->child.id); }

bool BackgroundProcess::drain() { return state_->drain(); }

Ended BackgroundProcess::end() { return state_->end(); }

}  // namespace assay::sys
