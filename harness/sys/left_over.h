// SPDX-License-Identifier: Apache-2.0
// What a program leaves running when it ends, whichever group or session it went to. This process
// is the subreaper of all that it starts: what loses its parent becomes our child. To know whose it
// was, each program bears a mark that all its descendants inherit. When this process is killed,
// they lose it, and the next run ends what bears a mark of a run that was killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace assay::sys {

// A soft limit on real-time CPU in microseconds (RLIMIT_RTTIME), above a quarter of an hour:
// without a real-time class nobody reaches it. Unlike its group, session, environment and open
// files a daemon does not give it up. It holds the number of the run that gave it.
struct Mark {
  std::uint64_t limit = 0;
};

// One that no program has now. Makes this process the subreaper.
Mark new_mark();
void forget(Mark mark);  // its program has been reaped

// This process bears it. For a child that borrows our memory: calls only what a signal handler may.
void bear(Mark mark);

// Kills what a program left that has ended and is not reaped yet, and what other programs left that
// are no more. The names of those that were running. Gives up after 2 s on what can't be killed.
std::vector<std::string> end_left_over(Mark mark, pid_t program);

// Kills what runs of this user left that were killed themselves, and gives its names. What a living
// run started stays, and so does everything when this process itself is of a killed run.
std::vector<std::string> end_left_by_killed();

}  // namespace assay::sys
