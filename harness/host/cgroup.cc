// SPDX-License-Identifier: Apache-2.0
#include "host/cgroup.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/number.h"
#include "base/text.h"

namespace assay::host {
namespace {

// "/a/b" of the line "<id>:<controllers>:/a/b"; "" when no line has the controller.
std::string group_of(const std::string& groups, std::string_view controller) {
  for (const auto& line : base::split(groups, '\n')) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = base::split(line.substr(first + 1, second - first - 1), ',');
    const bool has = controller.empty() ? controllers.empty()
                                        : std::find(controllers.begin(), controllers.end(),
                                                    controller) != controllers.end();
    if (has) return line.substr(second + 1);
  }
  return {};
}

// The mount, and every folder from it down to the group. Where a container hides the folders above
// its own, the mount itself is the container's group.
std::vector<std::string> levels(const std::string& mount, const std::string& group) {
  std::vector<std::string> folders{mount};
  for (const auto& name : base::split(group, '/')) {
    if (name.empty()) continue;
    if (name == "..") return {mount};  // outside of this namespace
    folders.push_back(folders.back() + "/" + name);
  }
  return folders;
}

void narrow(std::optional<double>& limit, double value) {
  limit = std::min(limit.value_or(value), value);
}

std::optional<std::uint64_t> throttled(const std::string& statistics) {
  for (const auto& line : base::split(statistics, '\n')) {
    if (line.starts_with("nr_throttled ")) return base::to_uint64(line.substr(13));
  }
  return std::nullopt;
}

struct Layout {
  std::vector<std::string> cpu, memory;  // folders
  const char* memory_file;
};

}  // namespace

CgroupLimits read_cgroup(const Root& root) {
  CgroupLimits found;
  const auto groups = root.read("/proc/self/cgroup").value_or("");
  const std::string top = "/sys/fs/cgroup";
  Layout layout{};
  if (root.exists(top + "/cgroup.controllers")) {
    found.version = "v2";
    layout = {levels(top, group_of(groups, "")), levels(top, group_of(groups, "")), "memory.max"};
  } else if (!group_of(groups, "cpu").empty()) {
    found.version = "v1";
    const auto cpu = root.exists(top + "/cpu/tasks") ? "/cpu" : "/cpu,cpuacct";
    layout = {levels(top + cpu, group_of(groups, "cpu")),
              levels(top + "/memory", group_of(groups, "memory")), "memory.limit_in_bytes"};
  }

  std::optional<double> cpus, memory;
  for (const auto& folder : layout.cpu) {
    // v2: "<quota or max> <period>"; v1: a file each, -1 for no quota.
    auto words = base::split(root.read(folder + "/cpu.max").value_or(""), ' ');
    if (words.size() != 2) {
      words = {root.read(folder + "/cpu.cfs_quota_us").value_or(""),
               root.read(folder + "/cpu.cfs_period_us").value_or("")};
    }
    if (words[0] == "max" || words[0] == "-1") found.cpus = "unlimited";
    const auto quota = base::to_uint64(words[0]), period = base::to_uint64(words[1]);
    if (quota && period && *period > 0) {
      narrow(cpus, static_cast<double>(*quota) / static_cast<double>(*period));
    }
    if (const auto count = throttled(root.read(folder + "/cpu.stat").value_or(""))) {
      found.throttled_periods = found.throttled_periods.value_or(0) + *count;
    }
  }
  for (const auto& folder : layout.memory) {
    const auto text = root.read(folder + "/" + layout.memory_file).value_or("");
    const auto bytes = base::to_uint64(text);
    // v1 writes the largest multiple of the page size for no limit.
    if (text == "max" || (bytes && *bytes >= std::uint64_t{1} << 60)) {
      found.memory_bytes = "unlimited";
    } else if (bytes) {
      narrow(memory, static_cast<double>(*bytes));
    }
  }
  if (cpus) found.cpus = fmt::format("{:.2f}", *cpus);
  if (memory) found.memory_bytes = fmt::format("{:.0f}", *memory);
  return found;
}

}  // namespace assay::host
