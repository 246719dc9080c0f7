// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "judge/gate.h"
#include "present/formats.h"
#include "run/filter_expression.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

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
            .help = "more instructions (beside 16 in all) or bytes (beside 4 KiB) that matter; "
                    "default 0.1 %; 0: any"},
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

judge::CountFloor floor_of(const Words& words) {
  const double share = share_of(words, "floor", judge::CountFloor{}.share);
  return share == 0 ? judge::kExact : judge::CountFloor{.share = share};
}

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

}  // namespace assay::cli
