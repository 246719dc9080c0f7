// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "cli/explanation.h"
#include "cli/gate_counts.h"
#include "cli/gate_sides.h"
#include "cli/gate_times.h"
#include "cli/local_records.h"
#include "cli/workspace.h"
#include "judge/acceptance.h"
#include "judge/count_gate.h"
#include "judge/gate.h"
#include "measure/controller.h"
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
double share_of(const Words& words, const std::string& option, double otherwise) {
  const std::string given = words.text(option);
  if (given.empty()) return otherwise;
  std::string text = given;
  if (text.ends_with('%')) text.pop_back();
  const auto percent = base::to_double(base::trim(text));
  if (!percent || !(*percent >= 0) || *percent > 100) {
    throw Error(Exit::usage, fmt::format("--{} {}: expected percent, such as 2 %", option,
                                         base::printable(given)));
  }
  return *percent / 100;
}

double margin_of(const Words& words, double otherwise) {
  const double margin = share_of(words, "margin", otherwise);
  if (margin == 0) throw Error(Exit::usage, "--margin 0: no number of blocks shows no change");
  return margin;
}

judge::CountFloor floor_of(const Words& words) {
  const judge::CountFloor usual;
  const double share = share_of(words, "floor", usual.share);
  return share == 0 ? judge::kExact : judge::CountFloor{share, usual.instructions};
}

std::uint64_t seed_of(const Words& words) {
  if (words.has("seed")) return words.whole("seed", 0, 0, ~std::uint64_t{0});
  return std::random_device{}();
}

// One word of a POSIX shell's command line.
std::string shell_quoted(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  return "'" + base::replace_all(std::string(text), "'", "'\\''") + "'";
}

// The same question about one row. A program that fails as a whole is a row without a benchmark.
// With several targets the names of timed rows begin with theirs.
std::string reproduce_line(const Words& words, std::uint64_t seed, const judge::GateRow& row,
                           bool several) {
  std::string name = row.name, target = row.target;
  if (several && target.empty()) {
    target = name.substr(0, name.find('/'));
    name.erase(0, std::min(target.size() + 1, name.size()));
  }
  const std::string_view end = name.find('/') == std::string::npos ? "/" : "$";
  std::string line =
      fmt::format("assay gate {} {} --filter {} --seed {}", shell_quoted(words.positionals[0]),
                  shell_quoted(words.positionals[1]),
                  shell_quoted(fmt::format("^{}{}", run::literal_expression(name), end)), seed);
  if (several) line += " --target " + shell_quoted(target);
  for (const std::string option :
       {"target", "toolchain", "os", "suite", "runner", "margin", "floor", "test"}) {
    if (!words.has(option) || (several && option == "target")) continue;
    line += fmt::format(" --{} {}", option, shell_quoted(base::join(words.texts(option), ",")));
  }
  if (words.has("two-sided")) line += " --two-sided";
  return line;
}

struct FileToWrite {
  std::string format;
  fs::path path;
};

// "markdown=gate.md", checked: known formats, folders that can take a file.
std::vector<FileToWrite> files_to_write(const Words& words) {
  constexpr base::Bytes kRoom{16u << 20};
  std::vector<FileToWrite> files;
  for (const std::string& word : words.texts("write")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      throw Error(Exit::usage,
                  fmt::format("--write {}: expected FORMAT=FILE", base::printable(word)))
          .hint("such as markdown=gate.md");
    }
    FileToWrite file{.format = word.substr(0, equals), .path = word.substr(equals + 1)};
    const present::Look look{.format = file.format};
    static_cast<void>(present::render(judge::Gate{}, look));  // throws for what is no format
    sys::require_room(fs::absolute(file.path).parent_path(), kRoom);
    files.push_back(std::move(file));
  }
  return files;
}

