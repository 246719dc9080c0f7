// SPDX-License-Identifier: Apache-2.0
#include "sys/left_over.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/text.h"
#include "sys/clock.h"
#include "sys/family.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;

// They fit into 32 bits, which is all that a 32-bit system has for a limit.
constexpr std::uint32_t kFirst = 1'000'000'000, kMarks = 1'000'000'000;

// Programs are started by many threads; which of them run, all have to know.
std::mutex& guard() {
  static std::mutex mutex;
  return mutex;
}
std::set<std::uint32_t>& active() {
  static std::set<std::uint32_t> marks;
  return marks;
}

rlim_t own_limit() {
  rlimit limit{};
  return getrlimit(RLIMIT_RTTIME, &limit) == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

// Of the program with this mark, or of one that is no more. What was forked without a mark bears
// our own: that is none of ours to end.
bool is_left(pid_t id, Mark mark) {
  rlimit limit{};
  if (prlimit(id, RLIMIT_RTTIME, nullptr, &limit) != 0) return false;
  if (limit.rlim_cur == mark.limit) return true;
  return limit.rlim_cur != own_limit() && limit.rlim_cur >= kFirst &&
         limit.rlim_cur < kFirst + kMarks &&
         !active().contains(static_cast<std::uint32_t>(limit.rlim_cur));
}

// Kills all that are left now, and adds the names of those not met before. Was there any?
bool kill_left(Mark mark, pid_t program, std::set<pid_t>& killed, std::vector<std::string>& names) {
  bool any = false;
  for (const pid_t id : children_of(getpid())) {
    if (id == program || !is_left(id, mark)) continue;
    const std::string name = name_of(id);
    if (waitpid(id, nullptr, WNOHANG) != 0) continue;  // has ended
    any = true;
    if (killed.insert(id).second) names.push_back(name);
    kill(id, SIGKILL);
  }
  return any;
}

}  // namespace

Mark new_mark() {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::scoped_lock lock(guard());
  // Two harnesses, one started by the other, begin elsewhere.
  static std::uint32_t next = static_cast<std::uint32_t>(getpid()) * 7919 % kMarks;
  for (;;) {
    next = (next + 1) % kMarks;
    const Mark mark{kFirst + next};
    if (mark.limit != own_limit() && active().insert(mark.limit).second) return mark;
  }
}

void forget(Mark mark) {
  const std::scoped_lock lock(guard());
  active().erase(mark.limit);
}

void bear(Mark mark) {
  rlimit limit{};
  if (getrlimit(RLIMIT_RTTIME, &limit) != 0) return;
  limit.rlim_cur = mark.limit;
  setrlimit(RLIMIT_RTTIME, &limit);
}

std::vector<std::string> end_left_over(Mark mark, pid_t program) {
  const std::scoped_lock lock(guard());
  std::vector<std::string> names;
  std::set<pid_t> killed;
  const auto until = monotonic_now() + 2s;
  // Those whom they started become our children as they end, and are found in the next round.
  while (kill_left(mark, program, killed, names) && monotonic_now() < until) {
    std::this_thread::sleep_for(1ms);
  }
  return names;
}

}  // namespace assay::sys
