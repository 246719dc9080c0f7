// SPDX-License-Identifier: Apache-2.0
#include "sys/left_over.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/ensure.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/family.h"
#include "sys/run_number.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;

// They fit into 32 bits where a system has no more for a limit.
constexpr std::uint64_t kFirst = 1'000'000'000;
constexpr std::uint64_t kOfARun = 4096;  // above what runs at a time

constexpr auto kPatience = 2s;  // with what can't be killed

// The marks of one run, or of all.
struct Marks {
  std::uint64_t first, count;
  bool contains(rlim_t limit) const { return limit >= first && limit - first < count; }
};
constexpr Marks kAll{kFirst, kRunNumbers* kOfARun};
static_assert(kAll.first + kAll.count < std::numeric_limits<unsigned long>::max());

Marks marks_of(std::uint64_t run) { return {kFirst + run * kOfARun, kOfARun}; }

// Programs are started by many threads; which of them run, all have to know.
std::mutex& guard() {
  static std::mutex mutex;
  return mutex;
}
std::set<std::uint64_t>& active() {
  static std::set<std::uint64_t> marks;
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
  return limit.rlim_cur != own_limit() && kAll.contains(limit.rlim_cur) &&
         !active().contains(limit.rlim_cur);
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

// Of this user and marked so? Its number can't become another process's between the look and the
// signal, where the kernel has descriptors of processes (Linux 5.3).
bool kill_marked(pid_t id, const Marks& marks) {
#ifdef SYS_pidfd_open
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, id, 0)));
#else
  const Descriptor process;
#endif
  struct stat status{};
  rlimit limit{};
  if (stat(fmt::format("/proc/{}", id).c_str(), &status) != 0 || status.st_uid != geteuid() ||
      prlimit(id, RLIMIT_RTTIME, nullptr, &limit) != 0 || !marks.contains(limit.rlim_cur)) {
    return false;
  }
#ifdef SYS_pidfd_send_signal
  if (process.good()) {
    return syscall(SYS_pidfd_send_signal, process.number(), SIGKILL, nullptr, 0) == 0;
  }
#endif
  return kill(id, SIGKILL) == 0;
}

// Kills all with these marks that run now, and adds the names of those not met before. Was there
// any?
bool kill_all_marked(const Marks& marks, std::set<pid_t>& killed, std::vector<std::string>& names) {
  bool any = false;
  for (const pid_t id : running_processes()) {
    const std::string name = name_of(id);
    if (!kill_marked(id, marks)) continue;
    any = true;
    if (killed.insert(id).second) names.push_back(name);
  }
  return any;
}

}  // namespace

Mark new_mark() {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const Marks own = marks_of(run_number());
  const std::scoped_lock lock(guard());
  base::ensure(active().size() < own.count, "few programs run at a time");
  static std::uint64_t next = 0;
  for (;;) {
    next = (next + 1) % own.count;
    const Mark mark{own.first + next};
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
  const auto until = monotonic_now() + kPatience;
  // Those whom they started become our children as they end, and are found in the next round.
  while (kill_left(mark, program, killed, names) && monotonic_now() < until) {
    std::this_thread::sleep_for(1ms);
  }
  return names;
}

std::vector<std::string> end_left_by_killed() {
  std::vector<std::string> names;
  for (KilledRun& run : killed_runs()) {
    const Marks marks = marks_of(run.number());
    if (marks.contains(own_limit())) continue;
    std::set<pid_t> killed;
    const auto until = monotonic_now() + kPatience;
    bool any = true;
    while ((any = kill_all_marked(marks, killed, names)) && monotonic_now() < until) {
      std::this_thread::sleep_for(1ms);
    }
    if (!any) run.forget();
  }
  return names;
}

}  // namespace assay::sys
