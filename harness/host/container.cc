// SPDX-License-Identifier: Apache-2.0
#include "host/container.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace assay::host {
namespace {

// What group names of control groups hold, and who makes such. The more special come first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kGroups = {
    {{"crio-", "cri-o"},
     {"cri-containerd-", "containerd"},
     {"kubepods", "kubernetes"},
     {"docker", "docker"},
     {"libpod", "podman"},
     {"lxc", "lxc"},
     {"containerd", "containerd"},
     {"machine-", "systemd-nspawn"},
     {"garden", "garden"},
     {"buildkit", "buildkit"}}};

// "0::/kubepods.slice/kubepods-pod1.slice/crio-2f8a.scope" -> "cri-o". A service of the host that
// makes containers, /system.slice/docker.service, is none itself.
std::string container_of_groups(std::string_view groups) {
  for (const auto& [part, kind] : kGroups) {
    for (const auto& line : base::split(groups, '\n')) {
      // Two colons stand before the path, and may stand in it: system.slice:docker:2f8a.
      for (const auto& level : base::split(base::replace_all(line, ":", "/"), '/')) {
        if (level.starts_with(part) && !level.ends_with(".service")) return std::string(kind);
      }
    }
  }
  return {};
}

// Where the root file system's layers lie, and files that LXC puts before the kernel's.
std::string container_of_mounts(std::string_view mounts) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kPlaces = {
      {{"lxcfs /proc/", "lxc"},
       {"/var/lib/docker/", "docker"},
       {"/var/lib/containers/storage/", "oci"},
       {"/io.containerd.", "containerd"},
       {"/var/lib/lxc/", "lxc"}}};
  for (const auto& line : base::split(mounts, '\n')) {
    // "<from> <to> <kind> <options> ..."; only what is mounted on / or on /proc is about us.
    const auto words = base::split(line, ' ');
    if (words.size() < 4 || (words[1] != "/" && !words[1].starts_with("/proc/"))) continue;
    for (const auto& [place, kind] : kPlaces) {
      if (contains(line, place)) return std::string(kind);
    }
  }
  return {};
}

// `container=lxc` of the environment of the first process; all else there is private.
std::string container_of_environment(std::string_view environment) {
  for (const auto& variable : base::split(environment, '\0')) {
    if (variable.starts_with("container="))
      return std::string(base::trim(std::string_view(variable).substr(10)));
  }
  return {};
}

// "docker" of "docker (systemd)": one word, as the programs that write these files name themselves.
std::string first_word(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of(" \n")));
}

}  // namespace

void look_for_container(const Root& root, Signs& signs) {
  for (const char* path : {"/run/systemd/container", "/run/host/container-manager"}) {
    if (const auto kind = root.read(path); kind && !kind->empty()) {
      signs.add(kContained, path, Strength::strong, first_word(*kind));
    }
  }
  for (const auto& [path, kind] :
       {std::pair{"/.dockerenv", "docker"}, std::pair{"/run/.containerenv", "podman or cri-o"},
        std::pair{"/.lxc-boot-id", "lxc"}, std::pair{"/dev/.lxc-boot-id", "lxc"},
        std::pair{"/dev/lxd/sock", "lxd"}}) {
    if (root.exists(path)) signs.add(kContained, path, Strength::strong, kind);
  }
  const auto add = [&](const char* path, const std::string& kind) {
    if (!kind.empty()) signs.add(kContained, path, Strength::strong, kind);
  };
  add("/proc/1/environ",
      private_answer(root, "container.environment", "/proc/1/environ", container_of_environment));
  for (const char* path : {"/proc/self/cgroup", "/proc/1/cgroup"}) {
    add(path, container_of_groups(root.read(path).value_or("")));
  }
  add("/proc/self/mounts",
      private_answer(root, "container.mounts", "/proc/self/mounts", container_of_mounts));
}

}  // namespace assay::host
