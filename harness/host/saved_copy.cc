// SPDX-License-Identifier: Apache-2.0
#include "host/saved_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"

namespace assay::host {
namespace {

constexpr std::size_t kMostBytes = 256u << 10;

// The number of one chip: a line of Arm boards, of Kylin's kernel on Phytium's chips, of IBM's
// machines.
bool names_one_chip(const std::string& line) {
  return line.starts_with("Serial") || line.starts_with("CPUID") ||
         line.find("identification =") != std::string::npos;
}

std::string lines_with(const std::string& text, std::string_view part) {
  std::string kept;
  for (const auto& line : base::split(text, '\n')) {
    if (line.find(part) != std::string::npos) kept += line + '\n';
  }
  return kept;
}

// Of hundreds of CPUs most lines say what they said of the one before, which is how a reader takes
// what is missing.
std::string shorter_cpuinfo(const std::string& text) {
  std::map<std::string, std::string> last;  // by what stands before the colon
  std::string kept;
  for (const auto& line : base::split(text, '\n')) {
    const auto key = line.substr(0, line.find(':'));
    if (line.empty() || names_one_chip(line)) continue;
    auto& before = last[key];
    if (before == line) continue;
    before = line;
    kept += line + '\n';
  }
  return kept;
}

// "crio-7.scope" for "crio-2f8a.scope": what tells a container's kind stays, and whether it is a
// service of the host.
std::string stand_in(const std::string& name, std::size_t number) {
  constexpr std::array<std::string_view, 10> kKinds = {
      "crio-", "cri-containerd-", "kubepods", "docker", "libpod",
      "lxc",   "containerd",      "machine-", "garden", "buildkit"};
  const auto* const kind = std::ranges::find_if(
      kKinds, [&](std::string_view known) { return name.find(known) != std::string::npos; });
  const auto dot = name.rfind('.');
  const auto ending = dot == std::string::npos ? std::string() : name.substr(dot);
  const bool unit = ending == ".service" || ending == ".scope" || ending == ".slice";
  return fmt::format("{}{}{}", kind == kKinds.end() ? "group" : *kind, number, unit ? ending : "");
}

// Names of groups can be a user's or a container's id.
std::map<std::string, std::string> stand_ins(const std::string& groups) {
  constexpr std::array<std::string_view, 10> kWhole = {
      "docker", "kubepods",     "libpod",     "lxc",        "containerd",
      "crio",   "system.slice", "user.slice", "init.scope", "machine.slice"};
  std::map<std::string, std::string> names;
  for (const auto& line : base::split(groups, '\n')) {
    const auto parts = base::split(line, '/');
    for (std::size_t level = 1; level < parts.size(); ++level) {
      const auto& name = parts[level];
      if (name.empty() || name == ".." || std::ranges::count(kWhole, name) != 0) continue;
      names.try_emplace(name, stand_in(name, names.size() + 1));
    }
  }
  return names;
}

std::string replaced(const std::string& path, const std::map<std::string, std::string>& names) {
  auto parts = base::split(path, '/');
  for (auto& part : parts) {
    if (const auto name = names.find(part); name != names.end()) part = name->second;
  }
  return base::join(parts, "/");
}

std::string text_at(const Readings& readings, const std::string& path) {
  const auto found = readings.find(path);
  return found == readings.end() ? std::string() : found->second;
}

std::string text_to_leave(const std::string& path, const std::string& text,
                          const std::map<std::string, std::string>& names) {
  if (path == "/proc/cpuinfo") return shorter_cpuinfo(text);
  if (path == "/proc/cmdline") return measuring_arguments(text);
  if (path == "/proc/sysinfo") return lines_with(text, "Control Program:");
  if (path != "/proc/self/cgroup" && path != "/proc/1/cgroup") return text;
  auto lines = base::split(text, '\n');
  for (auto& line : lines) line = replaced(line, names);
  return base::join(lines, "\n");
}

}  // namespace

std::string measuring_arguments(const std::string& command_line) {
  constexpr std::array<std::string_view, 22> kNames = {"isolcpus",
                                                       "nohz",
                                                       "nohz_full",
                                                       "rcu_nocbs",
                                                       "mitigations",
                                                       "nosmt",
                                                       "maxcpus",
                                                       "nr_cpus",
                                                       "clocksource",
                                                       "tsc",
                                                       "idle",
                                                       "nopti",
                                                       "pti",
                                                       "hugepages",
                                                       "hugepagesz",
                                                       "intel_pstate",
                                                       "amd_pstate",
                                                       "cpufreq.off",
                                                       "numa_balancing",
                                                       "irqaffinity",
                                                       "skew_tick",
                                                       "transparent_hugepage"};
  std::vector<std::string> kept;
  for (const auto& word : base::split(command_line, ' ')) {
    if (word == "--") break;  // what follows is for init
    const auto name = word.substr(0, word.find('='));
    if (name == "intel_idle.max_cstate" || name == "processor.max_cstate" ||
        std::find(kNames.begin(), kNames.end(), name) != kNames.end()) {
      kept.push_back(word);
    }
  }
  return base::printable(base::join(kept, " "), 400);
}

Readings fit_to_leave(const Readings& readings) {
  const auto names = stand_ins(text_at(readings, "/proc/self/cgroup") + '\n' +
                               text_at(readings, "/proc/1/cgroup"));
  Readings fit;
  for (const auto& [path, text] : readings) {
    if (path == "/proc/sys/kernel/random/boot_id") continue;
    const bool grouped = path.starts_with("/sys/fs/cgroup/");
    fit.emplace(grouped ? replaced(path, names) : path,
                text_to_leave(path, text, names).substr(0, kMostBytes));
  }
  return fit;
}

void save_copy(const Readings& readings, const std::filesystem::path& folder) {
  std::error_code fault;
  if (std::filesystem::exists(folder, fault) && !std::filesystem::is_empty(folder, fault)) {
    throw base::Error(base::Exit::usage, fmt::format("{} holds something already", folder.string()))
        .hint("a copy of a machine goes into a new folder");
  }
  for (const auto& [path, text] : fit_to_leave(readings)) {
    sys::write_whole(folder / std::filesystem::path(path).relative_path(), text + '\n');
  }
}

}  // namespace assay::host
