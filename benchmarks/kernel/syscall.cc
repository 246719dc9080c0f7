// SPDX-License-Identifier: Apache-2.0
// System calls that do next to nothing: what it costs to enter the kernel and to leave it, and the
// shortest ways through its file layer.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "folder.h"
#include "left.h"
#include "opaque.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

void parent_number(benchmark::State& state) {
  const pid_t program = getpid();
  const int told = status_of([&] { return syscall(SYS_getppid) == program ? 1 : 0; });
  const Checksum checksum = words_through(
      0x5000, [&](std::uint64_t word) { return told == 1 ? word : std::uint64_t{0}; });
  for (auto _ : slices(state)) used(syscall(SYS_getppid));
  // A pure call: its result is in a register, and the kernel keeps nothing of it.
  report(state, Work{1, "calls"}, checksum, LeavesNothing{});
}

// Both ways leave in memory what the clock showed.
struct ByLibrary {
  using Time = timespec;
  static std::int64_t read(Time& now) {
    now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return nanoseconds(now);
  }
  static std::int64_t nanoseconds(const Time& now) {
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }
};

// The kernel's own structure: the library's may be wider than the call's.
struct ByKernel {
#ifdef SYS_clock_gettime
  static constexpr long kCall = SYS_clock_gettime;
  struct Time {
    long seconds, nanoseconds;
  };
#else
  static constexpr long kCall = SYS_clock_gettime64;
  struct Time {
    std::int64_t seconds, nanoseconds;
  };
#endif
  static std::int64_t read(Time& now) {
    now = {};
    syscall(kCall, CLOCK_MONOTONIC, &now);
    return nanoseconds(now);
  }
  static std::int64_t nanoseconds(const Time& now) {
    return std::int64_t{now.seconds} * 1'000'000'000 + now.nanoseconds;
  }
};

template <class Way>
std::int64_t now_by() {
  typename Way::Time now;
  return Way::read(now);
}

// Right is what lies between two readings by the other way, give or take the rounding of both.
template <class Way, class Other>
void read_clock(benchmark::State& state, std::uint64_t k) {
  constexpr std::int64_t kRoundingNs = 1000;
  const auto is_between = [](std::int64_t before, std::int64_t now, std::int64_t after) {
    return before - kRoundingNs <= now && now <= after + kRoundingNs;
  };
  const Checksum checksum = words_through(k, [&](std::uint64_t word) {
    const std::int64_t before = now_by<Other>(), now = now_by<Way>(), after = now_by<Other>();
    return is_between(before, now, after) ? word : std::uint64_t{0};
  });
  typename Way::Time now;
  poison(std::span(&now, 1));
  const std::int64_t before = now_by<Other>();
  for (auto _ : slices(state)) used(Way::read(now));
  const bool right = is_between(before, Way::nanoseconds(now), now_by<Other>());
  report(state, Work{1, "calls"}, checksum, Facts().is(right, true));
}

Descriptor device(const char* path) {
  return Descriptor(supported(open(path, O_RDWR | O_CLOEXEC), path));
}

void read_zero(benchmark::State& state) {
  const Descriptor zero = device("/dev/zero");
  const Checksum checksum = words_through(0x5003, [&](std::uint64_t word) {
    auto byte = static_cast<std::uint8_t>(word | 1);
    whole(read(zero, &byte, 1), 1, "read");
    return word ^ byte;
  });
  std::uint8_t byte = 1;
  Seen calls(read_calls, 1, [&] { whole(read(zero, &byte, 1), 1, "read"); });
  poison(std::span(&byte, 1));
  calls.begin();
  for (auto _ : slices(state)) whole(read(zero, &byte, 1), 1, "read");
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  report(state, Work{1, "calls"}, checksum, Facts().is(byte, 0).is(seen, passes));
}

