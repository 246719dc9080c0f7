// SPDX-License-Identifier: Apache-2.0
#include "run/native.h"

#include <fmt/format.h>

#include "host/match.h"

namespace assay::run {

using base::Outcome;

Outcome can_run_native(const catalog::Target& target, const record::Capabilities&,
                       const record::Host& host) {
  if (record::is_emulated(host)) {
    return Outcome::unavailable(std::string(record::kEmulatedHost),
                                "this machine is emulated, and times under emulation mean nothing");
  }
  return host::can_execute(target, host);
}

Outcome can_check_native(const catalog::Target& target, const record::Capabilities&,
                         const record::Host& host) {
  return host::can_execute(target, host);
}

std::string native_depends_on(const CellToRun& cell) {
  return fmt::format("{} {}", cell.host.key, cell.options.processes);
}

TimingLaunchers native_launchers(const CellToRun& cell) {
  const Launcher launcher{.program = cell.program.program->path,
                          .timeout = cell.options.timeout,
                          .memory = cell.options.memory};
  Launcher on_one_cpu = launcher;
  on_one_cpu.cpu = cpu_to_pin();
  return {on_one_cpu, launcher};
}

}  // namespace assay::run
