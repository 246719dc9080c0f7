// SPDX-License-Identifier: Apache-2.0
#include "emulate/qemu_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <map>

#include "emulate/boot_stages.h"
#include "emulate/counting.h"
#include "emulate/guest_process.h"
#include "emulate/plugin_blocks.h"
#include "emulate/region_symbols.h"
#include "record/elf.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;

// "" of a distribution's kernel that doesn't tell its symbols: ticks are then not told apart.
std::string system_map(const run::CellToRun& cell) {
  const std::string& file = cell.program.image->symbols;
  return file.empty() ? std::string() : sys::read_file(file, 64_MiB);
}

// The functions that bound a region, by address, for the plugin; "" when the program does not have
// those that begin and end it.
std::string addresses_in(const run::CellToRun& cell) {
  const std::string program = sys::read_file(cell.program.program->path, record::kLargestProgram);
  constexpr std::pair<const char*, const char*> kFunctions[] = {
      {"start", "_ZN9benchmark5State16StartKeepRunningEv"},
      {"finish", "_ZN9benchmark5State17FinishKeepRunningEv"},
      {"pause", "_ZN9benchmark5State11PauseTimingEv"},
      {"resume", "_ZN9benchmark5State12ResumeTimingEv"},
      {"c1", "_ZN9benchmark5StateC1E"},
      {"c2", "_ZN9benchmark5StateC2E"},
      {"repetition", "_ZN9benchmark8internal15BenchmarkRunner15DoOneRepetitionEv"}};
  std::string text;
  for (const auto& [event, function] : kFunctions) {
    const auto address = record::function_address(program, function);
    if (address) text += fmt::format(",{}={:#x}", event, *address);
    if (!address && (std::string_view(event) == "start" || std::string_view(event) == "finish")) {
      return {};
    }
  }
  // Each interrupt of every architecture calls it once (Linux kernel/softirq.c).
  const auto interrupt = kernel_function(system_map(cell), "irq_enter_rcu");
  return interrupt ? text + fmt::format(",interrupt={:#x}", *interrupt) : text;
}

// The suite of booting: its program is where that ends. A record of the counts and one of sizes.
std::vector<record::CellRecord> count_stages(const run::CellToRun& cell, Guest guest,
                                             const run::Launcher& launcher,
                                             record::CellRecord record) {
  const auto stages =
      boot_stages(system_map(cell), sys::read_file(cell.program.image->init, 16_MiB),
                  sys::read_file(cell.program.program->path, record::kLargestProgram));
  std::vector<std::string> names;
  for (const BootStage& stage : stages) {
    names.push_back(stage.name);
    if (stage.address) guest.plugin += fmt::format(",mark={:#x}", *stage.address);
  }
  names.insert(names.end(), std::begin(kBootSizes), std::end(kBootSizes));
  run::Chosen chosen = run::choose(names, run::choice_of(cell, false));
  std::map<std::string, record::Benchmark*> benchmarks;
  for (auto& [index, benchmark] : chosen.benchmarks) benchmarks[names[index]] = &benchmark;
  const auto boot = [&]() -> CountedBoot {
    const auto [started, free_bytes] = start_in_guest(
        cell, guest, {.launcher = launcher, .arguments = {"--benchmark_min_time=1x"}});
    CountedBoot counted{
        .outcome = started.broken.value_or(Outcome::ok()),
        .marks = run::parse_plugin_counts(started.counts, "the plugin's counts").marks,
        .sizes = {{"kernel_size", record.place.emulator->kernel_bytes},
                  {"initramfs_size", record.place.emulator->initramfs_bytes}}};
    if (free_bytes > 0) {
      counted.sizes["memory_before_init"] = kGuestMemory.value - free_bytes;
      record.guest_free_bytes = free_bytes;
    }
    return counted;
  };
  count_boots(stages, boot, benchmarks);
  record::CellRecord sizes = record;
  sizes.domain = record::Domain::size;
  for (const auto& [index, benchmark] : chosen.benchmarks) {
    const bool is_size = std::ranges::find(kBootSizes, names[index]) != std::end(kBootSizes);
    (is_size ? sizes : record).benchmarks.push_back(benchmark);
  }
  return {std::move(record), std::move(sizes)};
}

}  // namespace

Outcome can_run_qemu_system(const catalog::Target& target, const record::Capabilities& capabilities,
                            const record::Host&) {
  const auto* qemu = capabilities.machine(target.arch);
  if (qemu == nullptr || !qemu->tool.found()) return no_machine(target, qemu);
  if (!qemu->plugins) {
    return Outcome::unavailable("no-plugins",
                                fmt::format("{} {} can't load plugins: {}", qemu->tool.path,
                                            qemu->tool.version, capabilities.setup));
  }
  return Outcome::ok();
}

std::string qemu_system_depends_on(const run::CellToRun& cell) {
  const auto& image = *cell.program.image;
  return fmt::format("{} {} {} {} {} {}", guest_of(cell).qemu.tool.sha256, cell.plugin_sha256,
                     cell.target.qemu_cpu, image.sha256, image.symbols.empty(),
                     cell.options.blocks.string());
}

std::vector<record::CellRecord> run_qemu_system(const run::CellToRun& cell) {
  Guest guest = guest_of(cell);
  guest.plugin = run::for_qemu_option(cell.folders.plugin);
  record::CellRecord record;
  record.place.emulator = emulator_of(cell, guest);
  if (cell.plugin_sha256.empty()) {
    record.outcome = Outcome::unavailable(
        "no-plugin", fmt::format("the counting plugin {} is missing: build the whole harness",
                                 cell.folders.plugin.string()));
    return {record};
  }
  const std::string addresses = addresses_in(cell);
  if (addresses.empty()) {
    record.outcome = why_none_met(cell.program.program->path);
    if (record.outcome.good()) {
      record.outcome = Outcome::failed(
          "no-counts",
          "StartKeepRunning or FinishKeepRunning was inlined (LTO): link the library without "
          "-flto");
    }
    return {record};
  }
  guest.plugin += addresses;
  std::atomic<std::uint64_t> free_bytes = 0;  // machines run beside each other
  const run::Launcher launcher{.program = cell.program.program->path,
                               .plugin = guest.plugin,
                               .timeout = cell.options.timeout,
                               .start = [&](const run::ProcessToStart& start) {
                                 auto [started, free] = start_in_guest(cell, guest, start);
                                 if (free > 0) free_bytes = free;
                                 return std::move(started);
                               }};
  if (cell.suite != nullptr && cell.suite->boot) {
    return count_stages(cell, guest, launcher, std::move(record));
  }
  run::Listing listing = run::list_benchmarks(launcher);
  record.outcome = listing.outcome;
  if (!record.outcome.good()) return {record};
  run::Chosen chosen = run::choose(std::move(listing.names), run::choice_of(cell, false));
  record.listed = chosen.names.size();
  const fs::path& blocks = cell.options.blocks;
  Counted counted =
      count_benchmarks(launcher, cell.suite, chosen,
                       blocks.empty() ? fs::path() : blocks_folder(blocks, cell.program.cell),
                       cell.processes, cell.told);
  record.outcome = std::move(counted.outcome);
  listing.notes.add(counted.notes);
  record.notes = listing.notes.texts();
  if (auto note = note_on_pauses(cell.program.program->path))
    record.notes.push_back(*std::move(note));
  for (const auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  record.guest_free_bytes = free_bytes;
  return {record};
}

}  // namespace assay::emulate
