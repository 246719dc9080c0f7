// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_words.h"

#include <fmt/format.h>

#include <chrono>
#include <random>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "cli/elsewhere.h"
#include "cli/words.h"
#include "judge/acceptance.h"
#include "judge/gate.h"
#include "present/formats.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "terminal/machine_wait.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kMostAccepted{1u << 20};  // of the file of --accept

double margin_of(const Arguments& words, double otherwise) {
  const double margin = words.share("margin", otherwise);
  if (margin == 0) {
    throw Error(Exit::usage, "--margin 0: no number of blocks can show that nothing changed")
        .hint("give a percentage above 0, such as --margin 1%");
  }
  return margin;
}

std::uint64_t seed_of(const Arguments& words) {
  if (words.has("seed")) return words.whole("seed", 0, 0, ~std::uint64_t{0});
  return std::random_device{}();
}

bool is_exact(const Arguments& words) {
  const std::string test = words.text("test");
  if (test.empty() || test == "exact") return test == "exact";
  throw Error(Exit::usage, fmt::format("--test takes exact, not '{}'", base::printable(test)));
}

bool fails_on_missing(const Arguments& words) {
  const std::string missing = words.text("missing", "warn");
  if (missing == "warn" || missing == "fail") return missing == "fail";
  throw Error(Exit::usage,
              fmt::format("--missing takes warn or fail, not '{}'", base::printable(missing)));
}

std::vector<record::Accepted> accepted_of(const Arguments& words) {
  const std::string file = words.text("accept");
  if (file.empty()) return {};
  return judge::read_accepted(sys::read_file(file, kMostAccepted), file);
}

// What a question about one row repeats beside its sides, filter, seed and target.
std::vector<std::string> repeated_words(const Arguments& words) {
  std::vector<std::string> repeated;
  for (const char* option : {"toolchain", "os", "suite", "runner", "margin", "floor", "test"}) {
    if (!words.has(option)) continue;
    repeated.push_back(fmt::format("--{}", option));
    repeated.push_back(base::join(words.texts(option), ","));
  }
  if (words.has("two-sided")) repeated.emplace_back("--two-sided");
  return repeated;
}

// Those that decide what is compared and how: the format decides how it looks.
std::vector<std::string> settings_of(const Arguments& words,
                                     const std::set<std::string, std::less<>>& options) {
  std::vector<std::string> settings;
  for (const std::string& option : options) {
    if (option == "format") continue;
    settings.push_back(fmt::format("{} = {}", option, base::join(words.texts(option), ", ")));
  }
  return settings;
}

}  // namespace

CommandSpec gate_spec() {  // NOLINT(readability-function-size): a table of options
  return {
      .name = "gate",
      .summary = "decide whether HEAD is slower than BASE, with a known error rate, for CI",
      .description =
          "Interleaves the benchmarks of BASE and HEAD in short slices on one CPU, in fresh "
          "processes, until each benchmark is decided. A regression is reported only after it is "
          "confirmed on new measurements. Programs for other architectures are counted under "
          "qemu-user instead. BASE and HEAD can each be a program, a folder of programs, git:REV "
          "(the suites of a commit of Assay's own tree), changes to the selection such as "
          "toolchain=gcc,flags=-O3, or "
          "a record, whose counts are compared. Programs in two folders are paired by file name. "
          "Two single files are always one pair, named after HEAD's file, or NAME with NAME=FILE. "
          "Exit code 1: a regression was confirmed, or HEAD fails. Exit code 3: nothing could be "
          "compared, or the host is unfit.",
      .positional = "BASE HEAD",
      .least = 2,
      .most = 2,
      .shared = {.cells = true, .filter = true, .runner = true, .jobs = true, .color = true},
      .formats = {"markdown", "junit", "github", "gitlab", "sarif"},
      .options =
          {on_option("measure both sides there, and decide here: ssh:HOST, "
                     "ssh://user@host:port, or a [place.NAME] of assay.toml"),
           {.name = "--margin",
            .value = "PERCENT",
            .help = "ignore slowdowns below this percentage; default 2 %"},
           {.name = "--floor",
            .value = "PERCENT",
            .help = "ignore increases below this percentage, 16 instructions or 4 KiB; default "
                    "0.1 %; 0 reports any"},
           {.name = "--two-sided", .value = "", .help = "also report confirmed improvements"},
           {.name = "--test",
            .value = "exact",
            .help = "use signed ranks from the first test on: valid for any noise, but slower"},
           {.name = "--budget",
            .value = "SECONDS",
            .help = "stop after this time; benchmarks not decided by then stay undecided"},
           {.name = "--timeout",
            .value = "SECONDS",
            .help = "end a slice that takes longer; default " + terminal::default_timeout()},
           {.name = "--memory",
            .value = "SIZE",
            .help = "end a process that takes more memory; default " + terminal::default_memory()},
           terminal::wait_option(),
           {.name = "--seed", .value = "N", .help = "use the random order of an earlier gate"},
           {.name = "--missing",
            .value = "warn|fail",
            .help = "what to do about benchmarks that only one side has; default warn"},
           {.name = "--require-decision",
            .value = "",
            .help = "exit code 3 if more than 10 % stay undecided, and on an unfit host even with "
                    "--warn-only"},
           {.name = "--accept",
            .value = "FILE",
            .help = "known regressions to accept until a given day, as [[accept]] tables"},
           {.name = "--warn-only",
            .value = "",
            .help = "exit with 0 instead of 1, and on an unfit host"},
           {.name = "--explain",
            .value = "",
            .help = "show the code behind each regression, for at most five of them"},
           {.name = "--write",
            .value = "FORMAT=FILE",
            .help = "also write the result in this format to this file",
            .list = true},
           {.name = "-o,--output",
            .value = "FILE",
            .help = "write the record to this file; default: a new file among the records (assay "
                    "records)"}},
      .examples = {
          {"assay gate base/ head/", "two folders of built programs"},
          {"assay gate base/compute head/compute --filter sha256", "one benchmark"},
          {"assay gate old-kernel sort=new-kernel",
           "two files as one pair; its rows begin with sort/"},
          {"assay gate base/ head/ --margin 1% --budget 300", "smaller changes, within 5 minutes"},
          {"assay gate git:HEAD~1 git:HEAD --target riscv64-gc --suite libc",
           "the suites of two commits, counted"},
          {"assay gate toolchain=clang toolchain=gcc --target x86-64-v3", "two compilers"},
          {"assay gate results/runs/main.json toolchain=clang --runner qemu-user",
           "counts of a finished record against this tree's"}}};
}

