// SPDX-License-Identifier: Apache-2.0
#include "emulate/qemu_user.h"

#include <fmt/format.h>

#include <set>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "emulate/counting.h"
#include "emulate/plugin_blocks.h"
#include "emulate/plugin_self_check.h"
#include "emulate/region_symbols.h"
#include "emulate/staged_program.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/filter_expression.h"
#include "run/limits.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;

const record::Qemu& qemu_of(const run::CellToRun& cell) {
  const auto* qemu = cell.capabilities.emulator(cell.target.arch);
  base::ensure(qemu != nullptr, "a cell is run where can_run says so");
  return *qemu;
}

// Where the libraries of a dynamic program are: none when they are this machine's own.
fs::path library_root(const run::CellToRun& cell) {
  const record::Program& program = *cell.program.program;
  if (program.linkage != "dynamic" || cell.target.arch == cell.capabilities.host_arch) return {};
  if (const auto* sysroot = cell.capabilities.sysroot(cell.program.cell.os, cell.target.arch);
      sysroot != nullptr && sysroot->present && !sysroot->path.empty()) {
    return sysroot->path;
  }
  const auto* arch = catalog::find_architecture(cell.target.arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  const fs::path cross = fs::path("/usr") / arch->triple;
  std::error_code ignored;
  return fs::exists(cross, ignored) ? cross : fs::path();
}

// What uname() tells as the kernel's release, whichever kernel there is: LoongArch's libc asks for
// 5.19 at least.
constexpr const char* kRelease = "6.1.0";

// -seed: AT_RANDOM, from which libc makes its canaries, is the same in every execution.
run::Launcher launcher(const run::CellToRun& cell, const std::string& cpu) {
  run::Launcher result{
      .program = cell.program.program->path,
      .emulator = {qemu_of(cell).tool.path, "-cpu", cpu, "-seed", "1", "-r", kRelease},
      .timeout = cell.options.timeout,
      .memory = cell.options.memory};
  if (const fs::path root = library_root(cell); !root.empty()) {
    result.emulator.insert(result.emulator.end(), {"-L", root.string()});
  }
  return result;
}

run::Launcher counting_launcher(const run::CellToRun& cell, const StagedProgram& staged) {
  run::Launcher result = launcher(cell, cell.target.qemu_cpu);
  result.program = staged.path();
  // QEMU loads symbols for its log, which goes nowhere.
  result.emulator.insert(result.emulator.end(), {"-d", "plugin", "-D", "/dev/null"});
  result.plugin = run::for_qemu_option(cell.folders.plugin);
  const auto* arch = catalog::find_architecture(cell.target.arch);
  if (arch != nullptr && arch->qemu_user == "qemu-arm") {
    result.plugin += ",elf=" + run::for_qemu_option(cell.program.program->path);
  }
  return result;
}

record::Emulator emulator(const run::CellToRun& cell, const std::string& cpu) {
  const record::Tool& tool = qemu_of(cell).tool;
  return {.name = tool.name,
          .version = tool.version,
          .sha256 = tool.sha256,
          .cpu = cpu,
          .variant = {},
          .plugin_sha256 = {}};
}

// At which instruction the guest got the signal that ended it, from one more execution.
std::string place_of_signal(const run::Launcher& plain, const std::vector<std::string>& arguments) {
  const sys::TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  sys::ProcessRequest request{.argv = plain.emulator,
                              .folder = folder.path(),
                              .deadline = plain.timeout,
                              .memory_limit = plain.memory};
  request.argv.insert(request.argv.end(),
                      {"-strace", "-d", "in_asm", "-D", log.string(), plain.program.string()});
  request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
  sys::run_process(request);
  std::error_code ignored;
  if (!fs::exists(log, ignored) || fs::file_size(log, ignored) > (64u << 20)) return "";
  const auto instruction = run::signal_instruction(sys::read_file(log, 64_MiB));
  return instruction ? fmt::format(" (at {})", *instruction) : "";
}

// "matrix" shows at which instruction an architecture's programs stop; one that is unknown to the
// emulated CPU is the usual fault of a target.
void add_place(Outcome& outcome, const run::Launcher& plain, const std::string& filter) {
  if (outcome.code != "signal" || !outcome.reason.starts_with("SIGILL")) return;
  outcome.reason += place_of_signal(plain, {filter, "--benchmark_min_time=1x"});
}

void explain_signals(const run::Launcher& plain, run::Chosen& chosen,
                     const std::vector<std::size_t>& active) {
  for (const std::size_t index : active) {
    add_place(chosen.benchmarks.at(index).outcome, plain,
              "--benchmark_filter=" + run::filter_expression(chosen.names, {index}));
  }
}

// The plugin knows the copy, which is gone afterwards.
void name_original(const fs::path& blocks, const StagedProgram& staged, const fs::path& original) {
  std::error_code ignored;
  const std::string whole = fs::absolute(original).string();
  for (const auto& entry : fs::directory_iterator(blocks, ignored)) {
    const std::string text = sys::read_file(entry.path(), kMostText);
    sys::write_whole(entry.path(), base::replace_all(text, staged.path().string(), whole));
  }
}

record::CellRecord count_cell(const run::CellToRun& cell, run::Chosen& chosen) {
  record::CellRecord record;
  record.place.emulator = emulator(cell, cell.target.qemu_cpu);
  record.place.emulator->plugin_sha256 = cell.plugin_sha256;
  const run::Launcher plain = launcher(cell, cell.target.qemu_cpu);
  run::Listing listing = run::list_benchmarks(plain);
  record.outcome = listing.outcome;
  if (!record.outcome.good()) {
    add_place(record.outcome, plain, "--benchmark_list_tests=true");
    return record;
  }
  chosen = run::choose(std::move(listing.names), run::choice_of(cell, false));
  record.listed = chosen.names.size();
  const std::vector<std::size_t> active = chosen.active;
  const fs::path& blocks = cell.options.blocks;
  const StagedProgram staged(cell.program.program->path);
  Counted counted =
      count_benchmarks(counting_launcher(cell, staged), cell.suite, chosen,
                       blocks.empty() ? fs::path() : blocks_folder(blocks, cell.program.cell),
                       cell.processes, cell.told);
  record.outcome = std::move(counted.outcome);
  listing.notes.add(counted.notes);
  record.notes = listing.notes.texts();
  if (auto note = note_on_pauses(plain.program)) record.notes.push_back(*std::move(note));
  if (!blocks.empty()) {
    name_original(blocks_folder(blocks, cell.program.cell), staged, plain.program);
  }
  explain_signals(plain, chosen, active);
  for (const auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  return record;
}

// Results are the same on every variant: those the suite expects, else those of the target's CPU.
record::CellRecord run_variant(const run::CellToRun& cell, const catalog::QemuVariant& variant,
                               const run::Chosen& counted) {
  record::CellRecord record;
  record.place.emulator = emulator(cell, variant.cpu);
  record.place.emulator->variant = variant.name;
  const run::Launcher plain = launcher(cell, variant.cpu);
  run::Chosen chosen = run::choose(counted.names, run::choice_of(cell, false));
  if (chosen.active.empty()) return record;
  const run::ExecutionRequest request{
      .names = chosen.names, .wanted = chosen.active, .min_time = "1x"};
  const run::Execution execution = run::execute(plain, request);
  record.outcome = execution.outcome;
  for (const std::size_t index : chosen.active) {
    record::Benchmark& benchmark = chosen.benchmarks.at(index);
    run::take_result(benchmark, chosen.names[index], cell.suite, execution.results.at(index));
    const record::Benchmark& own = counted.benchmarks.at(index);
    const bool expected =
        cell.suite != nullptr && cell.suite->checksums.contains(chosen.names[index]);
    if (benchmark.outcome.good() && own.outcome.good() && !expected &&
        benchmark.checksum != own.checksum) {
      benchmark.outcome = Outcome::failed(
          "wrong-checksum",
          fmt::format("checksum {}, but {} on the target's own CPU",
                      base::printable(benchmark.checksum, 80), base::printable(own.checksum, 80)));
    }
  }
  explain_signals(plain, chosen, chosen.active);
  for (const auto& [index, benchmark] : chosen.benchmarks) record.benchmarks.push_back(benchmark);
  return record;
}

}  // namespace

Outcome can_run_qemu_user(const catalog::Target& target, const record::Capabilities& capabilities,
                          const record::Host&) {
  const auto* qemu = capabilities.emulator(target.arch);
  const auto with_remedy = [&](std::string text) {
    if (qemu != nullptr && !qemu->tool.remedy.empty()) text += ": " + qemu->tool.remedy;
    return text;
  };
  if (qemu == nullptr || !qemu->tool.found()) {
    const auto* arch = catalog::find_architecture(target.arch);
    return Outcome::unavailable(
        "no-qemu",
        with_remedy(fmt::format("{} is not installed",
                                arch == nullptr ? record::kQemuUser.name : arch->qemu_user)));
  }
  if (!target.qemu_minimum.empty() &&
      base::compare_versions(qemu->tool.version, target.qemu_minimum) < 0) {
    return Outcome::unavailable(
        "qemu-too-old",
        with_remedy(fmt::format("{} {} is too old, {} or later is needed", qemu->tool.name,
                                qemu->tool.version, target.qemu_minimum)));
  }
  if (!qemu->plugins) {
    return Outcome::unavailable(
        "no-plugins",
        with_remedy(fmt::format("{} {} can't load plugins", qemu->tool.path, qemu->tool.version)));
  }
  return Outcome::ok();
}

std::string qemu_user_depends_on(const run::CellToRun& cell) {
  std::string text = fmt::format("{} {} {} {}", qemu_of(cell).tool.sha256, cell.plugin_sha256,
                                 cell.target.qemu_cpu, cell.options.blocks.string());
  for (const auto& variant : cell.target.variants) {
    text += fmt::format(" {}={}", variant.name, variant.cpu);
  }
  return text;
}

std::vector<record::CellRecord> run_qemu_user(const run::CellToRun& cell) {
  if (cell.plugin_sha256.empty()) {
    record::CellRecord record;
    record.outcome = Outcome::unavailable(
        "no-plugin", fmt::format("the counting plugin {} is missing: build the whole harness",
                                 cell.folders.plugin.string()));
    return {record};
  }
  if (const Outcome trusted = self_check(qemu_of(cell), cell.plugin_sha256, cell.folders);
      !trusted.good()) {
    record::CellRecord record;
    record.place.emulator = emulator(cell, cell.target.qemu_cpu);
    record.outcome = trusted;
    return {record};
  }
  run::Chosen chosen;
  std::vector<record::CellRecord> records{count_cell(cell, chosen)};
  if (chosen.names.empty()) return records;
  for (const auto& variant : cell.target.variants) {
    records.push_back(run_variant(cell, variant, chosen));
  }
  return records;
}

}  // namespace assay::emulate
