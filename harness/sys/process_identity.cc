// SPDX-License-Identifier: Apache-2.0
#include "sys/process_identity.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

constexpr base::Bytes kMostOfProc{16u << 10};

// The fields of /proc/PID/stat after the name, which may hold anything: the first is the state.
std::vector<std::string> fields_of(pid_t process) {
  const std::string stat = read_start(fmt::format("/proc/{}/stat", process), kMostOfProc);
  const std::size_t name_end = stat.rfind(") ");
  if (name_end == std::string::npos) return {};
  return base::split(std::string_view(stat).substr(name_end + 2), ' ');
}

constexpr std::size_t kState = 0, kStarted = 19;  // fields 3 and 22, counted from 1

std::string started_of(pid_t process) {
  const auto fields = fields_of(process);
  return fields.size() > kStarted ? fields[kStarted] : "-";
}

}  // namespace

std::string boot_identity() {
  const std::string id = read_start("/proc/sys/kernel/random/boot_id", kMostOfProc);
  const std::string_view trimmed = base::trim(id);
  return fmt::format("{}/{}", trimmed.empty() ? "-" : trimmed, started_of(1));
}

std::optional<ProcessIdentity> identity_of(pid_t process) {
  const auto fields = fields_of(process);
  if (fields.size() <= kStarted || fields[kState] == "Z" || fields[kState] == "X") {
    return std::nullopt;
  }
  return ProcessIdentity{.id = process, .started = fields[kStarted], .boot = boot_identity()};
}

ProcessFate fate_of(const ProcessIdentity& process) {
  if (process.boot != boot_identity()) return ProcessFate::rebooted;
  return identity_of(process.id) == process ? ProcessFate::alive : ProcessFate::gone;
}

bool signal_process(const ProcessIdentity& process, int number) {
#ifdef SYS_pidfd_open
  // Opened before the look: its number can't become another process's in between.
  const Descriptor opened(static_cast<int>(syscall(SYS_pidfd_open, process.id, 0)));
#else
  const Descriptor opened;
#endif
  if (fate_of(process) != ProcessFate::alive) return false;
#ifdef SYS_pidfd_send_signal
  if (opened.good()) {
    return syscall(SYS_pidfd_send_signal, opened.number(), number, nullptr, 0) == 0;
  }
#endif
  return kill(process.id, number) == 0;
}

std::string to_text(const ProcessIdentity& process) {
  return fmt::format("{} {} {}", process.id, process.started, process.boot);
}

std::optional<ProcessIdentity> read_identity(std::string_view text) {
  const auto words = base::split(base::trim(text), ' ');
  if (words.size() != 3) return std::nullopt;
  const auto id = base::to_uint64(words[0]);
  if (!id || *id == 0 || *id > std::uint64_t{std::numeric_limits<std::int32_t>::max()} ||
      words[1].empty() || words[2].empty()) {
    return std::nullopt;
  }
  return ProcessIdentity{static_cast<pid_t>(*id), words[1], words[2]};
}

}  // namespace assay::sys