void write_null(benchmark::State& state) {
  const Descriptor null = device("/dev/null");
  const std::array<std::uint8_t, 64> bytes{};
  const Checksum checksum = words_through(0x5004, [&](std::uint64_t word) {
    const auto some = static_cast<std::size_t>(1 + word % bytes.size());
    return checked(write(null, bytes.data(), some), "write");
  });
  Seen calls(write_calls, 1, [&] { whole(write(null, bytes.data(), 1), 1, "write"); });
  calls.begin();
  for (auto _ : slices(state)) whole(write(null, bytes.data(), 1), 1, "write");
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  report(state, Work{1, "calls"}, checksum, Facts().is(seen, passes));
}

// The lowest number that is free: it is higher while something else is open.
int next_descriptor(int of) {
  return Descriptor(checked(fcntl(of, F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)"));
}

void open_and_close(benchmark::State& state) {
  const Folder folder;
  const auto opened = [&] {
    return Descriptor(checked(openat(folder.at(), "file", O_RDONLY | O_CLOEXEC), "openat"));
  };
  const Checksum checksum = words_through(0x5005, [&](std::uint64_t word) {
    const Descriptor file = folder.file("file");
    whole(write(file, &word, sizeof word), sizeof word, "write");
    word = 0;
    whole(read(opened(), &word, sizeof word), sizeof word, "read");
    return word;
  });
  const int next = next_descriptor(folder.at());
  for (auto _ : slices(state)) opened();
  // What was opened has left nothing if all of it was closed.
  report(state, Work{1, "calls"}, checksum, Facts().is(next_descriptor(folder.at()), next));
}

template <class Size>
void size_of_file(benchmark::State& state, std::uint64_t k, Size size) {
  const Folder folder;
  const Descriptor file = folder.file("file");
  struct stat status;
  const Checksum checksum = words_through(k, [&](std::uint64_t word) {
    checked(ftruncate(file, static_cast<off_t>(word % 65536)), "ftruncate");
    return static_cast<std::uint64_t>(size(folder, file, status));
  });
  constexpr off_t kSize = 65536;  // none of the words'
  checked(ftruncate(file, kSize), "ftruncate");
  poison(std::span(&status, 1));
  for (auto _ : slices(state)) used(size(folder, file, status));
  report(state, Work{1, "calls"}, checksum, Facts().is(status.st_size, kSize));
}

void status_by_name(benchmark::State& state) {
  size_of_file(state, 0x5006, [](const Folder& folder, const Descriptor&, struct stat& status) {
    checked(fstatat(folder.at(), "file", &status, 0), "fstatat");
    return status.st_size;
  });
}

void status_by_descriptor(benchmark::State& state) {
  size_of_file(state, 0x5007, [](const Folder&, const Descriptor& file, struct stat& status) {
    checked(fstat(file, &status), "fstat");
    return status.st_size;
  });
}

// The calls of UnixBench's "System Call Overhead".
void mix(benchmark::State& state) {
  const Descriptor null = device("/dev/null");
  const mode_t before = umask(022);
  const Checksum checksum = words_through(0x5008, [](std::uint64_t word) {
    umask(static_cast<mode_t>(word & 0777));
    return std::uint64_t{umask(022)};
  });
  umask(077);
  const int next = next_descriptor(null);
  for (auto _ : slices(state)) {
    used(close(dup(null)));
    used(syscall(SYS_getpid));
    used(getuid());
    used(umask(022));
  }
  const mode_t left = umask(before);
  report(state, Work{5, "calls"}, checksum, Facts().is(left, 022).is(next_descriptor(null), next));
}

BENCHMARK(kernel<parent_number>)->Name("syscall/getppid");
BENCHMARK(kernel<read_clock<ByKernel, ByLibrary>, 0x5001>)->Name("syscall/clock_gettime");
BENCHMARK(kernel<read_clock<ByLibrary, ByKernel>, 0x5002>)->Name("vdso/clock_gettime");
BENCHMARK(kernel<read_zero>)->Name("syscall/read/1");
BENCHMARK(kernel<write_null>)->Name("syscall/write/1");
BENCHMARK(kernel<open_and_close>)->Name("syscall/open_close");
BENCHMARK(kernel<status_by_name>)->Name("syscall/stat");
BENCHMARK(kernel<status_by_descriptor>)->Name("syscall/fstat");
BENCHMARK(kernel<mix>)->Name("syscall/mix");

}  // namespace
}  // namespace assay
