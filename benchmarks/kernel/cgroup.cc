// SPDX-License-Identifier: Apache-2.0
// Control groups, version 2: made and removed, and a process moved from one to another. They lie
// below the program's own and are removed at the end.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "folder.h"
#include "left.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// Where a cgroup2 file system is mounted. (Blanks in the path would be written as \040.)
std::string mount_point() {
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line, device, place, type; std::getline(mounts, line);) {
    std::istringstream(line) >> device >> place >> type;
    if (type == "cgroup2") return place;
  }
  throw Missing("a mounted file system of cgroup2", ENOENT);
}

// The line of version 2 is "0::" and the path.
std::string group_of(pid_t process) {
  std::ifstream groups("/proc/" + std::to_string(process) + "/cgroup");
  for (std::string line; std::getline(groups, line);) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  throw Missing("a control group of version 2", ENOENT);
}

Descriptor own_group() {
  const std::string path = mount_point() + group_of(getpid());
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  return Descriptor(supported(open(path.c_str(), kFlags), path.c_str()));
}

void make_group(int parent, const std::string& name) {
  supported(mkdirat(parent, name.c_str(), 0755), "a further control group");
}

void remove_group(int parent, const std::string& name) {
  checked(unlinkat(parent, name.c_str(), AT_REMOVEDIR), "rmdir of a control group");
}

class Group {
 public:
  Group(int parent, std::string name) : parent_(parent), name_(std::move(name)) {
    make_group(parent_, name_);
    constexpr int kFlags = O_WRONLY | O_CLOEXEC;
    members_ = Descriptor(openat(parent_, (name_ + "/cgroup.procs").c_str(), kFlags));
    if (members_ >= 0) return;
    const int error = errno;
    remove_group(parent_, name_);
    throw Missing("a cgroup.procs to write to", error);
  }
  // A process that has just ended may still be counted.
  ~Group() {
    constexpr int kTries = 1000;
    for (int i = 0; i < kTries; ++i) {
      if (unlinkat(parent_, name_.c_str(), AT_REMOVEDIR) == 0 || errno != EBUSY) return;
      usleep(1000);
    }
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  void attach(const std::string& process) const {
    whole(write(members_, process.data(), process.size()), process.size(), "write to cgroup.procs");
  }

 private:
  int parent_;
  std::string name_;
  Descriptor members_;
};

// Other programs may run the same benchmark.
std::string prefix() { return "assay-" + std::to_string(getpid()) + "-"; }

std::uint64_t word_after(const std::string& begin, const std::string& text) {
  const std::size_t at = text.rfind(begin);
  return at == std::string::npos ? 0 : word_of(text.substr(at + begin.size()));
}

void make_and_remove(benchmark::State& state) {
  const Descriptor parent = own_group();
  const std::string begin = prefix(), name = begin + "0";
  const Checksum checksum = words_through(0x50d0, kFewWords, [&](std::uint64_t word) {
    make_group(parent, begin + name_of(word));
    std::uint64_t found = 0;
    for (const std::string& each : names_in(parent)) found += word_after(begin, each);
    remove_group(parent, begin + name_of(word));
    return found;
  });
  for (auto _ : slices(state)) {
    make_group(parent, name);
    remove_group(parent, name);
  }
  // What was made has left nothing if all of it was removed.
  struct stat status{};
  const bool removed = fstatat(parent, name.c_str(), &status, 0) < 0 && errno == ENOENT;
  report(state, Work{1, "groups"}, checksum, Facts().is(removed, true));
}

void attach(benchmark::State& state) {
  const Descriptor parent = own_group();
  const std::string begin = prefix();
  const Group one(parent, begin + "1"), other(parent, begin + "2");
  Partners partners;
  const pid_t partner = partners.add(wait_for_the_end);
  const std::string process = std::to_string(partner);
  const Checksum checksum = words_through(0x50d1, kFewWords, [&](std::uint64_t word) {
    const Group named(parent, begin + name_of(word));
    named.attach(process);
    const std::uint64_t found = word_after(begin, group_of(partner));
    one.attach(process);
    return found;
  });
  Seen calls(write_calls, 2, [&] {
    other.attach(process);
    one.attach(process);
  });
  other.attach(process);
  calls.begin();
  for (auto _ : slices(state)) {
    other.attach(process);
    one.attach(process);
  }
  const std::uint64_t passes = passes_done(state), seen = calls.of(passes);
  const bool attached = group_of(partner).ends_with(begin + "1");
  report(state, Work{2, "calls"}, checksum, Facts().is(seen, passes).is(attached, true));
}

BENCHMARK(kernel<make_and_remove>)->Name("cgroup/mkdir_rmdir");
BENCHMARK(kernel<attach>)->Name("cgroup/attach");

}  // namespace
}  // namespace assay
