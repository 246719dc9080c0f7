// SPDX-License-Identifier: Apache-2.0
// Which process this is, told from every later one with the same number, after a reboot too. What
// is written into a file so that others find the process again, or see that it has ended.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace assay::sys {

struct ProcessIdentity {
  pid_t id = 0;
  std::string started;  // field 22 of /proc/PID/stat
  std::string boot;     // of this boot
  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

// The kernel's boot id, with the start of process 1: a container that is started again has the
// host's boot id, but another process 1.
std::string boot_identity();

// Nothing when there is no such process, or it only waits to be reaped.
std::optional<ProcessIdentity> identity_of(pid_t process);

enum class ProcessFate { alive, gone, rebooted };
ProcessFate fate_of(const ProcessIdentity& process);

// False when it is not alive.
bool signal_process(const ProcessIdentity& process, int number);

// One line, "4711 12345 BOOT". Reading gives nothing for any other text.
std::string to_text(const ProcessIdentity& process);
std::optional<ProcessIdentity> read_identity(std::string_view text);

}  // namespace assay::sys