// What is measured how, and what is decided before.
struct Plan {
  bool several = false;  // targets: names of timed rows begin with theirs
  std::vector<GatePair> timed, counted;
  std::vector<judge::GateRow> rows;
  std::vector<std::string> added, removed;
};

using CellKey = std::pair<std::string, std::string>;  // target and suite

CellKey key_of(const catalog::Cell& cell) { return {cell.target, cell.suite}; }

// The targets of a side's programs, or of its record.
std::set<std::string> targets_of(const GateSide& side) {
  std::set<std::string> targets;
  for (const auto& each : side.programs) targets.insert(each.cell.target);
  if (side.record) {
    for (const auto& cell : side.record->cells) targets.insert(cell.cell.target);
  }
  return targets;
}

bool asks_for(const std::vector<std::string>& runners, const std::string& name, bool otherwise) {
  if (runners.empty()) return otherwise;
  return std::ranges::find(runners, name) != runners.end();
}

// A side that could not be built; false when both were.
bool add_unbuilt(Plan& plan, const GatePair& pair) {
  for (const auto* side : {pair.base, pair.head}) {
    if (side->built.good()) continue;
    const bool head = side == pair.head;
    const auto outcome = record::of_side(side->built, head);
    plan.rows.push_back({.name = pair.prefix + side->cell.suite,
                         .verdict = judge::Verdict::failed,
                         .red = head && outcome.kind == base::Outcome::Kind::failed,
                         .reasons = {outcome.code + ": " + outcome.reason}});
    return true;
  }
  return false;
}

// Times where this machine executes the target's instructions, else counts; --runner may ask for
// either or both.
Plan plan_of(const GateSide& base, const GateSide& head, const Workspace& space,
             const std::vector<std::string>& runners) {
  Plan plan;
  plan.several = targets_of(base).size() > 1 || targets_of(head).size() > 1;
  const auto prefix = [&](const std::string& target) {
    return plan.several ? target + "/" : std::string();
  };
  if (base.record || head.record) return plan;  // whose counts stand beside the other side's
  std::map<CellKey, const run::ProgramToRun*> others;
  for (const auto& each : head.programs) others.emplace(key_of(each.cell), &each);
  for (const auto& each : base.programs) {
    GatePair pair{.base = &each, .prefix = prefix(each.cell.target)};
    const auto other = others.find(key_of(each.cell));
    if (other == others.end()) {
      plan.removed.push_back(pair.prefix + each.cell.suite);
      continue;
    }
    pair.head = other->second;
    others.erase(other);
    pair.base_suite = base.catalog.suite(each.cell.suite);
    pair.head_suite = head.catalog.suite(each.cell.suite);
    if (add_unbuilt(plan, pair)) continue;
    const auto& target = *space.catalog.target(each.cell.target);
    // Of a program somebody else built only the architecture is known.
    const bool native =
        run::can_run("native", target, space.capabilities, space.host).good() ||
        (each.cell.toolchain == "unknown" && target.arch == space.capabilities.host_arch);
    if (asks_for(runners, "native", native)) plan.timed.push_back(pair);
    if (!asks_for(runners, "qemu-user", !native)) continue;
    if (same_code(*pair.base->program, *pair.head->program)) {
      plan.rows.push_back({.name = each.cell.suite,
                           .domain = std::string(record::EmuCount::name),
                           .target = each.cell.target,
                           .verdict = judge::Verdict::identical});
    } else {
      plan.counted.push_back(pair);
    }
  }
  for (const auto& [key, program] : others) {
    plan.added.push_back(prefix(key.first) + key.second);
  }
  return plan;
}

std::vector<run::ProgramToRun> programs_of(const std::vector<GatePair>& pairs,
                                           const run::ProgramToRun* GatePair::* side) {
  std::vector<run::ProgramToRun> programs;
  for (const GatePair& pair : pairs) programs.push_back(*(pair.*side));
  return programs;
}

