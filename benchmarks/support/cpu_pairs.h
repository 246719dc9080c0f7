// SPDX-License-Identifier: Apache-2.0
// Two CPUs of different cores, by how far apart they are. What a row of two threads shows hangs on
// that more than on anything else, so each distance has a row of its own.
//
// A cluster is the smallest group of cores that the kernel knows: the cores below one cache, or
// what the firmware calls a cluster. A guest is told what its host likes.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sysfs.h"

namespace assay {

enum class Distance { same_cluster, other_cluster, other_socket };

inline std::string_view name_of(Distance distance) {
  if (distance == Distance::same_cluster) return "same_cluster";
  return distance == Distance::other_cluster ? "other_cluster" : "other_socket";
}

struct CpuPair {
  int first, second;
  friend bool operator==(const CpuPair&, const CpuPair&) = default;
};

// Who shares what with a CPU; sorted, the CPU among them.
struct CpuPlace {
  int cpu;
  std::vector<int> core, cluster, socket;  // cluster: empty where none is known
};

class CpuPlaces {
 public:
  CpuPlaces(const Sysfs& sysfs, const std::vector<int>& usable) : sysfs_(sysfs) {
    const bool sockets = packages_are_sockets(usable);
    for (const int cpu : usable) {
      std::vector<int> package = package_of(cpu);
      CpuPlace place{cpu, core_of(cpu), {}, {}};
      place.cluster = cluster_of(place, package);
      if (sockets) place.socket = std::move(package);
      places_.push_back(std::move(place));
    }
  }

  // The pair of the lowest numbers.
  std::optional<CpuPair> pair(Distance distance) const {
    for (const CpuPlace& one : places_)
      for (const CpuPlace& other : places_)
        if (other.cpu > one.cpu && is_at(distance, one, other)) return CpuPair{one.cpu, other.cpu};
    return std::nullopt;
  }

 private:
  static bool has(const std::vector<int>& cpus, int cpu) {
    return std::ranges::binary_search(cpus, cpu);
  }

  // One socket where nothing is said of any.
  static bool share_socket(const CpuPlace& one, const CpuPlace& other) {
    return one.socket.empty() || other.socket.empty() || has(one.socket, other.cpu);
  }

  static bool is_at(Distance distance, const CpuPlace& one, const CpuPlace& other) {
    if (has(one.core, other.cpu)) return false;
    if (distance == Distance::other_socket) return !share_socket(one, other);
    if (one.cluster.empty() || other.cluster.empty() || !share_socket(one, other)) return false;
    // Clusters may differ in size: that of a large core can be the whole chip, small ones and all.
    const bool first = has(one.cluster, other.cpu), second = has(other.cluster, one.cpu);
    return distance == Distance::same_cluster ? first && second : !first && !second;
  }

  std::string folder(int cpu) const {
    return "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/";
  }

  // The first of the files that says something: names differ between kernels.
  std::vector<int> list(int cpu, std::initializer_list<const char*> files) const {
    for (const char* file : files) {
      std::vector<int> cpus = sysfs_.cpus(folder(cpu) + "topology/" + file);
      if (has(cpus, cpu)) return cpus;
    }
    return {};
  }

  std::vector<int> core_of(int cpu) const {
    std::vector<int> core = list(cpu, {"core_cpus_list", "thread_siblings_list"});
    return core.empty() ? std::vector<int>{cpu} : core;
  }

  std::vector<int> package_of(int cpu) const {
    return list(cpu, {"package_cpus_list", "core_siblings_list"});
  }

  // Device trees describe clusters, which the kernel then shows as packages. Several sockets
  // without as many NUMA nodes are no machine that anybody makes.
  bool packages_are_sockets(const std::vector<int>& cpus) const {
    if (!sysfs_.exists("/sys/firmware/devicetree/base/cpus")) return true;
    std::set<std::vector<int>> packages;
    for (const int cpu : cpus) packages.insert(package_of(cpu));
    return packages.size() <= sysfs_.cpus("/sys/devices/system/node/online").size();
  }

  std::vector<int> cluster_of(const CpuPlace& place, const std::vector<int>& package) const {
    std::vector<std::vector<int>> groups{list(place.cpu, {"cluster_cpus_list"}),
                                         list(place.cpu, {"die_cpus_list"}), package};
    for (int index = 0;; ++index) {
      const std::string cache = folder(place.cpu) + "cache/index" + std::to_string(index);
      if (!sysfs_.exists(cache + "/level")) break;
      groups.push_back(sysfs_.cpus(cache + "/shared_cpu_list"));
    }
    const std::vector<int>* smallest = nullptr;
    for (const std::vector<int>& group : groups) {
      const bool more = std::ranges::any_of(group, [&](int cpu) { return !has(place.core, cpu); });
      if (more && has(group, place.cpu) && (smallest == nullptr || group.size() < smallest->size()))
        smallest = &group;
    }
    return smallest == nullptr ? std::vector<int>{} : *smallest;
  }

  Sysfs sysfs_;
  std::vector<CpuPlace> places_;
};

// This thread on one CPU, and back to where it may have run before.
class PinnedThread {
 public:
  explicit PinnedThread(int cpu) {
    CpuMask one;
    one.add(cpu);
    pinned_ = before_.read() && one.set();
  }
  ~PinnedThread() {
    if (pinned_) before_.set();
  }
  PinnedThread(const PinnedThread&) = delete;
  PinnedThread& operator=(const PinnedThread&) = delete;

  bool is_pinned() const { return pinned_; }

 private:
  CpuMask before_;
  bool pinned_ = false;
};

template <Distance kDistance>
const std::optional<CpuPair>& pair_here() {
  static const std::optional<CpuPair> pair = [] {
    CpuMask usable;
    return usable.read() ? CpuPlaces(Sysfs(), usable.cpus()).pair(kDistance) : std::nullopt;
  }();
  return pair;
}

// Runs a benchmark of two threads, each on its core.
template <auto kBenchmark, Distance kDistance>
void on_pair(benchmark::State& state) {
  const std::optional<CpuPair>& pair = pair_here<kDistance>();
  if (!pair) {
    state.SkipWithMessage("unavailable: no-such-pair: of the CPUs that it may use no two are " +
                          std::string(name_of(kDistance)));
    return;
  }
  const int cpu = state.thread_index() == 0 ? pair->first : pair->second;
  const PinnedThread pinned(cpu);
  kBenchmark(state);
  // Later: the other thread would wait for this one.
  if (!pinned.is_pinned()) state.SkipWithError(("can't run on CPU " + std::to_string(cpu)).c_str());
}

}  // namespace assay
