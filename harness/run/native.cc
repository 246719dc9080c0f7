// SPDX-License-Identifier: Apache-2.0
#include "run/native.h"

#include <fmt/format.h>

#include "host/match.h"
#include "run/timing.h"

namespace assay::run {

using base::Outcome;

Outcome can_run_native(const catalog::Target& target, const record::Capabilities&,
                       const record::Host& host) {
  if (host.host_class == "emulated") {
    return Outcome::unavailable("emulated-host",
                                "this machine is emulated, and times under emulation mean nothing");
  }
  return host::can_execute(target, host);
}

std::string native_depends_on(const CellToRun& cell) {
  return fmt::format("{} {}", cell.host.session, cell.options.processes);
}

std::vector<record::CellRecord> run_native(const CellToRun& cell) {
  record::CellRecord record;
  record.target_note = host::target_note(cell.target, cell.host);
  Launcher launcher{.program = cell.program.program->path,
                    .timeout = cell.options.timeout,
                    .memory = cell.options.memory};
  Listing listing = list_benchmarks(launcher);
  record.outcome = listing.outcome;
  if (!record.outcome.good()) return {record};
  Chosen chosen = choose(std::move(listing.names), choice_of(cell, true));
  Launcher on_one_cpu = launcher;
  on_one_cpu.cpu = cpu_to_pin();
  time_benchmarks(cell, {on_one_cpu, launcher}, chosen, record);
  for (auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  return {record};
}

}  // namespace assay::run
