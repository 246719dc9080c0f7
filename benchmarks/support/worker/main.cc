// SPDX-License-Identifier: Apache-2.0
// The main of every suite: Google Benchmark's own, and with --assay_worker a worker, which runs
// slices of one benchmark on command (protocol.h). Needs Google Benchmark and a Linux libc only.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <link.h>
#include <linux/futex.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "report.h"
#include "slices.h"
#include "threads.h"
#include "worker/protocol.h"

// Null until a worker runs: then slices(state) behaves as Google Benchmark's own loop.
std::int64_t (*assay_next_slice)(benchmark::State*) = nullptr;

namespace {

assay_worker_page* g_page = nullptr;

void futex(std::uint32_t* word, int operation, std::uint32_t value) {
  syscall(SYS_futex, word, operation, value, nullptr, nullptr, 0);
}

void answer(std::uint32_t command) {
  __atomic_store_n(&g_page->answer, command, __ATOMIC_RELEASE);
  futex(&g_page->answer, FUTEX_WAKE, INT_MAX);
}

// Which of so many pages from `first` on are in memory, as /proc/self/pagemap tells; all when it
// can't be read.
constexpr std::size_t kPagesAtOnce = 256;
struct InMemory {
  std::uint64_t entries[kPagesAtOnce];  // of the kernel's Documentation/admin-guide/mm/pagemap.rst
  InMemory(int pagemap, std::uintptr_t first, std::size_t count) {
    std::fill_n(entries, kPagesAtOnce, kPresent);
    const auto wanted = static_cast<ssize_t>(count * sizeof entries[0]);
    const auto place = static_cast<off_t>(first * sizeof entries[0]);
    if (pread(pagemap, entries, static_cast<std::size_t>(wanted), place) != wanted) {
      std::fill_n(entries, kPagesAtOnce, kPresent);
    }
  }
  bool holds(std::size_t at) const { return (entries[at] & kPresent) != 0; }

 private:
  static constexpr std::uint64_t kPresent = std::uint64_t{1} << 63;
};

// The pages of a program's file are shared by all its processes, wherever the kernel put them when
// the file was read, and where that is shows in what waits for memory: copies of one program differ
// by several percent for as long as they stay in the page cache. So each process takes pages of its
// own for code and constants that it has used: a write of what is there already makes them.
int own_pages(dl_phdr_info* object, std::size_t, void* pagemap) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t place = object->dlpi_addr + segment.p_vaddr, first = place / page;
    const std::size_t count = (place + segment.p_memsz + page - 1) / page - first;
    auto* const bytes = reinterpret_cast<volatile char*>(first * page);
    void* const begin = reinterpret_cast<void*>(first * page);
    const int can = PROT_READ | ((segment.p_flags & PF_X) != 0 ? PROT_EXEC : 0);
    if (mprotect(begin, count * page, can | PROT_WRITE) != 0) continue;  // not allowed here
    for (std::size_t done = 0; done < count; done += kPagesAtOnce) {
      const std::size_t some = std::min(kPagesAtOnce, count - done);
      const InMemory used(*static_cast<int*>(pagemap), first + done, some);
      for (std::size_t at = 0; at < some; ++at) {
        if (used.holds(at)) bytes[(done + at) * page] = bytes[(done + at) * page];
      }
    }
    mprotect(begin, count * page, can);
  }
  return 0;
}

void take_own_pages() {
  int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  dl_iterate_phdr(own_pages, &pagemap);
  if (pagemap >= 0) close(pagemap);
}

// The number of the command after `last`.
std::uint32_t next_command(std::uint32_t last) {
  for (;;) {
    const std::uint32_t command = __atomic_load_n(&g_page->command, __ATOMIC_ACQUIRE);
    if (command != last) {
      if (last == 1) take_own_pages();  // what a slice uses has been used once
      return command;
    }
    futex(&g_page->command, FUTEX_WAIT, last);
  }
}

std::int64_t clock_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// CLOCK_MONOTONIC_RAW is slewed by nobody, and read without a system call as CLOCK_MONOTONIC is.
struct Clocks {
  std::int64_t wall_ns, cpu_ns, involuntary_switches, minor_faults;

  // Wall time is read nearest to the slice.
  static Clocks before() {
    Clocks now = rest();
    now.wall_ns = clock_ns(CLOCK_MONOTONIC_RAW);
    return now;
  }
  static Clocks after() {
    const std::int64_t wall_ns = clock_ns(CLOCK_MONOTONIC_RAW);
    Clocks now = rest();
    now.wall_ns = wall_ns;
    return now;
  }

