// SPDX-License-Identifier: Apache-2.0
#include "sys/family.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/descriptor.h"

namespace assay::sys {
namespace {

// The beginning of a file of /proc; empty when the process has gone.
std::string read_proc(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.good()) return {};
  std::string text(4096, '\0');
  const ssize_t got = read(file.number(), text.data(), text.size());
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

struct Process {
  pid_t id = 0;
  pid_t parent = 0;
  pid_t group = 0;
  bool ended = false;   // waits to be reaped
  std::string started;  // clock ticks after boot
};

std::optional<Process> look_at(pid_t id) {
  // "12 (name) S 1 12 ...": the name may hold blanks and brackets, so from the last bracket on.
  const std::string text = read_proc(fmt::format("/proc/{}/stat", id));
  const std::size_t name_end = text.rfind(") ");
  if (name_end == std::string::npos) return std::nullopt;
  const std::vector<std::string> words = base::split(text.substr(name_end + 2), ' ');
  if (words.size() < 20) return std::nullopt;
  return Process{.id = id,
                 .parent = static_cast<pid_t>(base::to_uint64(words[1]).value_or(0)),
                 .group = static_cast<pid_t>(base::to_uint64(words[2]).value_or(0)),
                 .ended = words[0] == "Z" || words[0] == "X",
                 .started = words[19]};
}

std::vector<Process> members_of(pid_t child) {
  std::vector<Process> others, members;
  for (const pid_t id : numbers_in("/proc")) {
    const std::optional<Process> process = look_at(id);
    if (!process) continue;
    (process->id == child || process->group == child ? members : others).push_back(*process);
  }
  std::ranges::partition(members, [&](const Process& process) { return process.id == child; });
  // Children of members, their children, and so on.
  for (std::size_t at = 0; at < members.size(); ++at) {
    const pid_t parent = members[at].id;
    const auto found = std::ranges::partition(
        others, [&](const Process& process) { return process.parent != parent; });
    members.insert(members.end(), found.begin(), found.end());
    others.erase(found.begin(), found.end());
  }
  return members;
}

// Children by the kernel's own lists (CONFIG_PROC_CHILDREN; without it the list is empty).
void add_children(std::vector<pid_t>& family, pid_t parent) {
  const std::string tasks = fmt::format("/proc/{}/task", parent);
  for (const pid_t task : numbers_in(tasks)) {
    for (const std::string& word :
         base::split(read_proc(fmt::format("{}/{}/children", tasks, task)), ' ')) {
      const auto id = static_cast<pid_t>(base::to_uint64(word).value_or(0));
      if (id != 0 && std::ranges::find(family, id) == family.end()) family.push_back(id);
    }
  }
}

void add_descendants(std::vector<pid_t>& family) {
  for (std::size_t at = 0; at < family.size(); ++at) add_children(family, family[at]);
}

}  // namespace

std::vector<int> numbers_in(const std::string& folder) {
  std::vector<int> numbers;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder.c_str()), closedir);
  while (open) {
    const dirent* const entry = readdir(open.get());
    if (entry == nullptr) break;
    if (const auto number = base::to_uint64(entry->d_name)) {
      numbers.push_back(static_cast<int>(*number));
    }
  }
  return numbers;
}

std::vector<pid_t> running_processes() {
  std::vector<pid_t> running;
  for (const pid_t id : numbers_in("/proc")) {
    const std::optional<Process> process = look_at(id);
    if (process && !process->ended) running.push_back(id);
  }
  return running;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  // By the kernel's own lists where it has them, else by everybody's parent.
  const std::string tasks = fmt::format("/proc/{}/task", parent);
  if (access(fmt::format("{}/{}/children", tasks, parent).c_str(), R_OK) == 0) {
    std::vector<pid_t> family{parent};
    add_children(family, parent);
    return {family.begin() + 1, family.end()};
  }
  for (const pid_t id : numbers_in("/proc")) {
    const std::optional<Process> process = look_at(id);
    if (process && process->parent == parent) children.push_back(id);
  }
  return children;
}

std::string name_of(pid_t process) {
  return base::printable(base::trim(read_proc(fmt::format("/proc/{}/comm", process))));
}

Family::Family(pid_t child)
    : child_(child), known_{child}, look_at_(monotonic_now() + std::chrono::seconds(1)) {}

std::vector<pid_t> Family::members() const {
  std::vector<pid_t> ids;
  for (const Process& process : members_of(child_)) ids.push_back(process.id);
  return ids;
}

void Family::signal(int number) {
  // A member may start another between the look and the signal; a few rounds find that one too.
  const int rounds = number == SIGKILL ? 5 : 1;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Process> members = members_of(child_);
    kill(-child_, number);
    bool alive = false;
    for (const Process& member : members) {
      if (member.ended) continue;
      alive = true;
      if (member.group != child_) kill(member.id, number);
      signalled_.push_back({member.id, member.started});
    }
    if (!alive) return;
  }
}

void Family::kill_survivors() {
  for (const Signalled& member : signalled_) {
    const std::optional<Process> process = look_at(member.id);
    if (process && !process->ended && process->started == member.started) {
      kill(member.id, SIGKILL);
    }
  }
}

base::Bytes Family::resident() {
  const std::chrono::nanoseconds begin = monotonic_now();
  if (begin >= look_at_) {
    known_ = members();
    const std::chrono::nanoseconds end = monotonic_now();
    look_at_ = end + 200 * (end - begin);
  }
  std::vector<pid_t> family = known_;
  add_descendants(family);
  static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  base::Bytes sum;
  for (const pid_t id : family) {
    const auto words = base::split(read_proc(fmt::format("/proc/{}/statm", id)), ' ');
    if (words.size() > 1) sum.value += page * base::to_uint64(words[1]).value_or(0);
  }
  return sum;
}

}  // namespace assay::sys