// Of a side that is programs where the other is a record: those whose cells the record has.
std::vector<run::ProgramToRun> programs_in(const GateSide& side,
                                           const std::vector<record::CellRecord>& cells) {
  std::vector<run::ProgramToRun> programs;
  std::ranges::copy_if(side.programs, std::back_inserter(programs), [&](const auto& each) {
    return std::ranges::any_of(cells, [&](const record::CellRecord& cell) {
      return key_of(cell.cell) == key_of(each.cell);
    });
  });
  return programs;
}

std::vector<record::CountedPair> paired(std::vector<record::CellRecord> base,
                                        std::vector<record::CellRecord> head, Plan& plan) {
  std::vector<record::CountedPair> pairs;
  for (auto& cell : base) {
    const auto other = std::ranges::find_if(
        head, [&](const auto& each) { return key_of(each.cell) == key_of(cell.cell); });
    if (other == head.end()) {
      plan.removed.push_back(cell.cell.target + "/" + cell.cell.suite);
      continue;
    }
    pairs.push_back({std::move(cell), std::move(*other)});
    head.erase(other);
  }
  for (const auto& cell : head) plan.added.push_back(cell.cell.target + "/" + cell.cell.suite);
  return pairs;
}

std::vector<record::CountedPair> count_both(Plan& plan, const GateSide& base, const GateSide& head,
                                            const Workspace& space, const run::RunOptions& options,
                                            Console& console) {
  const auto counts = [&](const GateSide& side, const std::vector<run::ProgramToRun>& programs) {
    return count(programs, side.catalog, space, options, console.progress());
  };
  if (base.record && head.record) {
    return paired(counted_cells(base), counted_cells(head), plan);
  }
  if (base.record) {
    auto cells = counted_cells(base);
    auto others = counts(head, programs_in(head, cells));
    return paired(std::move(cells), std::move(others), plan);
  }
  if (head.record) {
    auto cells = counted_cells(head);
    auto others = counts(base, programs_in(base, cells));
    return paired(std::move(others), std::move(cells), plan);
  }
  return paired(counts(base, programs_of(plan.counted, &GatePair::base)),
                counts(head, programs_of(plan.counted, &GatePair::head)), plan);
}

// The words as the record keeps them.
record::PairedRun asked_of(const Words& words) {
  record::PairedRun asked{
      .base = words.positionals[0], .head = words.positionals[1], .seed = seed_of(words)};
  asked.margin = margin_of(words, asked.margin);
  asked.two_sided = words.has("two-sided");
  const std::string test = words.text("test");
  if (!test.empty() && test != "exact") {
    throw Error(Exit::usage, fmt::format("--test {}: expected exact", base::printable(test)));
  }
  asked.exact = test == "exact";
  return asked;
}

struct Measured {
  record::PairedRun run;
  std::vector<std::string> identical;
};

Measured measure_times(Plan& plan, const record::PairedRun& asked, const Words& words,
                       const measure::ControllerOptions& options, Console& console) {
  TimedQuestion question;
  for (const GatePair& pair : plan.timed) {
    add_programs(
        question, pair,
        {.filter = words.text("filter"), .timeout = options.timeout, .memory = options.memory});
  }
  const sys::TemporaryFolder copies;
  auto pairs = question.pairs;
  const auto sentinels = sentinels_of(question, copies.path());
  pairs.insert(pairs.end(), sentinels.begin(), sentinels.end());
  auto measured = measure::measure_pairs(pairs, options, console.progress());
  const auto first_sentinel = measured.begin() + static_cast<std::ptrdiff_t>(question.pairs.size());
  Measured result{.run = asked, .identical = {}};
  result.run.programs = std::move(question.programs);
  result.run.sentinels.assign(first_sentinel, measured.end());
  result.run.benchmarks.assign(measured.begin(), first_sentinel);
  for (auto& failed : question.failed) result.run.benchmarks.push_back(std::move(failed));
  result.identical = std::move(question.identical);
  plan.added.insert(plan.added.end(), question.added.begin(), question.added.end());
  plan.removed.insert(plan.removed.end(), question.removed.begin(), question.removed.end());
  return result;
}

