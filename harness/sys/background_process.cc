// SPDX-License-Identifier: Apache-2.0
#include "sys/background_process.h"

#include <csignal>

#include "sys/clock.h"
#include "sys/spawn.h"

namespace assay::sys {
struct BackgroundProcess::State {
  Spawned child;
  std::uint64_t output_limit;
  std::chrono::nanoseconds begin;

  Ended end() {
    Ended ended;
    const bool by_itself = sys::has_ended(child.id);
    kill(-child.id, SIGKILL);
    reap(child.id, ended);
    child.id = 0;
    ended.wall = monotonic_now() - begin;
    if (by_itself && ended.signal != 0) ended.why = Ended::Why::signalled;
    while (read_output(child.out, ended.out, output_limit, ended.cut).value_or(0) > 0) {
    }
    while (read_output(child.err, ended.err, output_limit, ended.cut).value_or(0) > 0) {
    }
    return ended;
  }
};

BackgroundProcess::BackgroundProcess(const ProcessRequest& request)
    : state_(new State{spawn(request), request.output_limit.value, monotonic_now()}) {}

BackgroundProcess::BackgroundProcess(BackgroundProcess&&) noexcept = default;

BackgroundProcess::~BackgroundProcess() {
  if (state_ && state_->child.id != 0) state_->end();
}

bool BackgroundProcess::has_ended() const { return sys::has_ended(state_->child.id); }

Ended BackgroundProcess::end() { return state_->end(); }

}  // namespace assay::sys
