// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "cli/gate_sides.h"
#include "cli/local_records.h"
#include "cli/workspace.h"
#include "host/fingerprint.h"
#include "host/root.h"
#include "judge/gate.h"
#include "measure/controller.h"
#include "run/benchmark_results.h"
#include "run/execution.h"
#include "run/filter_expression.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kRecordRoom{256u << 20};  // more than any record needs
constexpr double kMostUndecided = 0.1;          // of the rows, with --require-decision

// "2%", "0.5 %", "2": percent.
double margin_of(const Words& words, double otherwise) {
  const std::string given = words.text("margin");
  if (given.empty()) return otherwise;
  std::string text = given;
  if (text.ends_with('%')) text.pop_back();
  const auto percent = base::to_double(base::trim(text));
  if (!percent || !(*percent > 0) || *percent > 100) {
    throw Error(Exit::usage,
                fmt::format("--margin {}: expected percent, such as 2 %", base::printable(given)));
  }
  return *percent / 100;
}

// One benchmark program's benchmarks, executed once each: which there are, and which of them fail
// or give a wrong result.
struct Prepared {
  run::Chosen chosen;
  base::Outcome outcome;
};

Prepared prepare(const fs::path& program, const std::string& suite, const catalog::Suite* rules,
                 const std::string& filter, std::chrono::milliseconds timeout) {
  const run::Launcher launcher{.program = program, .timeout = timeout};
  run::Listing listing = run::list_benchmarks(launcher);
  Prepared prepared{.chosen = {}, .outcome = listing.outcome};
  if (!listing.outcome.good()) return prepared;
  prepared.chosen =
      run::choose(std::move(listing.names),
                  {.suite = rules, .suite_name = suite, .filter = filter, .hardware = true});
  auto& chosen = prepared.chosen;
  if (chosen.active.empty()) return prepared;
  const run::Execution execution =
      run::execute(launcher, {.names = chosen.names, .wanted = chosen.active, .min_time = "1x"});
  for (const auto& [index, result] : execution.results) {
    run::take_result(chosen.benchmarks.at(index), chosen.names[index], rules, result);
  }
  return prepared;
}

struct Question {
  std::vector<measure::PairToMeasure> pairs;
  std::vector<record::PairedBenchmark> failed;  // before anything was measured
  std::vector<record::PairedProgram> programs;
  std::vector<std::string> identical, added, removed;
};

const std::size_t* find_active(const run::Chosen& chosen, const std::string& name) {
  for (const std::size_t& index : chosen.active) {
    if (chosen.names[index] == name) return &index;
  }
  return nullptr;
}

std::string exact_filter(const run::Chosen& chosen, std::size_t index) {
  return run::filter_expression(chosen.names, {index});
}

void add_suite(Question& question, const std::string& suite, const GateProgram& base_program,
               const GateProgram& head_program, const catalog::Suite* rules,
               const std::string& filter, std::chrono::milliseconds timeout) {
  const bool same = base_program.sha256 == head_program.sha256;
  const Prepared base = prepare(base_program.path, suite, rules, filter, timeout);
  const Prepared head = same ? base : prepare(head_program.path, suite, rules, filter, timeout);
  for (const Prepared* side : {&base, &head}) {
    if (side->outcome.good()) continue;
    question.failed.push_back(
        {.name = suite, .outcome = record::of_side(side->outcome, side == &head)});
  }
  if (!base.outcome.good() || !head.outcome.good()) return;
  question.programs.push_back(
      {.suite = suite, .base_sha256 = base_program.sha256, .head_sha256 = head_program.sha256});
  for (const std::size_t index : base.chosen.active) {
    const std::string& name = base.chosen.names[index];
    const std::string full = suite + "/" + name;
    const std::size_t* const other = find_active(head.chosen, name);
    if (other == nullptr) {
      question.removed.push_back(full);
      continue;
    }
    const auto& of_base = base.chosen.benchmarks.at(index).outcome;
    const auto& of_head = head.chosen.benchmarks.at(*other).outcome;
    if (!of_base.good() || !of_head.good()) {
      const bool head_failed = !of_head.good();
      question.failed.push_back(
          {.name = full, .outcome = record::of_side(head_failed ? of_head : of_base, head_failed)});
    } else if (same) {
      question.identical.push_back(full);
    } else {
      question.pairs.push_back({.name = full,
                                .base = {base_program.path, exact_filter(base.chosen, index)},
                                .head = {head_program.path, exact_filter(head.chosen, *other)}});
    }
  }
  for (const std::size_t index : head.chosen.active) {
    const std::string& name = head.chosen.names[index];
    if (find_active(base.chosen, name) == nullptr) question.added.push_back(suite + "/" + name);
  }
}

// A program against a byte copy of itself, at two places of the list.
std::vector<measure::PairToMeasure> sentinels_of(const Question& question, const fs::path& folder) {
  std::vector<measure::PairToMeasure> sentinels;
  const std::size_t count = question.pairs.size();
  if (count == 0) return sentinels;
  std::vector<std::size_t> places{count / 4};
  if (count > 1) places.push_back((3 * count) / 4);
  for (const std::size_t place : places) {
    const auto& pair = question.pairs[place];
    const fs::path copy = folder / fmt::format("copy-{}", sentinels.size());
    fs::copy_file(pair.base.program, copy);
    sentinels.push_back(
        {.name = pair.name, .base = pair.base, .head = {copy, pair.base.filter}, .sentinel = true});
  }
  return sentinels;
}

