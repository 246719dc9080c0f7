// SPDX-License-Identifier: Apache-2.0
// A program that speaks the worker's protocol and measures nothing: what its slices take, and what
// goes wrong, stands in its filter, so that tests depend on no clock.
//   ^cost/105$       a pass takes 105 ns, slice by slice with 1 % of noise either way
//   ^later/300$     a pass takes 100 ns, after 300 passes 200
//   ^plain/100$     no worker: a plain run of Google Benchmark's, a pass takes 100 ns; ^endless/5$
//                   has an infinite time, ^fails/5$ ends with an error, ^leaves/100$ leaves a
//                   daemon
//   ^empty/30$      a slice takes 30 ns, however many passes it has; in a plain run, too
//   ^fixed/10$      refuses to be sliced; a plain run makes 10 passes of 100 ns, whatever is asked
//   ^wrong/5$       its loop left wrong results, which it says at its end
//   ^old/5$         ends without an answer, as workers did once
//   ^crash/5$ ^quits/5$ ^eats/5$ ^hang/5$ ^garbage/5$ ^negative/5$ ^eon/5$ ^faults/5$
//   ^cuts/5$ ^fills/5$ ^talks/5$ ^refuse/5$ ^skips/5$     at the fifth command; 100 ns before
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <worker/protocol.h>

#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

