// SPDX-License-Identifier: Apache-2.0
#include "host/read_list.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "base/text.h"
#include "host/disturbance.h"
#include "host/fingerprint.h"
#include "host/machines_test.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::host {
namespace {

using namespace std::chrono_literals;
using Parts = std::vector<std::string>;

bool fits(const Parts& pattern, std::size_t at, const Parts& path, std::size_t from) {
  if (at == pattern.size()) return from == path.size();
  if (pattern[at] == "**") {
    for (std::size_t next = from; next <= path.size(); ++next) {
      if (fits(pattern, at + 1, path, next)) return true;
    }
    return false;
  }
  return from < path.size() && base::matches_glob(pattern[at], path[from]) &&
         fits(pattern, at + 1, path, from + 1);
}

// The position in the list that a path fits; the first that does.
std::optional<std::size_t> position_of(const std::string& path) {
  const auto parts = base::split(path, '/');
  const auto files = files_that_are_read();
  for (std::size_t at = 0; at < files.size(); ++at) {
    if (fits(base::split(std::string(files[at]), '/'), 0, parts, 0)) return at;
  }
  return std::nullopt;
}

// What is asked of the files below `folder`, in order.
std::vector<std::string> asked_of(const std::filesystem::path& folder) {
  std::vector<std::string> asked;
  const Root root(folder, nullptr, &asked);
  look(root);
  read_now(root);
  read_counters(root);
  std::erase_if(asked, [](const std::string& path) { return path.starts_with("/observed/"); });
  return asked;
}

std::vector<std::string> asked_of(const Readings& machine) {
  const sys::TemporaryFolder folder;
  write_machine(machine, folder.path());
  return asked_of(folder.path());
}

// A server with everything that some machine has.
Readings rich_server() {
  auto machine = bare_metal_server();
  machine["/observed/program"] = "aarch64";
  for (const char* path :
       {"/sys/firmware/dmi/entries/17-0/raw", "/sys/devices/system/edac/mc/mc0/dimm0/dimm_location",
        "/sys/devices/system/cpu/vulnerabilities/mds",
        "/proc/device-tree/fw-cfg@9020000/compatible",
        "/sys/firmware/devicetree/base/fw-cfg@9020000/compatible",
        "/sys/class/thermal/thermal_zone0/temp", "/sys/class/hwmon/hwmon0/temp1_input",
        "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count"}) {
    machine[path] = "x";
  }
  machine["/sys/devices/system/edac/mc/mc0/dimm0/size"] = "1024";
  return machine;
}

// The same with older kernels' files, or without the shorter way.
Readings old_server() {
  auto machine = rich_server();
  for (const char* path :
       {"/sys/devices/system/cpu/online", "/sys/devices/system/node/online",
        "/sys/fs/cgroup/cgroup.controllers", "/sys/devices/system/node/node0/cpulist"}) {
    machine.erase(path);
  }
  std::erase_if(
      machine, [](const auto& each) { return each.first.find("/topology/") != std::string::npos; });
  machine["/sys/devices/system/node/node0/cpumap"] = "0000000f";
  machine["/sys/devices/system/cpu/cpu0/topology/physical_package_id"] = "0";
  machine["/proc/self/cgroup"] = "3:cpu:/a\n4:memory:/a";
  machine["/sys/fs/cgroup/cpu/tasks"] = "1";
  return machine;
}

Readings bare() { return {{"/observed/machine", "aarch64"}, {"/observed/program", "aarch64"}}; }

TEST(ReadList, HoldsAllThatIsAskedOfAnyMachine) {
  for (const auto& asked : {asked_of("/"), asked_of(rich_server()), asked_of(old_server()),
                            asked_of(bare()), asked_of(hybrid())}) {
    for (const std::string& path : asked) {
      EXPECT_TRUE(position_of(path)) << path << " is read and not on the list";
    }
  }
}

TEST(ReadList, HoldsNothingElse) {
  std::set<std::size_t> seen;
  for (const auto& asked :
       {asked_of("/"), asked_of(rich_server()), asked_of(old_server()), asked_of(bare())}) {
    for (const std::string& path : asked) seen.insert(position_of(path).value_or(0));
  }
  for (std::size_t at = 0; at < files_that_are_read().size(); ++at) {
    EXPECT_TRUE(seen.contains(at)) << files_that_are_read()[at] << " is on the list and not read";
  }
}

TEST(ReadList, IsInTheOrderOfReading) {
  const sys::TemporaryFolder folder;
  write_machine(rich_server(), folder.path());
  std::vector<std::string> asked;
  look(Root(folder.path(), nullptr, &asked));
  std::vector<std::size_t> first;
  for (const std::string& path : asked) {
    const auto at = position_of(path);
    if (at && std::ranges::find(first, *at) == first.end()) first.push_back(*at);
  }
  EXPECT_GT(first.size(), files_that_are_read().size() / 2);
  const auto late = std::ranges::is_sorted_until(first);
  EXPECT_EQ(late, first.end()) << files_that_are_read()[*late] << " is read later";
}

// What strace runs of this program.
TEST(ReadList, DISABLED_LooksOnce) { EXPECT_FALSE(look(Root()).host_class.empty()); }
TEST(ReadList, DISABLED_DoesNothing) {}

// The files that a test of this program opens.
std::set<std::string> opened_by(const std::filesystem::path& strace, const std::string& test) {
  const sys::TemporaryFolder folder;
  const auto log = folder.path() / "log";
  const auto ended = sys::run_process(
      {.argv = {strace.string(), "-f", "-e", "trace=open,openat,openat2,creat,socket", "-o",
                log.string(), std::filesystem::read_symlink("/proc/self/exe").string(),
                "--gtest_also_run_disabled_tests", "--gtest_filter=ReadList.DISABLED_" + test},
       .deadline = 60s});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  std::set<std::string> paths;
  for (const auto& line : base::split(sys::read_file(log, base::Bytes{16u << 20}), '\n')) {
    EXPECT_EQ(line.find("socket("), std::string::npos) << line;
    const auto begin = line.find('"');
    if (begin == std::string::npos) continue;
    paths.insert(line.substr(begin + 1, line.find('"', begin + 1) - begin - 1));
  }
  return paths;
}

TEST(ReadList, NoOtherFileIsOpenedByLooking) {
  const auto strace = sys::find_program("strace");
  if (!strace) GTEST_SKIP() << "no strace";
  const auto before = opened_by(*strace, "DoesNothing");
  const auto opened = opened_by(*strace, "LooksOnce");
  EXPECT_TRUE(opened.contains("/proc/cpuinfo"));
  for (const std::string& path : opened) {
    if (before.contains(path)) continue;
    EXPECT_TRUE(position_of(path) || position_of(path + '/')) << path << " is not on the list";
  }
}

}  // namespace
}  // namespace assay::host
