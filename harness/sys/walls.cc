// SPDX-License-Identifier: Apache-2.0
#include "sys/walls.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "sys/call_filter.h"
#include "sys/clock.h"
#include "sys/descriptor.h"
#include "sys/family.h"
#include "sys/fault.h"
#include "sys/interrupt.h"
#include "sys/landlock.h"
#include "sys/sanitized.h"
#include "sys/spawn.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr int kOutput = 3;  // the child's only open file
constexpr int kThrew = 1, kNoMemory = 2;

// Never more than before. 0 or errno.
int limit(decltype(RLIMIT_CPU) what, rlim_t most, rlim_t hard) {
  rlimit now{};
  if (getrlimit(what, &now) != 0) return errno;
  const rlimit less{std::min(most, now.rlim_cur), std::min(hard, now.rlim_max)};
  return setrlimit(what, &less) == 0 ? 0 : errno;
}

int put_limits(const WalledRequest& request) {
  constexpr rlim_t kStack = rlim_t{8} << 20;
  const auto cpu = static_cast<rlim_t>(request.cpu_limit.count());
  // A second after SIGXCPU, which says why, comes SIGKILL, which nobody can ignore.
  int fault = limit(RLIMIT_CPU, cpu, cpu + 1);
  for (const auto what : {RLIMIT_CORE, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC}) {
    if (kSanitized && what == RLIMIT_NOFILE) continue;  // it makes pipes, to try addresses
    if (const int one = limit(what, 0, 0); one != 0) fault = one;
  }
  if (const int one = limit(RLIMIT_STACK, kStack, kStack); one != 0) fault = one;
  // Memory that is written to. Address space would count the 64 MiB that the C library reserves for
  // each thread of ours, and the filter leaves no other way to memory. A sanitizer needs terabytes.
  const rlim_t memory =
      kSanitized ? RLIM_INFINITY : static_cast<rlim_t>(request.memory_limit.value);
  if (const int one = limit(RLIMIT_DATA, memory, memory); one != 0) fault = one;
  return fault;
}

Walls put_up(const WalledRequest& request) {
  Walls walls;
  // Landlock and seccomp ask for it, and say so where it failed.
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // Before the limits, because it needs a descriptor to be put up.
  const int landlock = forbid_by_landlock();
  walls.landlock_version = std::max(landlock, 0);
  walls.landlock_fault = std::max(-landlock, 0);
  walls.limits_fault = put_limits(request);
  // The last one, because it forbids to put up others.
  walls.seccomp_fault = kSanitized ? ECANCELED : -filter_calls(kOutput);
  return walls;
}

void close_all_but_output() {
  close(STDIN_FILENO);
  close(STDOUT_FILENO);
  if (!kSanitized) close(STDERR_FILENO);  // where its report goes
#ifdef SYS_close_range
  if (syscall(SYS_close_range, kOutput + 1, ~0u, 0u) == 0) return;
#endif
  for (const int open : numbers_in("/proc/self/fd")) {
    if (open > kOutput) close(open);
  }
}

void say(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(kOutput, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) _exit(kThrew);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The child. What is said first is not of strangers yet: which walls stand.
[[noreturn]] void work_behind_walls(const WalledRequest& request, int output, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kThrew);
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &standard, nullptr);
  if (dup2(output, kOutput) < 0) _exit(kThrew);
  try {
    close_all_but_output();
    const Walls walls = put_up(request);
    say({reinterpret_cast<const char*>(&walls), sizeof walls});
    request.work(say);
  } catch (const std::bad_alloc&) {
    _exit(kNoMemory);
  } catch (...) {
    _exit(kThrew);
  }
  _exit(0);
}

base::Error cannot_begin(std::string_view why) {
  return base::Error(base::Exit::missing,
                     fmt::format("cannot start a child that reads what a stranger sent: {}", why));
}

