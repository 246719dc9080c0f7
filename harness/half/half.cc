// SPDX-License-Identifier: Apache-2.0
// The measuring half put together without any other room, as a program on another machine does it.
// half_test.cc runs it on every architecture:
//   half FOLDER PROGRAM WORKER    FOLDER/targets has one target; PROGRAM is a Google Benchmark
//   program, WORKER is measure's fake worker
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/sha256.h"
#include "catalog/catalog.h"
#include "host/fingerprint.h"
#include "measure/controller.h"
#include "record/elf.h"
#include "record/record_json.h"
#include "run/native.h"
#include "run/run_cells.h"
#include "stats/random.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
constexpr base::Bytes kSmall{1u << 20};

void say(std::string_view what, const std::string& text) { fmt::print("{}: {}\n", what, text); }

std::string how(const base::Outcome& outcome) { return outcome.good() ? "ok" : outcome.code; }

class Silent final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view) override {}
};

catalog::Catalog read_targets(const fs::path& folder) {
  catalog::CatalogSources sources;
  for (auto& file : sys::read_folder(folder, ".toml", kSmall)) {
    sources.targets.push_back({file.name, file.text});
  }
  return catalog::read_catalog(sources);
}

run::ProgramToRun program_of(const catalog::Target& target, const fs::path& path) {
  const std::string bytes = sys::read_file(path, record::kLargestProgram);
  const auto elf = record::read_elf(bytes);
  if (!elf) throw base::Error(base::Exit::usage, path.string() + " is not an ELF program");
  record::Program program;
  program.path = path.string();
  program.sha256 = base::sha256(bytes);
  program.build_id = elf->build_id;
  program.arch = target.arch;
  program.linkage = elf->dynamic ? "dynamic" : "static";
  return {.cell = {target.name, "unknown", "unknown", path.filename().string()},
          .built = base::Outcome::ok(),
          .program = program};
}

// Times the program with the native runner alone, and reads back the record that it wrote.
void time_program(const catalog::Catalog& catalog, const fs::path& path, const fs::path& folder) {
  constexpr run::RunnerFunctions kRunners[] = {{record::kNative, run::can_run_native,
                                                run::native_depends_on, nullptr,
                                                run::native_launchers}};
  const auto host = host::look(host::Root(), catalog.cores);
  sys::Journal journal(folder / "journal");
  Silent progress;
  auto record =
      run::run_cells({program_of(catalog.targets.at(0), path)}, catalog, {}, host, {},
                     {.filter = "good/middle", .processes = 2}, kRunners, journal, progress);
  record.created = "2026-01-01T00:00:00Z";
  record::seal(record);
  sys::write_whole(folder / "record.json", record::to_json(record).dump());
  const auto read =
      record::parse_record(sys::read_file(folder / "record.json", kSmall), "record.json");
  const auto& cell = read.cells.at(0);
  say("record", read == record ? "read back as written" : "read back otherwise");
  say("host class", read.hosts.front().host_class);
  say("cell",
      fmt::format("{} {} {}", cell.place.runner, how(cell.outcome), cell.benchmarks.size()));
}

void start(const std::string& program) {
  try {
    sys::run_process({.argv = {program}});
    say("started", program);
  } catch (const base::Error& error) {
    say("error", error.what());
  }
}

// Two sides in turns, through the page that workers share.
void measure_in_turns(const fs::path& worker) {
  Silent progress;
  const auto pairs = measure::measure_pairs({{.name = "same",
                                              .base = {worker.string(), "^cost/100$"},
                                              .head = {worker.string(), "^cost/100$"}}},
                                            {}, progress);
  say("pairs", fmt::format("{} {}", how(pairs.at(0).outcome), pairs.at(0).blocks.size()));
}

// Numbers that need 128 bits on the way.
void calculate() {
  stats::Random random(1);
  std::uint64_t mixed = 0;
  for (int i = 0; i < 1000; ++i) mixed = mixed * 31 + random.below(1'000'000'000'000'007);
  say("random", std::to_string(mixed));
  constexpr std::uint64_t kMost = (std::uint64_t{1} << 53) - 1;
  record::Samples<record::EmuCount> counts;
  counts.values.push_back({.iterations = 1, .instructions = 1});
  counts.values.push_back({.iterations = kMost - 1, .instructions = kMost});
  const auto slope = record::per_iteration(counts)->instructions;
  say("slope", fmt::format("{}/{}", slope.numerator, slope.denominator));
}

int run_half(const fs::path& folder, const fs::path& program, const fs::path& worker) {
  const auto catalog = read_targets(folder / "targets");
  say("target", catalog.targets.at(0).name);
  time_program(catalog, program, folder);
  start("/no/such");
  start(folder / "plain");
  start(folder / "rubbish");
  measure_in_turns(worker);
  calculate();
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  try {
    if (argc == 4) return assay::run_half(argv[1], argv[2], argv[3]);
    std::fputs("half FOLDER PROGRAM WORKER\n", stderr);
  } catch (const assay::base::Error& error) {
    std::fprintf(stderr, "half: %s\n", error.what());
  }
  return 2;
}
