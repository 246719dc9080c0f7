// SPDX-License-Identifier: Apache-2.0
#include "sys/background_process.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "base/ensure.h"
#include "sys/clock.h"
#include "sys/spawn.h"

namespace assay::sys {
namespace {

// What stands in the pipe now.
void drain(const Descriptor& from, std::string& into, std::size_t limit, bool& cut) {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t got = read(from.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    const auto bytes = static_cast<std::size_t>(got);
    const std::size_t room = limit - into.size();
    into.append(buffer.data(), std::min(room, bytes));
    cut = cut || bytes > room;
  }
}

std::chrono::nanoseconds time_of(const timeval& value) {
  return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
}

}  // namespace

struct BackgroundProcess::State {
  Spawned child;
  std::size_t output_limit;
  std::chrono::nanoseconds begin;

  bool has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(child.id), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0;
  }

  Ended end() {
    Ended ended;
    const bool by_itself = has_ended();
    kill(-child.id, SIGKILL);
    int status = 0;
    rusage usage{};
    while (wait4(child.id, &status, 0, &usage) < 0) {
      base::ensure(errno == EINTR, "a child is reaped by the one who started it");
    }
    child.id = 0;
    ended.wall = monotonic_now() - begin;
    ended.cpu = time_of(usage.ru_utime) + time_of(usage.ru_stime);
    if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    if (by_itself && WIFSIGNALED(status)) ended.why = Ended::Why::signalled;
    drain(child.out, ended.out, output_limit, ended.cut);
    drain(child.err, ended.err, output_limit, ended.cut);
    return ended;
  }
};

BackgroundProcess::BackgroundProcess(const ProcessRequest& request)
    : state_(new State{spawn(request), request.output_limit.value, monotonic_now()}) {}

BackgroundProcess::BackgroundProcess(BackgroundProcess&&) noexcept = default;

BackgroundProcess::~BackgroundProcess() {
  if (state_ && state_->child.id != 0) state_->end();
}

bool BackgroundProcess::has_ended() const { return state_->has_ended(); }

Ended BackgroundProcess::end() { return state_->end(); }

}  // namespace assay::sys