CommandSpec explain_spec() {
  CommandSpec spec{
      .name = "explain",
      .summary = "explain why a benchmark differs between two sides: what changed, in which code",
      .description =
          "Shows why one benchmark differs between BASE and HEAD, which are named as for gate. "
          "For times it shows whether wall time, CPU time, page faults or context switches "
          "changed. For instructions, which are counted under qemu-user also for programs of this "
          "machine's own architecture, it shows which functions make up the change, and their "
          "code side by side with the number of executions. It gives no verdict: the exit code is "
          "0 whatever it finds.",
      .positional = "BASE HEAD BENCHMARK",
      .least = 3,
      .most = 3,
      .shared = {.cells = true, .runner = true, .jobs = true, .color = true, .pager = true},
      .formats = {"markdown"},
      .examples = {
          {"assay explain base/ head/ libc/strlen/8", "two folders of built programs"},
          {"assay explain toolchain=clang toolchain=gcc libc/strlen/8 --target=riscv64-gcv",
           "the code of two compilers"}}};
  for (const OptionSpec& option : gate_spec().options) {
    const std::string name = long_name(option);
    if (name == "timeout" || name == "memory" || name == "seed" || name == "wait" ||
        name == "output")
      spec.options.push_back(option);
  }
  return spec;
}

record::GateQuestion question_of(const Arguments& words) {
  record::GateQuestion question;
  const catalog::Selection selection = words.selection();
  question.base.word = words.positionals[0];
  question.head.word = words.positionals[1];
  question.filter = selection.filter.text();
  question.targets = selection.targets;
  question.runners = selection.runners;
  question.seed = seed_of(words);
  question.margin = margin_of(words, question.margin);
  question.floor = words.share("floor", question.floor);
  question.two_sided = words.has("two-sided");
  question.exact = is_exact(words);
  question.timeout = std::chrono::seconds(
      words.whole("timeout", static_cast<std::uint64_t>(question.timeout.count()), 1, 86'400));
  question.memory = words.bytes("memory", question.memory);
  if (words.has("budget")) {
    question.budget = std::chrono::seconds(words.whole("budget", 0, 1, 1'000'000));
  }
  question.fail_on_missing = fails_on_missing(words);
  question.warn_only = words.has("warn-only");
  question.require_decision = words.has("require-decision");
  question.accepted = accepted_of(words);
  question.day = sys::utc_now().substr(0, 10);
  question.explained = words.has("explain") ? record::Explained::red : record::Explained::none;
  question.words = repeated_words(words);
  question.project_settings = settings_of(words, words.of_project);
  question.user_settings = settings_of(words, words.of_user);
  return question;
}

std::vector<FileToWrite> files_to_write(const Arguments& words) {
  constexpr base::Bytes kRoom{16u << 20};
  std::vector<FileToWrite> files;
  for (const std::string& word : words.texts("write")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
      throw Error(Exit::usage,
                  fmt::format("--write takes FORMAT=FILE, not '{}'", base::printable(word)))
          .hint("such as markdown=gate.md");
    }
    FileToWrite file{.format = word.substr(0, equals), .path = word.substr(equals + 1)};
    const present::Style style{.format = file.format};
    static_cast<void>(present::render(judge::Gate{}, style));  // throws for what is not a format
    sys::require_room(fs::absolute(file.path).parent_path(), kRoom);
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace assay::cli
