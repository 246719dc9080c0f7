// SPDX-License-Identifier: Apache-2.0
#include "sys/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace assay::sys {

void for_each_parallel(std::size_t count, unsigned jobs,
                       const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::exception_ptr first;
  std::mutex mutex;
  const auto take_indices = [&] {
    while (!stop.load()) {
      const std::size_t index = next.fetch_add(1);
      if (index >= count) return;
      try {
        work(index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
        stop.store(true);
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    // This thread works too, so one less is started.
    const std::size_t wanted = std::min<std::size_t>(std::max(1u, jobs), count);
    try {
      while (threads.size() + 1 < wanted) threads.emplace_back(take_indices);
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do it all, this one at least.
    }
    take_indices();
  }
  if (first) std::rethrow_exception(first);
}

std::vector<int> allowed_cpus() {
  // The kernel refuses a set smaller than its own; 2^20 CPUs is beyond any.
  for (int cpus = CPU_SETSIZE; cpus <= 1 << 20; cpus *= 2) {
    cpu_set_t* const set = CPU_ALLOC(static_cast<std::size_t>(cpus));
    if (set == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
    const bool good = sched_getaffinity(0, bytes, set) == 0;
    const bool too_small = !good && errno == EINVAL;
    std::vector<int> allowed;
    for (int cpu = 0; good && cpu < cpus; ++cpu) {
      if (CPU_ISSET_S(cpu, bytes, set)) allowed.push_back(cpu);
    }
    CPU_FREE(set);
    if (!allowed.empty()) return allowed;
    if (!too_small) break;
  }
  return {0};
}

unsigned available_cpus() { return static_cast<unsigned>(allowed_cpus().size()); }

}  // namespace assay::sys