fs::path save(record::PairedRun run, const fs::path& folder, const fs::path& output) {
  record::Record record;
  record.created = sys::utc_now();
  record.provenance = "measured";
  record.harness = this_harness();
  record.host = host::look(host::Root());
  record.paired = std::move(run);
  return save_record(record, folder, output);
}

std::uint64_t seed_of(const Words& words) {
  if (words.has("seed")) return words.whole("seed", 0, 0, ~std::uint64_t{0});
  return std::random_device{}();
}

}  // namespace

CommandSpec gate_spec() {
  return {
      .name = "gate",
      .summary = "is HEAD slower than BASE: decided with a known error rate, for CI",
      .description =
          "Measures the benchmarks of two sides in turns, in short slices on one CPU and in fresh "
          "processes, until each is decided; what looks slower is measured again from nothing "
          "before it turns red. A side is a program or a folder of built programs. Exit code 1: "
          "a confirmed regression or a head that fails.",
      .positional = "BASE HEAD",
      .least = 2,
      .most = 2,
      .options =
          {{.name = "--filter", .value = "REGEX", .help = "only benchmarks of these names"},
           {.name = "--margin", .value = "PERCENT", .help = "a slowdown that matters; default 2 %"},
           {.name = "--two-sided", .value = "", .help = "look for improvements too"},
           {.name = "--budget",
            .value = "SECONDS",
            .help = "time for all; the rest stays undecided"},
           {.name = "--timeout",
            .value = "SECONDS",
            .help = "end a slice that is not done after this; default 60"},
           {.name = "--seed", .value = "N", .help = "repeat the same random order"},
           {.name = "--missing",
            .value = "warn|fail",
            .help = "benchmarks that only one side has; default warn"},
           {.name = "--require-decision",
            .value = "",
            .help = "exit code 3 when the host is unfit or more than 10 % stay undecided"},
           {.name = "--warn-only", .value = "", .help = "never exit with 1"},
           {.name = "-o,--output", .value = "FILE", .help = "the record; default: results/runs/"}},
      .examples = {{"assay gate base/ head/", "two folders of built programs"},
                   {"assay gate base/compute head/compute --filter sha256", "one benchmark"},
                   {"assay gate base/ head/ --margin 1% --budget 300", "finer, within 5 minutes"}}};
}

int run_gate(const Words& words, Console& console) {
  run::check({.filter = words.text("filter")});
  measure::ControllerOptions options;
  options.plan.margin = margin_of(words, options.plan.margin);
  options.plan.floor = options.plan.margin / 2;
  options.plan.two_sided = words.has("two-sided");
  options.seed = seed_of(words);
  options.timeout = std::chrono::seconds(words.whole("timeout", 60, 1, 86'400));
  if (words.has("budget")) {
    options.budget = std::chrono::seconds(words.whole("budget", 0, 1, 1'000'000));
  }
  const std::string missing = words.text("missing", "warn");
  if (missing != "warn" && missing != "fail") {
    throw Error(Exit::usage, fmt::format("--missing {}: expected warn or fail", missing));
  }
  const GateSide base = find_side(words.positionals[0]), head = find_side(words.positionals[1]);
  const auto folders = sys::find_folders();
  const auto catalog = load_catalog(folders, words);
  const fs::path output = words.text("output");
  require_place(folders.records, output, kRecordRoom);
  Question question;
  for (const auto& [suite, program] : base.programs) {
    const auto other = head.programs.find(suite);
    if (other == head.programs.end()) {
      question.removed.push_back(suite);
      continue;
    }
    add_suite(question, suite, program, other->second, catalog.suite(suite), words.text("filter"),
              options.timeout);
  }
  for (const auto& [suite, program] : head.programs) {
    if (!base.programs.contains(suite)) question.added.push_back(suite);
  }
  const sys::TemporaryFolder copies;
  auto pairs = question.pairs;
  const auto sentinels = sentinels_of(question, copies.path());
  pairs.insert(pairs.end(), sentinels.begin(), sentinels.end());
  auto measured = measure::measure_pairs(pairs, options, console.progress());
  const auto first_sentinel = measured.begin() + static_cast<std::ptrdiff_t>(question.pairs.size());
  record::PairedRun run{.base = base.word, .head = head.word, .seed = options.seed};
  run.programs = question.programs;
  run.sentinels.assign(first_sentinel, measured.end());
  run.benchmarks.assign(measured.begin(), first_sentinel);
  run.benchmarks.insert(run.benchmarks.end(), question.failed.begin(), question.failed.end());
  judge::Gate gate = judge::gate(run, question.identical, options.plan);
  gate.added = question.added;
  gate.removed = question.removed;
  const auto path = save(std::move(run), folders.records, output);
  console.print(present::render(gate, console.look(words)));
  console.say("record: " + path.string());
  const bool unlike = !question.added.empty() || !question.removed.empty();
  const bool red = gate.red > 0 || (missing == "fail" && unlike);
  if (red && !words.has("warn-only")) return static_cast<int>(Exit::bad);
  const bool undecided =
      static_cast<double>(gate.undecided) > kMostUndecided * static_cast<double>(gate.rows.size());
  if (words.has("require-decision") && (!gate.unfit.empty() || undecided)) {
    return static_cast<int>(Exit::missing);
  }
  return 0;
}

}  // namespace assay::cli
