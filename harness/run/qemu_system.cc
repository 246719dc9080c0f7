// SPDX-License-Identifier: Apache-2.0
#include "run/qemu_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iterator>
#include <map>
#include <optional>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "record/elf.h"
#include "run/benchmark_results.h"
#include "run/boot_stages.h"
#include "run/counting.h"
#include "run/execution.h"
#include "run/guest.h"
#include "run/plugin_blocks.h"
#include "sys/files.h"

namespace assay::run {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;

// Another phase of a guest begins so much later: a third of the time between two ticks of a kernel
// with HZ=100.
constexpr std::uint64_t kPhaseNs = 3'300'000;

const record::Qemu& qemu_of(const CellToRun& cell) {
  const auto* qemu = cell.capabilities.machine(cell.target.arch);
  base::ensure(qemu != nullptr, "a cell is run where can_run says so");
  return *qemu;
}

// "" of a distribution's kernel that doesn't tell its symbols: ticks are then not told apart.
std::string system_map(const CellToRun& cell) {
  const std::string& file = cell.program.image->symbols;
  return file.empty() ? std::string() : sys::read_file(file, 64_MiB);
}

// The functions that bound a region, by address, for the plugin; "" when the program has no
// symbols.
std::string addresses_in(const CellToRun& cell) {
  const std::string program = sys::read_file(cell.program.program->path, record::kLargestProgram);
  constexpr std::pair<const char*, const char*> kFunctions[] = {
      {"start", "_ZN9benchmark5State16StartKeepRunningEv"},
      {"finish", "_ZN9benchmark5State17FinishKeepRunningEv"},
      {"pause", "_ZN9benchmark5State11PauseTimingEv"},
      {"resume", "_ZN9benchmark5State12ResumeTimingEv"},
      {"c1", "_ZN9benchmark5StateC1E"},
      {"c2", "_ZN9benchmark5StateC2E"}};
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

std::uint64_t size_of(const std::string& file) {
  std::error_code fault;
  const auto bytes = fs::file_size(file, fault);
  return fault ? 0 : bytes;
}

// How the program ended, as it would have on this machine.
void take_end(const std::string& end, const GuestOrder& order, StartedProcess& started) {
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
void take_memory(base::Bytes memory, const Boot& boot, StartedProcess& started) {
  if (started.ended.signal != SIGKILL ||
      boot.console.find("Out of memory: Killed process") == std::string::npos) {
    return;
  }
  started.broken = Outcome::failed(
      "memory", fmt::format("the guest's {} were not enough", base::to_text(memory)));
}

struct GuestProcess {
  StartedProcess started;
  std::uint64_t free_bytes = 0;  // when init began
};

GuestProcess start_in_guest(const CellToRun& cell, const std::string& addresses,
                            const ProcessToStart& start) {
  const sys::TemporaryFolder folder;
  const fs::path counts = folder.path() / "counts";
  Guest guest{.machine = *cell.machine,
              .qemu = qemu_of(cell),
              .cpu = cell.target.qemu_cpu,
              .image = *cell.program.image};
  GuestOrder order{.argv = {"/bin/program"},
                   .environment = environment(start.padding),
                   .delay_ns = start.phase * kPhaseNs};
  order.argv.insert(order.argv.end(), start.arguments.begin(), start.arguments.end());
  BootLimits limits{.idle = cell.options.timeout};
  if (start.results) {
    order.argv.emplace_back("--benchmark_out=/proc/self/fd/3");
    guest.plugin =
        fmt::format("{},out={}{}", cell.places.plugin.string(), counts.string(), addresses);
    if (!start.blocks.empty()) guest.plugin += ",blocks=" + start.blocks.string();
    limits.watched_file = counts;
  }
  const Boot boot = run::boot(guest, {{.path = "bin/program", .from = cell.program.program->path}},
                              {order}, limits);
  StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
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
  if (fs::exists(counts, ignored)) started.counts = sys::read_file(counts, 256_MiB);
  return {std::move(started), boot.report.free_kib * 1024};
}

// The suite of booting: its program is where that ends. A record of the counts and one of sizes.
std::vector<record::CellRecord> count_stages(const CellToRun& cell, const std::string& addresses,
                                             const Launcher& launcher, record::CellRecord record) {
  const auto stages =
      boot_stages(system_map(cell), sys::read_file(cell.program.image->init, 16_MiB),
                  sys::read_file(cell.program.program->path, record::kLargestProgram));
  std::string marks = addresses;
  std::vector<std::string> names;
  for (const BootStage& stage : stages) {
    names.push_back(stage.name);
    if (stage.address) marks += fmt::format(",mark={:#x}", *stage.address);
  }
  names.insert(names.end(), std::begin(kBootSizes), std::end(kBootSizes));
  Chosen chosen = choose(names, choice_of(cell, false));
  std::map<std::string, record::Benchmark*> benchmarks;
  for (auto& [index, benchmark] : chosen.benchmarks) benchmarks[names[index]] = &benchmark;
  const auto boot = [&]() -> CountedBoot {
    const auto [started, free_bytes] = start_in_guest(
        cell, marks, {.launcher = launcher, .arguments = {"--benchmark_min_time=1x"}});
    CountedBoot counted{.outcome = started.broken.value_or(Outcome::ok()),
                        .marks = parse_plugin_counts(started.counts, "the plugin's counts").marks,
                        .sizes = {{"kernel_size", record.emulator->kernel_bytes},
                                  {"initramfs_size", record.emulator->initramfs_bytes}}};
    if (free_bytes > 0) {
      counted.sizes["memory_before_init"] = kGuestMemory.value - free_bytes;
      record.emulator->free_bytes = free_bytes;
    }
    return counted;
  };
  count_boots(stages, boot, benchmarks);
  record::CellRecord sizes = record;
  sizes.domain = record::Size::name;
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
  if (qemu == nullptr || !qemu->tool.found()) {
    return Outcome::unavailable(
        "no-qemu", qemu == nullptr
                       ? fmt::format("no machine of {} is emulated", target.arch)
                       : fmt::format("{} is missing: {}", qemu->tool.name, qemu->tool.remedy));
  }
  if (!qemu->plugins) {
    return Outcome::unavailable("no-plugins", fmt::format("{} {} can't load plugins: scripts/setup",
                                                          qemu->tool.path, qemu->tool.version));
  }
  return Outcome::ok();
}

std::string qemu_system_depends_on(const CellToRun& cell) {
  const auto& image = *cell.program.image;
  return fmt::format("{} {} {} {} {} {}", qemu_of(cell).tool.sha256, cell.plugin_sha256,
                     cell.target.qemu_cpu, image.sha256, image.symbols.empty(),
                     cell.places.blocks.string());
}

std::vector<record::CellRecord> run_qemu_system(const CellToRun& cell) {
  base::ensure(cell.program.image.has_value() && cell.machine != nullptr,
               "cells of systems that boot have an image and a machine");
  const record::Tool& tool = qemu_of(cell).tool;
  record::CellRecord record;
  record.emulator = record::Emulator{.name = tool.name,
                                     .version = tool.version,
                                     .sha256 = tool.sha256,
                                     .cpu = cell.target.qemu_cpu,
                                     .variant = {},
                                     .plugin_sha256 = cell.plugin_sha256,
                                     .kernel = cell.program.image->release,
                                     .image_sha256 = cell.program.image->sha256,
                                     .kernel_bytes = size_of(cell.program.image->kernel),
                                     .initramfs_bytes = size_of(cell.program.image->initramfs)};
  if (cell.plugin_sha256.empty()) {
    record.outcome = Outcome::unavailable(
        "no-plugin", fmt::format("the counting plugin {} is missing: build the whole harness",
                                 cell.places.plugin.string()));
    return {record};
  }
  const std::string addresses = addresses_in(cell);
  if (addresses.empty()) {
    record.outcome = Outcome::unavailable(
        "stripped",
        "the program has no symbols of Google Benchmark, which bound what is counted; build it "
        "without -s and without strip");
    return {record};
  }
  std::atomic<std::uint64_t> free_bytes = 0;  // machines run beside each other
  const Launcher launcher{.program = cell.program.program->path,
                          .plugin = cell.places.plugin.string(),
                          .timeout = cell.options.timeout,
                          .start = [&](const ProcessToStart& start) {
                            auto [started, free] = start_in_guest(cell, addresses, start);
                            if (free > 0) free_bytes = free;
                            return std::move(started);
                          }};
  if (cell.suite != nullptr && cell.suite->boot) {
    return count_stages(cell, addresses, launcher, std::move(record));
  }
  Listing listing = list_benchmarks(launcher);
  record.outcome = listing.outcome;
  if (!record.outcome.good()) return {record};
  Chosen chosen = choose(std::move(listing.names), choice_of(cell, false));
  const fs::path& blocks = cell.places.blocks;
  record.outcome = count_benchmarks(
      launcher, cell.suite, chosen,
      blocks.empty() ? fs::path() : blocks_folder(blocks, cell.program.cell), cell.processes);
  for (const auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  record.emulator->free_bytes = free_bytes;
  return {record};
}

}  // namespace assay::run
