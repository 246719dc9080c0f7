// SPDX-License-Identifier: Apache-2.0
#include "emulate/qemu_kvm.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "emulate/guest_process.h"
#include "host/match.h"
#include "run/native.h"
#include "run/timing.h"

namespace assay::emulate {
namespace {

using base::Outcome;

// Within which a guest that starts at all has told so: many times what one under KVM takes.
constexpr std::chrono::seconds kTrial{20};

}  // namespace

Outcome can_run_qemu_kvm(const catalog::Target& target, const record::Capabilities& capabilities,
                         const record::Host& host) {
  const auto here = run::can_run_native(target, capabilities, host);
  if (!here.good()) return here;
  const auto* qemu = capabilities.machine(target.arch);
  if (qemu == nullptr || !qemu->tool.found()) return no_machine(target, qemu);
  if (!capabilities.no_kvm.empty()) return Outcome::unavailable("no-kvm", capabilities.no_kvm);
  return Outcome::ok();
}

std::string qemu_kvm_depends_on(const run::CellToRun& cell) {
  const Guest guest = guest_of(cell);
  return fmt::format("{} {} {} {}", guest.qemu.tool.sha256, guest.image.sha256, cell.host.session,
                     cell.options.processes);
}

std::vector<record::CellRecord> run_qemu_kvm(const run::CellToRun& cell) {
  Guest guest = guest_of(cell);
  guest.accelerator = "kvm";
  guest.cpu = "host";
  const Boot trial = boot(guest, {}, {}, {.deadline = kTrial});
  if (trial.outcome.good()) return {time_in_guests(cell, guest)};
  // What nobody asked for is not missed: the system is counted.
  record::CellRecord record;
  record.outcome = {
      cell.asked ? Outcome::Kind::unavailable : Outcome::Kind::skipped, "no-kvm",
      fmt::format("{} does not start under KVM: {}", cell.program.cell.os, trial.outcome.reason)};
  return {record};
}

record::CellRecord time_in_guests(const run::CellToRun& cell, const Guest& guest) {
  record::CellRecord record;
  record.place.emulator = emulator_of(cell, guest);
  record.place.guest_class = "virtualised";
  record.place.guest_evidence = {{"accelerator of QEMU", "strong", guest.accelerator}};
  record.target_note = host::target_note(cell.target, cell.host);
  const run::Launcher launcher{.program = cell.program.program->path,
                               .cpu = run::cpu_to_pin(),
                               .timeout = cell.options.timeout,
                               .start = [&](const run::ProcessToStart& start) {
                                 auto [started, free] = start_in_guest(cell, guest, start);
                                 if (free > 0) record.guest_free_bytes = free;
                                 return std::move(started);
                               }};
  run::Listing listing = run::list_benchmarks(launcher);
  record.outcome = listing.outcome;
  if (!record.outcome.good()) return record;
  run::Chosen chosen = run::choose(std::move(listing.names), run::choice_of(cell, true));
  record.listed = chosen.names.size();
  listing.notes.add(run::time_benchmarks(cell, {launcher}, chosen, record));
  record.notes = listing.notes.texts();
  for (auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  return record;
}

}  // namespace assay::emulate
