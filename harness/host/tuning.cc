// SPDX-License-Identifier: Apache-2.0
#include "host/tuning.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sys/kept_settings.h"

namespace assay::host {
namespace {

constexpr std::string_view kPolicies = "/sys/devices/system/cpu/cpufreq";

}  // namespace

std::vector<Tuning> tunings(const Root& root) {
  std::vector<Tuning> all;
  const auto want = [&](std::string what, const std::string& file, const std::string& wanted) {
    const auto now = root.read(file);
    if (!now || sys::setting_of(*now) == wanted) return;
    all.push_back(
        {.what = std::move(what), .file = file, .now = sys::setting_of(*now), .wanted = wanted});
  };
  for (const std::string& name : root.list(kPolicies)) {
    if (!name.starts_with("policy")) continue;
    const std::string folder = fmt::format("{}/{}/", kPolicies, name);
    const auto able = root.read(folder + "scaling_available_governors").value_or("");
    for (const std::string& governor : base::split(able, ' ')) {
      if (governor == "performance") {
        want("governor of " + name, folder + "scaling_governor", governor);
      }
    }
    if (const auto highest = root.read(folder + "scaling_max_freq")) {
      want("lowest frequency of " + name, folder + "scaling_min_freq", *highest);
    }
  }
  want("boost", fmt::format("{}/boost", kPolicies), "0");
  want("no turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo", "1");
  // An "always" gives a buffer huge pages or not, by what memory happens to be free.
  if (const auto pages = root.read("/sys/kernel/mm/transparent_hugepage/enabled");
      pages && sys::setting_of(*pages) == "always") {
    want("transparent huge pages", "/sys/kernel/mm/transparent_hugepage/enabled", "madvise");
  }
  // Many layouts average out, a single one biases all samples alike (Mytkowicz et al. 2009).
  want("address space randomisation", "/proc/sys/kernel/randomize_va_space", "2");
  return all;
}

}  // namespace assay::host
