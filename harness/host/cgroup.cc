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
  const char* version;
};

Layout layout_of(const Root& root) {
  const auto groups = root.read("/proc/self/cgroup").value_or("");
  const std::string top = "/sys/fs/cgroup";
  if (root.exists(top + "/cgroup.controllers")) {
    const auto folders = levels(top, group_of(groups, ""));
    return {folders, folders, "memory.max", "v2"};
  }
  if (group_of(groups, "cpu").empty()) return {};
  const auto cpu = root.exists(top + "/cpu/tasks") ? "/cpu" : "/cpu,cpuacct";
  return {levels(top + cpu, group_of(groups, "cpu")),
          levels(top + "/memory", group_of(groups, "memory")), "memory.limit_in_bytes", "v1"};
}

// Quota and period. v2: "<quota or max> <period>"; v1: a file each, -1 for no quota.
std::pair<std::string, std::string> quota_of(const Root& root, const std::string& folder) {
  const auto words = base::split(root.read(folder + "/cpu.max").value_or(""), ' ');
  if (words.size() == 2) return {words[0], words[1]};
  return {root.read(folder + "/cpu.cfs_quota_us").value_or(""),
          root.read(folder + "/cpu.cfs_period_us").value_or("")};
}

void read_cpu_limits(const Root& root, const Layout& layout, CgroupLimits& found) {
  std::optional<double> cpus;
  for (const auto& folder : layout.cpu) {
    const auto words = quota_of(root, folder);
    if (words.first == "max" || words.first == "-1") found.cpus = "unlimited";
    const auto quota = base::to_uint64(words.first), period = base::to_uint64(words.second);
    if (quota && period && *period > 0) {
      narrow(cpus, static_cast<double>(*quota) / static_cast<double>(*period));
    }
    if (const auto count = throttled(root.read(folder + "/cpu.stat").value_or(""))) {
      found.throttled_periods = found.throttled_periods.value_or(0) + *count;
    }
  }
  if (cpus) found.cpus = fmt::format("{:.2f}", *cpus);
}

void read_memory_limit(const Root& root, const Layout& layout, CgroupLimits& found) {
  std::optional<double> memory;
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
  if (memory) found.memory_bytes = fmt::format("{:.0f}", *memory);
}

}  // namespace

CgroupLimits read_cgroup(const Root& root) {
  const auto layout = layout_of(root);
  CgroupLimits found;
  if (layout.version != nullptr) found.version = layout.version;
  read_cpu_limits(root, layout, found);
  read_memory_limit(root, layout, found);
  return found;
}

}  // namespace assay::host
