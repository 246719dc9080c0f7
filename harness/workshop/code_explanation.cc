// SPDX-License-Identifier: Apache-2.0
#include "workshop/code_explanation.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "emulate/plugin_blocks.h"
#include "emulate/qemu_system.h"
#include "emulate/qemu_user.h"
#include "run/filter_expression.h"
#include "sys/files.h"
#include "sys/process.h"
#include "work/gate_counts.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using Counts = record::Samples<record::EmuCount>;

constexpr base::Bytes kMostListing{512u << 20};
constexpr base::Bytes kMostSymbols{64u << 20};

// Each file once.
class Listings {
 public:
  Listings(const record::Tool* objdump, std::vector<std::string>& notes)
      : objdump_(objdump), notes_(notes) {}

  const judge::Disassembly* find(const std::string& file) {
    if (file == record::kKernelCode) return nullptr;
    const auto [at, fresh] = listings_.try_emplace(file);
    if (fresh) at->second = disassemble(file);
    return at->second.empty() ? nullptr : &at->second;
  }

 private:
  judge::Disassembly disassemble(const std::string& file) {
    if (objdump_ == nullptr || !objdump_->found()) return {};
    const auto ended =
        sys::run_process({.argv = {objdump_->path, "--disassemble", "--demangle",
                                   "--no-show-raw-insn", "--no-leading-headers", file},
                          .output_limit = kMostListing});
    if (ended.exited(0) && !ended.cut) return judge::parse_disassembly(ended.out);
    notes_.push_back(fmt::format("{} of {} gave no listing: {}", objdump_->name, file,
                                 base::printable(ended.err, 200)));
    return {};
  }

  const record::Tool* objdump_;
  std::vector<std::string>& notes_;
  std::map<std::string, judge::Disassembly> listings_;
};

// One side's code; nothing, with a note, when it could not be counted.
std::optional<record::ExecutedCode> executed_code_of(
    const run::ProgramToRun& program, const work::GateSide& side, const std::string& benchmark,
    const work::Instruments& with, const run::RunOptions& options, std::string_view which,
    std::vector<std::string>& notes, base::Progress& progress) {
  const sys::TemporaryFolder blocks;
  const auto cells = work::count({program}, side.catalog, with, options, progress, blocks.path());
  const auto note = [&](const base::Outcome& outcome) {
    notes.push_back(fmt::format("{} was not counted: {}: {}", which, outcome.code, outcome.reason));
  };
  if (cells.empty()) return std::nullopt;
  const record::CellRecord& cell = cells.front();
  const record::Benchmark* const counted = record::find_benchmark(cell, benchmark);
  if (!cell.outcome.good()) note(cell.outcome);
  if (counted == nullptr) return std::nullopt;
  if (!counted->outcome.good()) note(counted->outcome);
  const auto* const counts = std::get_if<Counts>(&counted->samples);
  if (counts == nullptr || !counted->outcome.good()) return std::nullopt;
  if (counted->determinism != record::Determinism::exact) {
    notes.push_back(fmt::format("{} is {}: {}", which, record::to_text(counted->determinism),
                                counted->determinism_reason));
  }
  if (counted->threads > 1) return std::nullopt;  // whose code nobody can tell apart
  const std::string name = benchmark.substr(benchmark.find('/') + 1);
  auto code =
      emulate::executed_code(emulate::blocks_folder(blocks.path(), cell.cell), name, *counts);
  if (code.blocks.empty()) {
    notes.push_back(fmt::format("nothing was executed between the iterations of {}", which));
    return std::nullopt;
  }
  if (program.image) {
    const std::string& symbols = program.image->symbols;
    emulate::name_guest_code(
        code, fs::canonical(program.program->path).string(),
        symbols.empty() ? std::string() : sys::read_file(symbols, kMostSymbols));
  }
  return code;
}

}  // namespace

void explain_code(judge::Explanation& explanation, const std::string& benchmark,
                  const work::GatePair& pair, const work::GateSides& sides,
                  const work::Instruments& with, run::RunOptions options,
                  base::Progress& progress) {
  explanation.target = pair.base->cell.target;
  const auto& target = *with.catalog.target(explanation.target);
  const auto can_count =
      pair.base->boots ? emulate::can_run_qemu_system : emulate::can_run_qemu_user;
  const auto able = can_count(target, with.capabilities, with.host);
  if (!able.good()) {
    explanation.notes.push_back(
        fmt::format("its instructions are not counted: {}: {}", able.code, able.reason));
    return;
  }
  options.filter = "^" + base::literal_expression(benchmark) + "$";
  const auto before = executed_code_of(*pair.base, sides.base, benchmark, with, options, "the base",
                                       explanation.notes, progress);
  const auto after = executed_code_of(*pair.head, sides.head, benchmark, with, options, "the head",
                                      explanation.notes, progress);
  if (!before || !after) return;
  const record::Tool* const objdump = with.capabilities.tool("llvm-objdump");
  if (objdump == nullptr || !objdump->found()) {
    explanation.notes.push_back(fmt::format("without listings, llvm-objdump is missing: {}",
                                            objdump == nullptr ? "" : objdump->remedy));
  }
  Listings listings(objdump, explanation.notes);
  const auto side = [&](const run::ProgramToRun& program, const record::ExecutedCode& code) {
    return judge::ExplainedSide{.code = code,
                                .program = fs::canonical(program.program->path).string(),
                                .listing = [&](const auto& file) { return listings.find(file); }};
  };
  judge::explain_counts(explanation, side(*pair.base, *before), side(*pair.head, *after));
}

}  // namespace assay::workshop
