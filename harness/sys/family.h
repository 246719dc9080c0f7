// SPDX-License-Identifier: Apache-2.0
// A child and what it started: its process group, and every descendant, because build tools give
// each command a group of its own. For what made itself a daemon (new session, parent gone) see
// left_over.h.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/units.h"

namespace assay::sys {

// All processes, whoever's they are, but those that only wait to be reaped. Reads all of /proc.
std::vector<pid_t> running_processes();

// Names in a folder that are numbers: processes, threads, descriptors.
std::vector<int> numbers_in(const std::string& folder);

// The processes whose parent this one is, and what a process is called.
std::vector<pid_t> children_of(pid_t parent);
std::string name_of(pid_t process);

class Family {
 public:
  explicit Family(pid_t child);

  // The child and all others that are there now. Reads all of /proc.
  std::vector<pid_t> members() const;

  // To every member. SIGKILL: until none is left that could start others.
  void signal(int number);

  // SIGKILL to those that got an earlier signal and are still there, although the child has gone
  // and nothing says any more that they belong to it.
  void kill_survivors();

  // Resident memory of all, asked for often: all of /proc is read a second after the start for the
  // first time, and then only as often as that stays below 0.5 % of the time; in between what was
  // found, and what descends from it by the kernel's lists. Pages shared by several members count
  // once for each.
  base::Bytes resident();

 private:
  struct Signalled {
    pid_t id;
    std::string started;  // tells it from a later process of the same number
  };

  pid_t child_;
  std::vector<Signalled> signalled_;
  std::vector<pid_t> known_;
  std::chrono::nanoseconds look_at_;
};

}  // namespace assay::sys
