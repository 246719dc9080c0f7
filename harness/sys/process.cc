// SPDX-License-Identifier: Apache-2.0
#include "sys/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "sys/child_end.h"
#include "sys/clock.h"
#include "sys/family.h"
#include "sys/interrupt.h"
#include "sys/spawn.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using Why = Ended::Why;

constexpr nanoseconds kGrace = 500ms;  // from SIGTERM to SIGKILL
constexpr nanoseconds kMemoryLook = 50ms;
constexpr nanoseconds kFileLook = 100ms;
// A program that flushes every line would wake us for each; meanwhile the pipe holds it.
constexpr nanoseconds kReadPause = 20ms;
constexpr std::size_t kMuch = std::size_t{32} << 10;
constexpr nanoseconds kLeftOver = 200ms;  // for output of what outlives the child
constexpr nanoseconds kNever = nanoseconds::max();

struct Stream {
  Descriptor from;
  std::string& into;
};

// How far a file that somebody else writes has come: its size, or how many marks were in it at
// most.
class Watched {
 public:
  Watched(const std::filesystem::path& path, std::optional<char> mark) : path_(path), mark_(mark) {}

  // Has it come further than ever before?
  bool further() {
    const off_t before = most_;
    if (!mark_) {
      struct stat status{};
      const off_t size = stat(path_.c_str(), &status) == 0 ? status.st_size : 0;
      return size != std::exchange(most_, size);
    }
    read_new();
    most_ = std::max(most_, marks_);
    return most_ > before;
  }

 private:
  // Counts the marks in what was added since the last time. Nothing but a regular file is read: the
  // program may put a pipe in its place.
  void read_new() {
    const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    struct stat status{};
    if (!file.good() || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    if (status.st_size < read_) read_ = marks_ = 0;  // written anew
    std::array<char, std::size_t{64} << 10> part{};
    for (;;) {
      const ssize_t got = pread(file.number(), part.data(), part.size(), read_);
      if (got <= 0) return;
      marks_ += std::count(part.data(), part.data() + got, *mark_);
      read_ += got;
      if (read_ >= status.st_size) return;  // it may grow faster than it is read
    }
  }

  const std::filesystem::path& path_;
  std::optional<char> mark_;
  off_t most_ = 0, marks_ = 0, read_ = 0;
};

// The limits of a request, and when to look at them next.
class Limits {
 public:
  Limits(const ProcessRequest& request, Family& family, nanoseconds begin)
      : request_(request), family_(family), watched_(request.watched_file, request.mark) {
    if (request.deadline > 0ms) deadline_ = begin + request.deadline;
    if (request.memory_limit.value != 0) next_memory_ = begin + kMemoryLook;
    if (request.idle_limit > 0ms) {
      base::ensure(!request.watched_file.empty(), "an idle limit watches a file");
      watched_.further();
      last_growth_ = begin;
      next_idle_ = begin + idle_step();
    }
    if (request.file_limit.value != 0) next_file_ = begin + kFileLook;
  }

  nanoseconds next() const { return std::min({deadline_, next_memory_, next_file_, next_idle_}); }

  // What was broken by now, if anything.
  std::optional<Why> broken(nanoseconds now) {
    if (now >= next_memory_) {
      if (family_.resident() > request_.memory_limit) return Why::memory;
      // Looking costs 0.5 % of the time at most, however slow /proc is.
      next_memory_ = now + std::max<nanoseconds>(kMemoryLook, 200 * (monotonic_now() - now));
    }
    if (now >= next_file_) {
      if (too_large()) return Why::file;
      next_file_ = now + kFileLook;
    }
    if (now >= deadline_) return Why::deadline;
    if (now >= next_idle_) {
      if (watched_.further()) last_growth_ = now;
      if (now - last_growth_ >= request_.idle_limit) return Why::idle;
      next_idle_ = std::min(now + idle_step(), last_growth_ + request_.idle_limit);
    }
    return std::nullopt;
  }

 private:
  nanoseconds idle_step() const {
    return std::clamp<nanoseconds>(request_.idle_limit / 20, 5ms, 500ms);
  }
  bool too_large() const {
    return std::ranges::any_of(request_.limited_files, [&](const auto& path) {
      struct stat status{};
      return stat(path.c_str(), &status) == 0 &&
             static_cast<std::uint64_t>(status.st_size) > request_.file_limit.value;
    });
  }

  const ProcessRequest& request_;
  Family& family_;
  Watched watched_;
  nanoseconds deadline_ = kNever, next_memory_ = kNever, next_file_ = kNever, next_idle_ = kNever;
  nanoseconds last_growth_{0};
};

// One run from start to end. Whatever happens, the child is ended and reaped with this object.
class Run {
 public:
  explicit Run(const ProcessRequest& request)
      : request_(request),
        begin_(monotonic_now()),
        child_(spawn(request)),
        child_end_(child_.id),
        out_{std::move(child_.out), ended_.out},
        err_{std::move(child_.err), ended_.err},
        family_(child_.id),
        limits_(request, family_, begin_) {}