// Ended and reaped with this object.
class Child {
 public:
  explicit Child(const WalledRequest& request) : request_(request) {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw cannot_begin(reason(errno));
    from_ = Descriptor(ends[0]);
    const Descriptor output(ends[1]);
    fcntl(from_.number(), F_SETFL, O_NONBLOCK);
    fcntl(from_.number(), F_SETPIPE_SZ, 1 << 20);  // refused, it stays as it is
    keep_child_status();
    const pid_t self = getpid();
    id_ = fork();
    if (id_ < 0) throw cannot_begin(reason(errno));
    if (id_ == 0) work_behind_walls(request, output.number(), self);
  }
  ~Child() {
    if (id_ > 0) end();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Walled finish() {
    listen();
    const bool by_us = ended_.why == Ended::Why::deadline || ended_.cut;
    end();
    stop_if_interrupted();
    if (ended_.status == kNoMemory) ended_.why = Ended::Why::memory;
    if (!by_us && ended_.signal != 0) ended_.why = Ended::Why::signalled;
    Walled walled;
    if (ended_.out.size() < sizeof walled.walls) throw cannot_begin("it ended at once");
    std::memcpy(&walled.walls, ended_.out.data(), sizeof walled.walls);
    ended_.out.erase(0, sizeof walled.walls);
    walled.ended = std::move(ended_);
    return walled;
  }

 private:
  // Until the pipe is closed, a limit is broken, or Ctrl-C.
  void listen() {
    const nanoseconds begin = monotonic_now();
    const std::uint64_t most = sizeof(Walls) + request_.output_limit.value;
    while (!interrupted() && !ended_.cut) {
      const nanoseconds left = begin + request_.deadline - monotonic_now();
      if (left <= 0ns) {
        ended_.why = Ended::Why::deadline;
        return;
      }
      std::array<pollfd, 2> look{
          {{from_.number(), POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}}};
      const timespec timeout{.tv_sec = static_cast<std::time_t>(left / 1s),
                             .tv_nsec = static_cast<long>((left % 1s).count())};
      // Fails by a signal only (EINTR).
      if (ppoll(look.data(), look.size(), &timeout, nullptr) <= 0) continue;
      if (look[0].revents == 0) continue;
      if (read_output(from_, ended_.out, most, ended_.cut) == 0) return;
    }
  }

  // One that has ended by itself keeps its status. It is not reaped yet, so its number and that of
  // its group are nobody else's.
  void end() {
    kill(-id_, SIGKILL);
    kill(id_, SIGKILL);
    reap(id_, ended_);
    id_ = 0;
  }

  const WalledRequest& request_;
  Descriptor from_;
  pid_t id_ = 0;
  Ended ended_{};
};

std::string without(std::string_view wall, int fault) {
  if (fault == ENOSYS) return fmt::format("without {}, which this kernel does not have", wall);
  if (fault == EOPNOTSUPP) return fmt::format("without {}, which was switched off at boot", wall);
  if (fault == ECANCELED)
    return fmt::format("without {}, which a sanitizer has no place for", wall);
  return fmt::format("without {}: {}", wall, reason(fault));
}

}  // namespace

std::string to_text(const Walls& walls) {
  std::vector<std::string> stood, missing;
  const auto tell = [&](const std::string& wall, int fault) {
    if (fault == 0) {
      stood.push_back(wall);
    } else {
      missing.push_back(without(wall, fault));
    }
  };
  tell("rlimits", walls.limits_fault);
  tell(walls.landlock_fault == 0 ? fmt::format("Landlock ABI {}", walls.landlock_version)
                                 : "Landlock",
       walls.landlock_fault);
  tell("seccomp", walls.seccomp_fault);
  if (stood.empty()) stood.emplace_back("none");
  missing.insert(missing.begin(), base::join(stood, ", "));
  return base::join(missing, "; ");
}

Walled run_walled(const WalledRequest& request) {
  stop_if_interrupted();
  return Child(request).finish();
}

}  // namespace assay::sys
