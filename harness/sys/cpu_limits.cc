// SPDX-License-Identifier: Apache-2.0
#include "sys/cpu_limits.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"

namespace assay::sys {

void use_only_cpus(const std::vector<int>& cpus) {
  base::ensure(!cpus.empty() && *std::ranges::min_element(cpus) >= 0, "CPUs count from 0");
  const int most = *std::ranges::max_element(cpus) + 1;
  cpu_set_t* const set = CPU_ALLOC(static_cast<std::size_t>(most));
  base::ensure(set != nullptr, "there is memory for a list of CPUs");
  const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(most));
  CPU_ZERO_S(bytes, set);
  for (const int cpu : cpus) CPU_SET_S(static_cast<std::size_t>(cpu), bytes, set);
  const int fault = sched_setaffinity(0, bytes, set) == 0 ? 0 : errno;
  CPU_FREE(set);
  if (fault == 0) return;
  throw base::Error(base::Exit::missing,
                    fmt::format("cannot use CPU {} only: {}", fmt::join(cpus, ", "),
                                std::generic_category().message(fault)));
}

}  // namespace assay::sys