  ~Run() {
    if (child_.id == 0) return;
    family_.signal(SIGKILL);
    end_left_over(child_.mark, child_.id);
    reap();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Ended finish() {
    watch();
    ended_.wall = monotonic_now() - begin_;
    auto left = end_left_over(child_.mark, child_.id);
    if (!ended_by_us_) ended_.left = std::move(left);
    // It is not reaped yet, so its number can't belong to another group.
    kill(-child_.id, SIGKILL);
    family_.kill_survivors();
    drain_left_over();
    reap();
    return std::move(ended_);
  }

 private:
  // Until the child has ended, by itself or by us.
  void watch() {
    for (;;) {
      wait_until(limits_.next(), true);
      if (has_ended(child_.id)) return;
      const std::optional<Why> why = limits_.broken(monotonic_now());
      if (why || interrupted()) return end_child(why);
    }
  }

  // Tells the child to end, kills it when it has not after a while, and waits until it has.
  void end_child(std::optional<Why> why) {
    if (why) ended_.why = *why;
    ended_by_us_ = true;
    // What eats memory or the disk eats more in the time it would get to end by itself.
    const bool now_or_never = why == Why::memory || why == Why::file;
    nanoseconds kill_at = now_or_never ? kNever : monotonic_now() + kGrace;
    family_.signal(now_or_never ? SIGKILL : SIGTERM);
    for (;;) {
      wait_until(kill_at, false);
      if (has_ended(child_.id)) return;
      if (monotonic_now() < kill_at) continue;
      kill_at = kNever;
      family_.signal(SIGKILL);
    }
  }

  // Sleeps until something happens, and reads what the child writes.
  void wait_until(nanoseconds due, bool for_interrupt) {
    if (!child_end_.good()) due = std::min(due, monotonic_now() + 10ms);
    const bool reading = monotonic_now() >= read_at_;
    if (!reading) due = std::min(due, read_at_);
    std::array<pollfd, 4> look{{{reading ? out_.from.number() : -1, POLLIN, 0},
                                {reading ? err_.from.number() : -1, POLLIN, 0},
                                {child_end_.descriptor(), POLLIN, 0},
                                {for_interrupt ? interrupt_descriptor() : -1, POLLIN, 0}}};
    timespec timeout{};
    if (due != kNever) {
      const nanoseconds left = std::max(0ns, due - monotonic_now());
      timeout.tv_sec = static_cast<std::time_t>(left / 1s);
      timeout.tv_nsec = static_cast<long>((left % 1s).count());
    }
    // Fails by a signal only (EINTR): then the callers look and come again.
    if (ppoll(look.data(), look.size(), due == kNever ? nullptr : &timeout, nullptr) <= 0) return;
    if (look[0].revents != 0) read_some(out_);
    if (look[1].revents != 0) read_some(err_);
    if (look[2].revents != 0) child_end_.take();
  }

  void read_some(Stream& stream) {
    const std::optional<std::size_t> got =
        read_output(stream.from, stream.into, request_.output_limit.value, ended_.cut);
    if (got == 0) stream.from.close();
    if (got && *got > 0 && &stream == &out_ && request_.told) request_.told(ended_.out);
    if (got && *got < kMuch) read_at_ = monotonic_now() + kReadPause;
  }

  // What stands in the pipes, also when something that left the group holds them open.
  void drain_left_over() {
    const nanoseconds end = monotonic_now() + kLeftOver;
    child_end_.close();
    while ((out_.from.good() || err_.from.good()) && monotonic_now() < end) {
      read_at_ = {};
      wait_until(end, false);
    }
  }

  void reap() {
    sys::reap(child_.id, ended_);
    forget(child_.mark);
    child_.id = 0;
    if (!ended_by_us_) ended_.why = ended_.signal != 0 ? Why::signalled : Why::exited;
  }

  const ProcessRequest& request_;
  Ended ended_;
  bool ended_by_us_ = false;
  nanoseconds begin_;
  nanoseconds read_at_{0};
  Spawned child_;
  ChildEnd child_end_;
  Stream out_, err_;
  Family family_;
  Limits limits_;
};

std::string seconds_text(std::chrono::milliseconds time) {
  if (time < 1s) return fmt::format("{} ms", time.count());
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000);
}

}  // namespace

Ended run_process(const ProcessRequest& request) {
  stop_if_interrupted();
  Ended ended = Run(request).finish();
  stop_if_interrupted();
  return ended;
}

void become(const std::vector<std::string>& argv) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  execvp(words.front(), words.data());
  throw base::Error(base::Exit::missing,
                    fmt::format("cannot start {}: {}", base::printable(argv.front()),
                                std::generic_category().message(errno)));
}

std::string describe(const Ended& ended, const ProcessRequest& request) {
  switch (ended.why) {
    case Why::exited:
      return fmt::format("exit status {}", ended.status);
    case Why::signalled:
      return signal_name(ended.signal);
    case Why::deadline:
      return "not done after " + seconds_text(request.deadline);
    case Why::idle:
      return "no result for " + seconds_text(request.idle_limit);
    case Why::memory:
      return fmt::format("more than {} of memory", to_text(request.memory_limit));
    case Why::file:
      return fmt::format("a file of results larger than {}", to_text(request.file_limit));
  }
  base::broken("every end has a description", std::source_location::current());
}

std::string signal_name(int signal) {
  const char* const name = sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

}  // namespace assay::sys
