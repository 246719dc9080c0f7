// SPDX-License-Identifier: Apache-2.0
// What a timed loop of this suite left, beside what it must have left: bytes, offsets and states
// that the kernel holds after the last pass, and what it counted of the passes meanwhile. All of it
// is asked for outside of the loop, so that the loop is nothing but the calls that are measured.
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <type_traits>

#include "partner.h"
#include "report.h"

namespace assay {

// Several things that a loop left. The text has all of them, so that an error shows which is wrong.
// What stands behind a loop is calls only: the registers that it has must not depend on its check.
class Facts {
 public:
  [[gnu::cold, gnu::noinline]] Facts& is(const Checksum& found, const Checksum& expected) {
    append(found_, found);
    append(expected_, expected);
    return *this;
  }
  template <std::integral Value>
  [[gnu::cold, gnu::noinline]] Facts& is(Value found, std::type_identity_t<Value> expected) {
    return is(Checksum(found), Checksum(expected));
  }
  Left left() const {
    Left left{Checksum(0), Checksum(0)};
    left.found.text = found_;
    left.expected.text = expected_;
    return left;
  }

 private:
  static void append(std::string& text, const Checksum& checksum) {
    if (!text.empty()) text += ',';
    text += checksum.text;
  }
  std::string found_, expected_;
};

[[gnu::cold, gnu::noinline]] inline void report(benchmark::State& state, Work work,
                                                const Checksum& checksum, const Facts& facts) {
  report(state, work, checksum, facts.left());
}

// The number behind a name in one of the kernel's files; 0 where it does not tell.
[[gnu::cold, gnu::noinline]] inline std::uint64_t number_in(const char* path,
                                                            std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10);
  }
  return 0;
}

// Of this process, and of children that it has waited for (proc_pid_io(5)). sendfile and
// copy_file_range are counted too; splice, the calls of sockets' own and io_uring are not.
inline std::uint64_t read_calls() { return number_in("/proc/self/io", "syscr:"); }
inline std::uint64_t write_calls() { return number_in("/proc/self/io", "syscw:"); }
inline std::uint64_t read_bytes() { return number_in("/proc/self/io", "rchar:"); }
inline std::uint64_t written_bytes() { return number_in("/proc/self/io", "wchar:"); }

// Of the whole system, threads among them.
inline std::uint64_t new_processes() { return number_in("/proc/stat", "processes "); }

// Of this thread.
[[gnu::cold, gnu::noinline]] inline std::uint64_t page_faults() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_minflt) + static_cast<std::uint64_t>(usage.ru_majflt);
}

// How often this thread gave the processor to another one. Where two parties share a processor, it
// must do so in every round trip.
[[gnu::cold, gnu::noinline]] inline std::uint64_t switches() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return static_cast<std::uint64_t>(usage.ru_nvcsw) + static_cast<std::uint64_t>(usage.ru_nivcsw);
}

// How many passes one of these counts tells of. Much may add to it (a worker's commands, other
// programs, the reading of the count) and nothing takes from it: it tells of too few passes only if
// they were not made. One pass is tried first. A system that does not count it is believed. Inline,
// so that the address of what a pass uses goes nowhere, and the loop has it in registers.
template <class Count>
class Seen {
 public:
  template <class Pass>
  [[gnu::always_inline]] Seen(Count count, std::uint64_t per_pass, Pass pass) : count_(count) {
    const std::uint64_t before = count_();
    pass();
    if (count_() - before >= per_pass) per_pass_ = per_pass;
  }
  void begin() { before_ = count_(); }
  [[gnu::cold, gnu::noinline]] std::uint64_t of(std::uint64_t passes) const {
    return per_pass_ == 0 ? passes : std::min(passes, (count_() - before_) / per_pass_);
  }

 private:
  Count count_;
  std::uint64_t per_pass_ = 0, before_ = 0;
};

// A benchmark's own way to make one is not what is tried: another call of it changes how the
// compiler makes the one in the loop.
[[gnu::cold, gnu::noinline]] inline Seen<std::uint64_t (*)()> processes_seen() {
  return {new_processes, 1, [] { status_of([] { return 0; }); }};
}

// All children have ended, and their statuses were taken.
inline bool no_child_is_left() { return waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

}  // namespace assay
