// SPDX-License-Identifier: Apache-2.0
// Starts a child and waits for it: argument vector, never a shell; own process group; both streams
// drained; time, idle, memory and output limits. The whole group is ended with it, and on Ctrl-C,
// and so is what it left running in other groups and sessions: daemons would slow down what comes
// next.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/units.h"

namespace assay::sys {

using Environment = std::vector<std::pair<std::string, std::string>>;

struct ProcessRequest {
  std::vector<std::string> argv;             // argv[0] is a path or is looked up in PATH
  std::optional<Environment> environment{};  // the child's whole environment; absent: ours
  std::filesystem::path folder{};            // working folder; empty: ours
  std::string input{};                       // standard input; empty: /dev/null
  std::optional<int> input_file{};           // open file that is standard input instead
  std::optional<int> output_file{};  // open file that takes both of its streams instead of pipes
  // The child has these open as its descriptors 3, 4 ..., by name only (O_PATH): what it opens as
  // /proc/self/fd/3 is such a file, whose own name it need not be told.
  std::vector<std::filesystem::path> files{};
  std::chrono::milliseconds deadline{0};  // 0: none
  // Ended when `watched_file` hasn't grown for this long (0: no such limit). With a mark, only what
  // brings one more of that character counts: a file can grow without end and say nothing.
  std::chrono::milliseconds idle_limit{0};
  std::filesystem::path watched_file{};
  std::optional<char> mark{};
  // Ended when one of these is larger (0: no such limit), looked at every 100 ms.
  std::vector<std::filesystem::path> limited_files{};
  base::Bytes file_limit{0};
  base::Bytes output_limit{8u << 20};  // for each stream; what is beyond is dropped, `cut` says so
  std::function<void(std::string_view)> told{};  // all of its standard output, each time it grows
  base::Bytes memory_limit{0};  // resident memory of the group, looked at every 50 ms or, where
                                // that costs more than a hundredth, less often; 0: none
  std::optional<int> cpu{};     // pinned to this CPU
  // Without address space randomisation, where the kernel lets us: repeats layouts, promises none.
  bool fixed_addresses = false;
  // Of the main thread's stack; 0: ours. Mapped files and large blocks of memory begin below it, so
  // with fixed addresses this says where.
  base::Bytes stack_limit{0};
  // Of each process's own writable memory, kept by the kernel: what is beyond is refused. 0: none.
  base::Bytes data_limit{0};
  // Gets SIGTERM and not SIGKILL when we die: Ninja then ends its compilers, which nobody else
  // would.
  bool told_of_our_end = false;
};

struct Ended {
  enum class Why { exited, signalled, deadline, idle, memory, file };
  Why why = Why::exited;
  int status = 0;  // exit status, when exited
  int signal = 0;  // when signalled
  std::string out, err;
  bool cut = false;               // output went beyond the limit
  std::vector<std::string> left;  // names of the processes it left running, which were ended
  std::chrono::nanoseconds wall{0},
      cpu{0};  // cpu: user + system of the child and what it waited for

  bool exited(int with_status) const { return why == Why::exited && status == with_status; }
};

// Throws Error(missing) when the program can't be started at all, and Error(interrupted) after
// Ctrl-C, once the child has been ended.
Ended run_process(const ProcessRequest& request);

// This process becomes another program, on the terminal it has. Throws Error(missing) when that
// can't be started.
[[noreturn]] void become(const std::vector<std::string>& argv);

// "exit status 3", "SIGILL", "no result for 60 s", "more than 4 GiB of memory", "a file of
// results larger than 64 MiB" ...
std::string describe(const Ended& ended, const ProcessRequest& request);

// "SIGSEGV" for 11; "signal 99" for what has no name.
std::string signal_name(int signal);

}  // namespace assay::sys
