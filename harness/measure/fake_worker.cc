// SPDX-License-Identifier: Apache-2.0
// A program that speaks the worker's protocol and measures nothing: what its slices take, and what
// goes wrong, stands in its filter, so that tests depend on no clock.
//   ^cost/105$       a pass takes 105 ns, slice by slice with 1 % of noise either way
//   ^crash/5$ ^hang/5$ ^garbage/5$ ^negative/5$ ^refuse/5$     at the fifth command; 100 ns before
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "worker/protocol.h"

int main(int argc, char** argv) {
  constexpr std::size_t kPrefix = sizeof("--benchmark_filter=^") - 1;
  if (argc != 3 || std::strcmp(argv[1], ASSAY_WORKER_FLAG) != 0) return 2;
  std::string what = argv[2] + kPrefix;
  const std::size_t slash = what.find('/');
  const std::int64_t number = std::atoll(what.c_str() + slash + 1);
  what.resize(slash);
  auto* const page = static_cast<assay_worker_page*>(
      mmap(nullptr, sizeof(assay_worker_page), PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0));
  // What differs from process to process by the controller's own random numbers only.
  const std::uint64_t side = static_cast<std::uint64_t>(argv[0][std::strlen(argv[0]) - 1]);
  std::uint64_t state = (256 * std::strlen(std::getenv("PADDING")) + side) * 0x9e3779b97f4a7c15u;
  for (std::uint32_t command = 1;; ++command) {
    while (__atomic_load_n(&page->command, __ATOMIC_ACQUIRE) != command) {
      syscall(SYS_futex, &page->command, FUTEX_WAIT, command - 1, nullptr, nullptr, 0);
    }
    const bool now = what != "cost" && command == static_cast<std::uint32_t>(number);
    if (now && what == "crash") {
      std::fputs("it went wrong here\n", stderr);
      std::fflush(stderr);
      std::raise(SIGSEGV);
    }
    if (now && what == "hang") pause();
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double noise = static_cast<double>(state >> 40) / 0x1p24 - 0.5;
    const double per_pass =
        (what == "cost" ? static_cast<double>(number) : 100.0) * (1 + 0.02 * noise);
    page->state = ASSAY_WORKER_SLICES;
    page->wall_ns = std::llround(per_pass * static_cast<double>(page->passes));
    page->cpu_ns = page->wall_ns;
    if (now && what == "negative") page->wall_ns = -5;
    if (now && what == "refuse") {
      page->state = ASSAY_WORKER_REFUSED;
      std::strcpy(page->message, "not today");
    }
    const std::uint32_t answer = now && what == "garbage" ? command + 7 : command;
    __atomic_store_n(&page->answer, answer, __ATOMIC_RELEASE);
    syscall(SYS_futex, &page->answer, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
}
