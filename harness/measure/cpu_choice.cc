// SPDX-License-Identifier: Apache-2.0
#include "measure/cpu_choice.h"

#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"
#include "sys/files.h"
#include "sys/parallel.h"

namespace assay::measure {
namespace {

std::map<int, unsigned long long> read_idle() {
  const std::filesystem::path file = "/proc/stat";
  std::error_code fault;
  if (!std::filesystem::exists(file, fault)) {
    throw base::Error(base::Exit::missing,
                      "/proc is not mounted, or hides /proc/stat, which tells which CPU is idle")
        .hint("mount -t proc proc /proc");
  }
  return idle_ticks(sys::read_file(file, base::Bytes{4u << 20}));
}

}  // namespace

// "cpu1 user nice system idle iowait ...": proc(5).
std::map<int, unsigned long long> idle_ticks(std::string_view stat) {
  std::map<int, unsigned long long> ticks;
  for (const std::string& line : base::split(std::string(stat), '\n')) {
    const auto words = base::split(line, ' ');
    if (words.size() < 6 || !words[0].starts_with("cpu")) continue;
    const auto cpu = base::to_uint64(words[0].substr(3));
    const auto idle = base::to_uint64(words[4]), waiting = base::to_uint64(words[5]);
    if (cpu && idle && waiting && *cpu < 1'000'000)
      ticks[static_cast<int>(*cpu)] = *idle + *waiting;
  }
  return ticks;
}

CpuChoice::CpuChoice(std::vector<int> cpus)
    : allowed_(cpus.empty() ? sys::allowed_cpus() : std::move(cpus)), before_(read_idle()) {}

int CpuChoice::next() {
  const auto now = read_idle();
  int best = allowed_.back();
  unsigned long long most = 0;
  for (const int cpu : allowed_) {
    const auto idle = now.contains(cpu) ? now.at(cpu) : 0;
    const auto earlier = before_.contains(cpu) ? before_.at(cpu) : 0;
    const auto gained = idle > earlier ? idle - earlier : 0;
    if (gained > most) {
      best = cpu;
      most = gained;
    }
  }
  before_ = now;
  return best;
}

}  // namespace assay::measure