namespace {

// The flags that coarse.cc gives it.
struct Flags {
  std::string filter, out;
  double passes = 0;
  bool good = true;
};

Flags read_flags(int argc, char** argv) {
  Flags flags;
  for (int at = 1; at < argc; ++at) {
    const std::string word = argv[at];
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return {.filter = {}, .out = {}, .good = false};
    const std::string name = word.substr(0, equals), value = word.substr(equals + 1);
    if (name == "--benchmark_filter") flags.filter = value;
    if (name == "--benchmark_out") flags.out = value;
    if (name == "--benchmark_min_time") flags.passes = std::atof(value.c_str());
  }
  return flags;
}

// As Google Benchmark's own main.
int run_plainly(int argc, char** argv) {
  auto [filter, out, passes, good] = read_flags(argc, argv);
  if (!good) return 1;  // --assay_worker among them
  if (filter.find("fails") != std::string::npos) {
    std::fputs("it went wrong here\n", stderr);
    return 3;
  }
  const auto is = [&](const char* word) { return filter.find(word) != std::string::npos; };
  double number = std::atof(filter.c_str() + filter.find('/') + 1);
  if (is("empty")) number /= passes;
  if (is("fixed")) {
    passes = number;
    number = 100;
  }
  if (is("leaves") && fork() == 0) {
    setsid();
    execlp("sleep", "sleep", "1000", nullptr);
  }
  const std::string ns = is("endless") ? "Infinity" : std::to_string(number);
  std::FILE* const file = std::fopen(out.c_str(), "w");
  if (file == nullptr) return 1;
  std::fprintf(file,
               "{\"context\": {}, \"benchmarks\": [{\"name\": \"b\", \"run_name\": \"b\", "
               "\"run_type\": \"iteration\", \"iterations\": %.0f, \"real_time\": %s, "
               "\"cpu_time\": 1, \"time_unit\": \"ns\"}]}",
               passes, ns.c_str());
  return std::fclose(file);
}

bool runs_plainly(const char* filter, bool worker) {
  const std::string text = filter;
  if (!worker &&
      (text.find("empty/") != std::string::npos || text.find("fixed/") != std::string::npos)) {
    return true;
  }
  return text.find("plain/") != std::string::npos || text.find("endless/") != std::string::npos ||
         text.find("fails/") != std::string::npos || text.find("leaves/") != std::string::npos;
}

struct Behaviour {
  std::string what;
  std::int64_t number = 0;
};

Behaviour read_filter(const char* argument) {
  constexpr std::size_t kPrefix = sizeof("--benchmark_filter=^") - 1;
  std::string what = argument + kPrefix;
  const std::size_t slash = what.find('/');
  const std::int64_t number = std::atoll(what.c_str() + slash + 1);
  what.resize(slash);
  return {what, number};
}

void wait_for_command(assay_worker_page& page, std::uint32_t command) {
  while (__atomic_load_n(&page.command, __ATOMIC_ACQUIRE) != command) {
    syscall(SYS_futex, &page.command, FUTEX_WAIT, command - 1, nullptr, nullptr, 0);
  }
}

void give_answer(assay_worker_page& page, std::uint32_t answer) {
  __atomic_store_n(&page.answer, answer, __ATOMIC_RELEASE);
  syscall(SYS_futex, &page.answer, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

// 40 MiB on both streams, and then a last line.
void talk() {
  const std::string much(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 40; ++i) {
    for (std::FILE* const stream : {stdout, stderr}) {
      std::fwrite(much.data(), 1, much.size(), stream);
      std::fflush(stream);
    }
  }
  std::fputs("\nthe last line\n", stderr);
}

// Crashes, aborts or hangs, where that is what goes wrong.
void stop_answering(const std::string& what) {
  if (what == "crash") {
    std::fputs("it went wrong here\n", stderr);
    std::fflush(stderr);
    std::raise(SIGSEGV);
  }
  if (what == "eats" && std::malloc(std::size_t{1} << 30) == nullptr) {
    std::fputs("no memory left\n", stderr);
    std::abort();
  }
  if (what == "hang") pause();
  if (what == "quits") std::_Exit(9);
  if (what == "talks") talk();
  if (what == "cuts" && ftruncate(STDIN_FILENO, 0) == 0) std::_Exit(0);
}

// Writes a wrong answer, where that is what goes wrong.
void spoil(assay_worker_page& page, const std::string& what) {
  if (what == "negative") page.wall_ns = -5;
  if (what == "eon") page.wall_ns = std::int64_t{1} << 60;
  if (what == "faults") page.minor_faults = std::numeric_limits<std::int64_t>::max();
  if (what == "fills") std::memset(&page, 0xff, sizeof page);
  if (what == "skips") {
    page.state = ASSAY_WORKER_SKIPPED;
    std::strcpy(page.message, "not on this machine");
  }
  if (what == "refuse") {
    page.state = ASSAY_WORKER_REFUSED;
    std::strcpy(page.message, "not today");
  }
}

// The function has returned, and its loop left what it must not have, where that is what goes
// wrong.
[[noreturn]] void end(assay_worker_page& page, const std::string& what, std::uint32_t command) {
  if (what == "wrong") {
    page.state = ASSAY_WORKER_ERROR;
    std::strcpy(page.message, "wrong-result-in-loop: 12ab, expected 34cd");
  }
  if (what != "old") give_answer(page, command);
  std::_Exit(0);
}

double pass_ns(const Behaviour& behaviour, std::int64_t passed) {
  if (behaviour.what == "cost") return static_cast<double>(behaviour.number);
  return behaviour.what == "later" && passed > behaviour.number ? 200 : 100;
}

std::optional<int> run_as_program(int argc, char** argv) {
  for (int at = 1; at < argc; ++at) {
    const bool worker = std::strcmp(argv[1], ASSAY_WORKER_FLAG) == 0;
    if (runs_plainly(argv[at], worker)) return run_plainly(argc, argv);
  }
  if (argc != 3 || std::strcmp(argv[1], ASSAY_WORKER_FLAG) != 0) return 2;
  return std::nullopt;
}

bool measures(const std::string& what) {
  return what == "cost" || what == "later" || what == "empty";
}

// The answer to a slice whose passes take so long, in ns.
void fill_in(assay_worker_page& page, const Behaviour& behaviour, double per_pass) {
  page.state = ASSAY_WORKER_SLICES;
  page.wall_ns = std::llround(per_pass * static_cast<double>(page.passes));
  if (behaviour.what == "empty") page.wall_ns = behaviour.number;
  page.cpu_ns = page.wall_ns;
  if (behaviour.what == "fixed") spoil(page, "refuse");
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto code = run_as_program(argc, argv)) return *code;
  const Behaviour behaviour = read_filter(argv[2]);
  const auto& [what, number] = behaviour;
  auto* const page = static_cast<assay_worker_page*>(
      mmap(nullptr, sizeof(assay_worker_page), PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0));
  // What differs from process to process by the controller's own random numbers only.
  const std::uint64_t side = static_cast<std::uint64_t>(argv[0][std::strlen(argv[0]) - 1]);
  std::uint64_t state = (256 * std::strlen(std::getenv("PADDING")) + side) * 0x9e3779b97f4a7c15u;
  std::int64_t passed = 0;
  for (std::uint32_t command = 1;; ++command) {
    wait_for_command(*page, command);
    if (page->end != 0) end(*page, what, command);
    const bool now = !measures(what) && command == static_cast<std::uint32_t>(number);
    if (now) stop_answering(what);
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double noise = static_cast<double>(state >> 40) / 0x1p24 - 0.5;
    passed += page->prime + page->passes;
    const double per_pass = pass_ns(behaviour, passed) * (1 + 0.02 * noise);
    fill_in(*page, behaviour, per_pass);
    if (now) spoil(*page, what);
    give_answer(*page, now && what == "garbage" ? command + 7 : command);
  }
}