 private:
  static Clocks rest() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return {0, clock_ns(CLOCK_THREAD_CPUTIME_ID), usage.ru_nivcsw, usage.ru_minflt};
  }
};

void write_answer(const Clocks& begin, const Clocks& end) {
  g_page->wall_ns = end.wall_ns - begin.wall_ns;
  g_page->cpu_ns = end.cpu_ns - begin.cpu_ns;
  g_page->involuntary_switches = end.involuntary_switches - begin.involuntary_switches;
  g_page->minor_faults = end.minor_faults - begin.minor_faults;
}

void say(assay_worker_state state, const char* message) {
  std::snprintf(g_page->message, sizeof g_page->message, "%s", message);
  g_page->state = state;
}

// What was said is the answer to the command that stands or comes, and the last one.
[[noreturn]] void end_with_it() {
  answer(next_command(__atomic_load_n(&g_page->answer, __ATOMIC_RELAXED)));
  std::_Exit(0);
}

[[noreturn]] void refuse(const char* message) {
  say(ASSAY_WORKER_REFUSED, message);
  end_with_it();
}

// Where a benchmark is in its one frame.
enum class Part { idle, priming, timed };
Part g_part = Part::idle;
std::uint32_t g_command = 0;
Clocks g_begin;

std::int64_t next_slice(benchmark::State* state) {
  const Clocks end = Clocks::after();
  // It need not leave its loop by itself.
  if (g_part != Part::idle && assay::is_skipped(*state, 0)) return 0;
  if (g_part == Part::idle) {
    if (state->threads() > 1) refuse("the benchmark has several threads");
    g_page->state = ASSAY_WORKER_SLICES;
  }
  if (g_part == Part::timed) {
    write_answer(g_begin, end);
    answer(g_command);
  }
  if (g_part != Part::priming) {
    g_command = next_command(g_command);
    if (g_page->end != 0) {
      g_part = Part::idle;
      return 0;
    }
    if (g_page->prime > 0) {
      g_part = Part::priming;
      return g_page->prime;
    }
  }
  g_part = Part::timed;
  const std::int64_t passes = g_page->passes;
  g_begin = Clocks::before();
  return passes;
}

// Whether a benchmark skipped itself, and why. Google Benchmark knows errors only before 1.8.
struct Skip {
  bool skipped, error;
  std::string message;
};
template <class Run>
auto skip_of(const Run& run, int) -> decltype(run.skipped, Skip()) {
  const int kind = static_cast<int>(run.skipped);  // 1: with a message, 2: with an error
  return {kind != 0, kind == 2, run.skip_message};
}
template <class Run>
Skip skip_of(const Run& run, long) {
  return {run.error_occurred, run.error_occurred, run.error_message};
}

// What Google Benchmark measured of one call.
class Taken : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      ++count;
      threads = run.threads;
      iterations = run.iterations;
      if (const Skip now = skip_of(run, 0); now.skipped) skip = now;
      wall_ns = static_cast<std::int64_t>(run.real_accumulated_time * 1e9);
      cpu_ns = static_cast<std::int64_t>(run.cpu_accumulated_time * 1e9);
    }
  }
  int count = 0;
  std::int64_t threads = 1, iterations = 0, wall_ns = 0, cpu_ns = 0;
  Skip skip{};
};

// Of a call's loop. Google Benchmark reads the two clocks one after the other, and the system call
// of the second takes some time of the first.
bool was_never_off_the_cpu(const Taken& taken) {
  constexpr std::int64_t kClocksNs = 5000;
  return std::abs(taken.wall_ns - taken.cpu_ns) < kClocksNs + taken.wall_ns / 50;
}

class Worker {
 public:
  explicit Worker(std::vector<std::string> words) : words_(std::move(words)) {}

  Taken call(std::int64_t passes) const {
    std::vector<std::string> words = words_;
    words.push_back("--benchmark_min_time=" + std::to_string(passes) + "x");
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    int count = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    benchmark::Initialize(&count, pointers.data());
    if (count > 1) refuse("it does not know a flag that it was given");
    Taken taken;
    try {
      benchmark::RunSpecifiedBenchmarks(&taken);
    } catch (const std::system_error& error) {
      if (assay::can_make_threads()) throw;
      say(ASSAY_WORKER_SKIPPED, assay::no_threads(error).c_str());
      end_with_it();
    }
    return taken;
  }

