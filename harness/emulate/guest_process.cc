// SPDX-License-Identifier: Apache-2.0
#include "emulate/guest_process.h"

#include <fmt/format.h>

#include <csignal>
#include <system_error>

#include "base/ensure.h"
#include "base/number.h"
#include "base/text.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;

// Another phase of a guest begins so much later: a third of the time between two ticks of a kernel
// with HZ=100.
constexpr std::uint64_t kPhaseNs = 3'300'000;

std::uint64_t size_of(const std::string& file) {
  std::error_code fault;
  const auto bytes = fs::file_size(file, fault);
  return fault ? 0 : bytes;
}

// How the program ended, as it would have on this machine.
void take_end(const std::string& end, const GuestOrder& order, run::StartedProcess& started) {
  const auto number = [&](std::string_view word) {
    return static_cast<int>(base::to_uint64(end.substr(word.size())).value_or(0));
  };
  sys::Ended& ended = started.ended;
  if (end.starts_with("exit ")) {
    ended.status = number("exit ");
  } else if (end.starts_with("signal ")) {
    ended.why = sys::Ended::Why::signalled;
    ended.signal = number("signal ");
  } else if (end == "timeout") {
    ended.why = sys::Ended::Why::deadline;
    started.request.deadline = std::chrono::seconds(order.seconds);
  } else {
    started.broken = Outcome::failed("guest-ended",
                                     "the program's end is unknown: " + base::printable(end, 100));
  }
}

// The kernel ends a program when memory is short, and says so on the console.
void take_memory(base::Bytes memory, const Boot& boot, run::StartedProcess& started) {
  if (started.ended.signal != SIGKILL ||
      boot.console.find("Out of memory: Killed process") == std::string::npos) {
    return;
  }
  started.broken = Outcome::failed(
      "memory", fmt::format("the guest ran out of memory: it has {}", base::to_text(memory)));
}

}  // namespace

Outcome no_machine(const catalog::Target& target, const record::Qemu* qemu) {
  return Outcome::unavailable(
      "no-qemu", qemu == nullptr
                     ? fmt::format("no machine of {} is emulated", target.arch)
                     : fmt::format("{} is missing: {}", qemu->tool.name, qemu->tool.remedy));
}

Guest guest_of(const run::CellToRun& cell) {
  base::ensure(cell.program.image.has_value() && cell.machine != nullptr,
               "cells of systems that boot have an image and a machine");
  const auto* qemu = cell.capabilities.machine(cell.target.arch);
  base::ensure(qemu != nullptr, "a cell is run where can_run says so");
  return {.machine = *cell.machine,
          .qemu = *qemu,
          .cpu = cell.target.qemu_cpu,
          .image = *cell.program.image};
}

record::Emulator emulator_of(const run::CellToRun& cell, const Guest& guest) {
  const record::Tool& tool = guest.qemu.tool;
  return {.name = tool.name,
          .version = tool.version,
          .sha256 = tool.sha256,
          .cpu = guest.cpu,
          .variant = {},
          .plugin_sha256 = guest.plugin.empty() ? std::string() : cell.plugin_sha256,
          .accelerator = guest.accelerator,
          .kernel = guest.image.release,
          .image_sha256 = guest.image.sha256,
          .kernel_bytes = size_of(guest.image.kernel),
          .initramfs_bytes = size_of(guest.image.initramfs)};
}

GuestProcess start_in_guest(const run::CellToRun& cell, Guest guest,
                            const run::ProcessToStart& start) {
  const sys::TemporaryFolder folder;
  const fs::path counts = folder.path() / "counts";
  GuestOrder order{.argv = {"/bin/program"}, .environment = {}, .delay_ns = start.phase * kPhaseNs};
  order.argv.insert(order.argv.end(), start.arguments.begin(), start.arguments.end());
  BootLimits limits{.idle = cell.options.timeout, .cpu = start.launcher.cpu};
  if (!start.results) guest.plugin.clear();
  if (start.results) order.argv.emplace_back("--benchmark_out=/proc/self/fd/3");
  order.environment = run::environment_for(
      order.argv, start.place, guest.plugin.empty() ? run::Measured::times : run::Measured::counts);
  if (!guest.plugin.empty()) {
    guest.plugin += ",out=" + run::for_qemu_option(counts);
    if (!start.blocks.empty()) guest.plugin += ",blocks=" + run::for_qemu_option(start.blocks);
    limits.watched_file = counts;
  }
  const Boot boot = emulate::boot(
      guest, {{.path = "bin/program", .from = cell.program.program->path}}, {order}, limits);
  run::StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
  started.request.idle_limit = cell.options.timeout;
  if (!boot.report.programs.empty()) {
    const GuestProgram& program = boot.report.programs.front();
    started.ended.out = program.out;
    started.ended.err = program.err;
    started.results = program.results;
    if (boot.outcome.good()) {
      take_end(program.end, order, started);
      take_memory(guest.memory, boot, started);
    }
  }
  if (!boot.outcome.good()) started.broken = boot.outcome;
  std::error_code ignored;
  if (fs::exists(counts, ignored)) started.counts = sys::read_child_file(counts, 256_MiB);
  return {std::move(started), boot.report.free_kib * 1024};
}

}  // namespace assay::emulate
