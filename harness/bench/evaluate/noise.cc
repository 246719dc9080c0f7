// SPDX-License-Identifier: Apache-2.0
#include "evaluate/noise.h"

#include <chrono>
#include <string_view>

#include "base/ensure.h"
#include "base/error.h"
#include "stats/random.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/parallel.h"
#include "sys/process.h"

namespace assay::evaluate {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kProgram =
    "#include <algorithm>\n#include <map>\n#include <regex>\n#include <string>\n"
    "int main() { std::regex r(\"a(b|c)*\"); std::map<std::string, int> m;\n"
    "return std::regex_match(\"abc\", r) ? int(m.size()) : 1; }\n";

milliseconds up_to(stats::Random& random, unsigned most) {
  return milliseconds(5 + random.below(most - 4));
}

void bursts(const std::stop_token& stop, std::uint64_t seed) {
  stats::Random random(seed);
  while (!stop.stop_requested()) {
    const auto end = sys::monotonic_now() + up_to(random, 300);
    while (sys::monotonic_now() < end) {
    }
    std::this_thread::sleep_for(up_to(random, 600));
  }
}

void stay_busy(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
  }
}

void compile(const std::stop_token& stop, const std::filesystem::path& folder) {
  sys::write_whole(folder / "noise.cc", kProgram);
  try {
    while (!stop.stop_requested()) {
      sys::run_process(
          {.argv = {"c++", "-O2", "-c", "noise.cc", "-o", "noise.o"}, .folder = folder});
    }
  } catch (const base::Error&) {  // Ctrl-C, which ends the evaluation too
  }
}

}  // namespace

Noise::Noise(const std::string& kind, const std::filesystem::path& folder, std::uint64_t seed) {
  base::ensure(kind == "quiet" || kind == "bursts" || kind == "compile job" || kind == "crowd",
               "a known noise");
  if (kind == "bursts") {
    for (std::uint64_t number = 0; number < 2; ++number) {
      threads_.emplace_back(bursts, 2 * seed + number);
    }
  }
  if (kind == "crowd") {
    const auto count = 4 * sys::allowed_cpus().size();
    for (std::size_t number = 0; number < count; ++number) threads_.emplace_back(stay_busy);
  }
  if (kind == "compile job") threads_.emplace_back(compile, folder);
}

}  // namespace assay::evaluate