  int run() {
    assay_next_slice = next_slice;
    const Taken first = call(1);
    if (g_command != 0 && g_page->end != 0) {
      tell_skip(first.skip);
      answer(g_command);
      return 0;
    }
    end_if_skipped(first);
    if (g_part != Part::idle) {
      g_page->state = ASSAY_WORKER_LEFT;
      answer(g_command);
      return 0;
    }
    if (first.count != 1) refuse("not exactly one benchmark fits the filter");
    if (first.threads > 1) refuse("the benchmark has several threads");
    // A batch has more passes than were asked for, too, but then still more.
    if (first.iterations > 1) end_if_fixed(call(first.iterations + 1), first.iterations + 1);
    calls();
    return 0;
  }

 private:
  static void tell_skip(const Skip& skip) {
    if (!skip.skipped) return;
    say(skip.error ? ASSAY_WORKER_ERROR : ASSAY_WORKER_SKIPPED, skip.message.c_str());
  }
  static void end_if_skipped(const Taken& taken) {
    if (!taken.skip.skipped) return;
    tell_skip(taken.skip);
    end_with_it();
  }
  static void end_if_fixed(const Taken& taken, std::int64_t asked) {
    if (taken.iterations < asked) refuse("the benchmark fixes its number of iterations");
  }

  // The function has a loop of its own.
  void calls() const {
    g_page->state = ASSAY_WORKER_CALLS;
    for (std::uint32_t command = next_command(0); g_page->end == 0;
         command = next_command(command)) {
      if (g_page->prime > 0) call(g_page->prime);
      const Clocks begin = Clocks::before();
      const Taken taken = call(g_page->passes);
      const Clocks end = Clocks::after();
      end_if_skipped(taken);
      end_if_fixed(taken, g_page->passes);
      write_answer(begin, end);
      g_page->outside_ns = g_page->wall_ns - taken.wall_ns;
      g_page->wall_ns = taken.wall_ns;
      g_page->cpu_ns = taken.cpu_ns;
      if (was_never_off_the_cpu(taken)) g_page->involuntary_switches = 0;  // its set-up's
      answer(command);
    }
  }

  std::vector<std::string> words_;
};

// Heap and stack move by as much as PADDING in the environment is long. Else every process of a
// program has its data at the same places of a page, and a comparison of two programs would be one
// of those places.
void move_heap() {
  const char* const padding = std::getenv("PADDING");
  if (padding != nullptr) benchmark::DoNotOptimize(std::malloc(std::strlen(padding)));
}

// Which physical pages a process gets decides how its data share a cache, and the kernel gives the
// same ones to the same one of two processes again and again. So each takes some of 2 MiB first, a
// number of its own; the addresses stay the same.
void scatter_pages() {
  constexpr std::size_t kPage = 4096, kMostPages = 512;
  const auto* const random = reinterpret_cast<const unsigned char*>(getauxval(AT_RANDOM));
  if (random == nullptr) return;
  void* const pages =
      mmap(nullptr, kMostPages * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return;
  const std::size_t taken = (256u * random[0] + random[1]) % kMostPages;
  for (std::size_t page = 0; page < taken; ++page) {
    static_cast<volatile char*>(pages)[page * kPage] = 1;
  }
}

int work(std::vector<std::string> words) {
  void* const page =
      mmap(nullptr, sizeof(assay_worker_page), PROT_READ | PROT_WRITE, MAP_SHARED, STDIN_FILENO, 0);
  if (page == MAP_FAILED) {
    std::fprintf(stderr, "%s is for assay: standard input is not its page\n", ASSAY_WORKER_FLAG);
    return 2;
  }
  move_heap();
  scatter_pages();
  g_page = static_cast<assay_worker_page*>(page);
  if (g_page->magic != ASSAY_WORKER_MAGIC || g_page->version != ASSAY_WORKER_VERSION) {
    std::fprintf(stderr, "%s: the page on standard input is not of version %u\n", ASSAY_WORKER_FLAG,
                 ASSAY_WORKER_VERSION);
    return 2;
  }
  return Worker(std::move(words)).run();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words;
  bool worker = false;
  for (int at = 0; at < argc; ++at) {
    const bool flag = std::strcmp(argv[at], ASSAY_WORKER_FLAG) == 0;
    worker = worker || flag;
    if (!flag) words.emplace_back(argv[at]);
  }
  if (worker) return work(std::move(words));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::system_error& error) {
    if (assay::can_make_threads()) throw;
    // As the last line it is the outcome of the benchmark that was to run now.
    std::fprintf(stderr, "%s\n", assay::no_threads(error).c_str());
    return 1;
  }
  benchmark::Shutdown();
  return 0;
}