constexpr std::size_t kMostExplained = 5;  // red rows, which are the first

// The pair that a row is of; null when its side is a record.
const GatePair* pair_of(const Plan& plan, const judge::GateRow& row) {
  const bool counted = row.domain == record::EmuCount::name;
  for (const GatePair& pair : counted ? plan.counted : plan.timed) {
    const catalog::Cell& cell = pair.base->cell;
    const bool of_target = !counted || row.target == cell.target;
    const std::string prefix = (counted ? "" : pair.prefix) + cell.suite + "/";
    if (of_target && row.name.starts_with(prefix)) return &pair;
  }
  return nullptr;
}

// Of what turned red, or of each row that has numbers.
std::vector<judge::Explanation> explain(const judge::Gate& gate, const Plan& plan, bool all,
                                        const record::PairedRun& measured, const GateSide& base,
                                        const GateSide& head, const Workspace& space,
                                        const run::RunOptions& options, Console& console) {
  std::vector<judge::Explanation> explanations;
  for (const judge::GateRow& row : gate.rows) {
    const bool wanted = all || (row.red && explanations.size() < kMostExplained);
    if (!wanted || !row.ratio) continue;
    judge::Explanation explanation{.benchmark = row.name};
    const auto timed =
        std::ranges::find(measured.benchmarks, row.name, &record::PairedBenchmark::name);
    if (row.domain == record::HwTime::name && timed != measured.benchmarks.end()) {
      explanation.movements = judge::movements(*timed);
    }
    if (const GatePair* const pair = pair_of(plan, row)) {
      const std::string name =
          row.domain == record::HwTime::name ? row.name.substr(pair->prefix.size()) : row.name;
      explain_code(explanation, name, *pair, base, head, space, options, console.progress());
      if (explanation.counted && !explanation.movements.empty()) {
        explanation.notes.emplace_back(
            "Times are this machine's; the counts are of the emulated CPU, which may take another "
            "way where code asks what the CPU can do.");
      }
    } else {
      explanation.target = row.target;
      explanation.notes.emplace_back("a record holds counts and no code: name programs to see why");
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

// A filter that nothing fits is a typing mistake, not an empty success.
void refuse_nothing(const judge::Gate& gate, const Words& words, bool explain) {
  if (!gate.rows.empty() || !gate.added.empty() || !gate.removed.empty()) return;
  if (explain) {
    throw Error(Exit::usage, "neither side has a benchmark of this name that can be compared here")
        .hint("names are suite/benchmark, as assay gate BASE HEAD prints them");
  }
  throw Error(Exit::usage, words.has("filter")
                               ? fmt::format("no benchmark's name fits --filter '{}'",
                                             base::printable(words.text("filter")))
                               : "the two sides have no benchmark that can be compared here");
}

// How a gate ends.
int decide(const Words& words, Console& console, bool explain_all) {
  const auto selection = words.selection();
  run::check({.runners = selection.runners, .filter = selection.filter});
  const record::PairedRun asked = asked_of(words);
  measure::ControllerOptions options{.plan = judge::plan_of(asked), .seed = asked.seed};
  options.timeout = std::chrono::seconds(words.whole("timeout", 60, 1, 86'400));
  options.memory = words.bytes("memory", options.memory);
  if (words.has("budget")) {
    options.budget = std::chrono::seconds(words.whole("budget", 0, 1, 1'000'000));
  }
  const run::RunOptions counting{.runners = {"qemu-user"},
                                 .filter = selection.filter,
                                 .timeout = options.timeout,
                                 .memory = options.memory,
                                 .jobs = jobs(words)};
  const judge::CountFloor floor = floor_of(words);
  const std::string missing = words.text("missing", "warn");
  if (missing != "warn" && missing != "fail") {
    throw Error(Exit::usage, fmt::format("--missing {}: expected warn or fail", missing));
  }
  const auto also = files_to_write(words);
  std::vector<judge::Accepted> accepted;
  if (const auto file = words.text("accept"); !file.empty()) {
    accepted = judge::read_accepted(sys::read_file(file, base::Bytes{1u << 20}), file);
  }
  const Workspace space = open_workspace(words);
  const fs::path output = words.text("output");
  require_place(space.folders.records, output, kRecordRoom);
  const GateSide base = find_side(words.positionals[0], space, words, console);
  const GateSide head = find_side(words.positionals[1], space, words, console);

  Plan plan = plan_of(base, head, space, selection.runners);
  record::Record record;
  record.counted = count_both(plan, base, head, space, counting, console);
  Measured measured = measure_times(plan, asked, words, options, console);
  judge::Gate gate = judge::gate(measured.run, measured.identical);
  for (const auto& pair : record.counted) {
    std::ranges::move(judge::count_rows(pair, floor), std::back_inserter(plan.rows));
    const auto [added, removed] = judge::one_sided(pair);
    for (const auto& name : added) plan.added.push_back(pair.head.cell.target + "/" + name);
    for (const auto& name : removed) plan.removed.push_back(pair.base.cell.target + "/" + name);
  }
  judge::add_rows(gate, std::move(plan.rows));
  gate.added = std::move(plan.added);
  gate.removed = std::move(plan.removed);
  gate.arch = space.capabilities.host_arch;
  gate.differences = differences(base, head);
  judge::accept(gate, accepted, sys::utc_now().substr(0, 10));
  refuse_nothing(gate, words, explain_all);
  for (auto& row : gate.rows) {
    row.reproduce = reproduce_line(words, options.seed, row, plan.several);
  }
  if (explain_all || words.has("explain")) {
    gate.explanations =
        explain(gate, plan, explain_all, measured.run, base, head, space, counting, console);
  }

  record.created = sys::utc_now();
  record.provenance = "measured";
  record.harness = this_harness();
  record.host = space.host;
  record.paired = std::move(measured.run);
  const auto path = save_record(record, space.folders.records, output);
  console.print(present::render(gate, console.look(words)));
  for (const FileToWrite& file : also) {
    sys::write_whole(file.path, present::render(gate, {.format = file.format}));
  }
  console.say("record: " + path.string());
  if (explain_all) return 0;
  const bool unlike = !gate.added.empty() || !gate.removed.empty();
  const bool red = gate.red > 0 || (missing == "fail" && unlike);
  if (red && !words.has("warn-only")) return static_cast<int>(Exit::bad);
  const bool undecided =
      static_cast<double>(gate.undecided) > kMostUndecided * static_cast<double>(gate.rows.size());
  if (words.has("require-decision") && (!gate.unfit.empty() || undecided)) {
    return static_cast<int>(Exit::missing);
  }
  return 0;
}

}  // namespace

CommandSpec gate_spec() {
  return {
      .name = "gate",
      .summary = "is HEAD slower than BASE: decided with a known error rate, for CI",
      .description =
          "Measures the benchmarks of two sides in turns, in short slices on one CPU and in fresh "
          "processes, until each is decided; what looks slower is measured again from nothing "
          "before it turns red. Targets that this machine can't execute are counted under "
          "qemu-user instead. A side is a program, a folder of built programs, git:REV for the "
          "suites of a commit, changes to the selection such as toolchain=gcc,flags=-O3, or a "
          "record, whose counts are gated. Exit code 1: a confirmed regression or a head that "
          "fails.",
      .positional = "BASE HEAD",
      .least = 2,
      .most = 2,
      .selects = true,
      .formats = {"markdown", "junit", "github", "gitlab"},
      .options =
          {{.name = "--margin", .value = "PERCENT", .help = "a slowdown that matters; default 2 %"},
           {.name = "--floor",
            .value = "PERCENT",
            .help = "more instructions that matter, beside 16 in all; default 0.1 %; 0: any"},
           {.name = "--two-sided", .value = "", .help = "look for improvements too"},
           {.name = "--test",
            .value = "exact",
            .help = "signed ranks at every look: valid for any noise, and slower"},
           {.name = "--budget",
            .value = "SECONDS",
            .help = "time for all; the rest stays undecided"},
           {.name = "--timeout",
            .value = "SECONDS",
            .help = "end a slice that is not done after this; default 60"},
           {.name = "--memory",
            .value = "SIZE",
            .help = "refuse a process more than this; default 4GiB"},
           {.name = "--seed", .value = "N", .help = "repeat the same random order"},
           {.name = "--missing",
            .value = "warn|fail",
            .help = "benchmarks that only one side has; default warn"},
           {.name = "--require-decision",
            .value = "",
            .help = "exit code 3 when the host is unfit or more than 10 % stay undecided"},
           {.name = "--accept",
            .value = "FILE",
            .help = "known regressions that are not red until a day: [[accept]] tables"},
           {.name = "--warn-only", .value = "", .help = "never exit with 1"},
           {.name = "--explain",
            .value = "",
            .help = "show which code makes up what turned red, of five at most"},
           {.name = "--write",
            .value = "FORMAT=FILE",
            .help = "the result in another format too",
            .list = true},
           {.name = "-o,--output", .value = "FILE", .help = "the record; default: results/runs/"}},
      .examples = {{"assay gate base/ head/", "two folders of built programs"},
                   {"assay gate base/compute head/compute --filter sha256", "one benchmark"},
                   {"assay gate base/ head/ --margin 1% --budget 300", "finer, within 5 minutes"},
                   {"assay gate git:HEAD~1 git:HEAD --target riscv64-gc --suite libc",
                    "the suites of two commits, counted"},
                   {"assay gate toolchain=clang toolchain=gcc --target x86-64-v3", "two compilers"},
                   {"assay gate results/runs/main.json toolchain=clang --runner qemu-user",
                    "counts of a finished record against this tree's"}}};
}

int run_gate(const Words& words, Console& console) { return decide(words, console, false); }

CommandSpec explain_spec() {
  CommandSpec spec{
      .name = "explain",
      .summary = "why one benchmark of two sides differs: what moved, and in which code",
      .description =
          "Asks about one benchmark what gate asks about all, and lays open what it finds. Of "
          "times: which of wall time, CPU time, page faults and switches moved. Of instructions, "
          "counted under qemu-user also for programs that this machine executes: which functions "
          "make up the change, and their code side by side with its executions. The sides are "
          "those of gate. Gives no verdict: exit code 0 for whatever it finds.",
      .positional = "BASE HEAD BENCHMARK",
      .least = 3,
      .most = 3,
      .selects = true,
      .formats = {"markdown"},
      .examples = {
          {"assay explain base/ head/ libc/strlen/8", "two folders of built programs"},
          {"assay explain toolchain=clang toolchain=gcc compute/sha256/64 --target=riscv64-gcv",
           "what two compilers made of it"}}};
  for (const OptionSpec& option : gate_spec().options) {
    const std::string name = long_name(option);
    if (name == "timeout" || name == "memory" || name == "seed" || name == "output")
      spec.options.push_back(option);
  }
  return spec;
}

int run_explain(const Words& words, Console& console) {
  if (words.has("filter")) {
    throw Error(Exit::usage, "explain names one benchmark and takes no --filter")
        .hint("assay gate --explain explains all that turn red");
  }
  Words gate = words;
  gate.positionals.pop_back();
  gate.values["filter"] = {"^" + run::literal_expression(words.positionals.back()) + "$"};
  return decide(gate, console, true);
}

}  // namespace assay::cli
