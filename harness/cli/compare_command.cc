// SPDX-License-Identifier: Apache-2.0
#include "cli/compare_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "cli/cell_lists.h"
#include "cli/submissions.h"
#include "judge/comparison.h"
#include "judge/counterparts.h"
#include "judge/tuning.h"
#include "record/sessions.h"
#include "work/named_record.h"

namespace assay::cli {
namespace {

judge::Sort sort_of(const std::string& word) {
  const std::vector<std::pair<std::string, judge::Sort>> known{{"name", judge::Sort::name},
                                                               {"value", judge::Sort::value},
                                                               {"ratio", judge::Sort::ratio},
                                                               {"spread", judge::Sort::spread}};
  std::vector<std::string> names;
  for (const auto& [name, sort] : known) {
    if (name == word) return sort;
    names.push_back(name);
  }
  throw base::Error(base::Exit::usage,
                    fmt::format("--sort takes {}, not '{}'{}", base::join(names, ", "),
                                base::printable(word), base::did_you_mean(word, names)));
}

// What one word names: results with commas between them are sessions, and "name=" before them is
// the title of their columns, unless a file is called so.
struct Named {
  std::string title = {};
  std::vector<std::string> sessions = {};
  std::optional<judge::Submission> submission = {};
};

Named named_by(std::string word) {
  std::error_code fault;
  const auto exists = [&] { return word.empty() || std::filesystem::exists(word, fault); };
  Named named;
  const std::size_t end = word.find('=');
  if (!exists() && end != 0 && end < word.find('/')) {
    named.title = word.substr(0, end);
    word.erase(0, end + 1);
  }
  named.sessions = exists() ? std::vector{word} : base::split(word, ',');
  return named;
}

// All that the words name: each session of each column has a result.
struct Given {
  std::vector<Named> columns = {};
  std::vector<work::Result> results = {};
  std::vector<std::string> notes = {};
};

Given find_given(const Arguments& words, base::Progress& progress) {
  Given given;
  std::vector<std::string> files;
  std::vector<std::size_t> places;  // of their results
  for (const std::string& word : words.positionals) {
    if (has_ledger(word)) {
      auto [shown, notes] = read_submissions(word, words);
      for (auto& [result, submission] : shown) {
        given.columns.push_back({.sessions = {result.name}, .submission = std::move(submission)});
        given.results.push_back(std::move(result));
      }
      given.notes.insert(given.notes.end(), notes.begin(), notes.end());
      continue;
    }
    for (const auto& session : given.columns.emplace_back(named_by(word)).sessions) {
      files.push_back(session);
      places.push_back(given.results.size());
      given.results.emplace_back();
    }
  }
  if (words.positionals.empty()) {
    given.results = work::find_results({}, sys::find_folders(), progress);
    given.columns = {{.sessions = {given.results.front().name}}};
  } else if (!files.empty()) {
    auto found = work::find_results(files, sys::find_folders(), progress);
    for (std::size_t i = 0; i < found.size(); ++i) given.results[places[i]] = std::move(found[i]);
  }
  return given;
}

std::vector<judge::ComparedRecord> compared_of(const std::vector<Named>& columns,
                                               const std::vector<work::Result>& results) {
  std::vector<judge::ComparedRecord> compared;
  auto next = results.begin();
  for (const auto& [title, sessions, submission] : columns) {
    auto& own = compared.emplace_back(judge::ComparedRecord{&next->record, next->name});
    own.title = title;
    own.submission = submission;
    if (sessions.size() > 1) own.name += fmt::format("+{}", sessions.size() - 1);
    for (++next; own.further.size() + 1 < sessions.size(); ++next) {
      own.further.push_back(&next->record);
    }
  }
  return compared;
}

// A record of several sessions is as good as one record for each.
void take_sessions_apart(std::vector<Named>& columns, std::vector<work::Result>& results) {
  std::vector<work::Result> all;
  auto next = results.begin();
  for (Named& column : columns) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < column.sessions.size(); ++i, ++next) {
      for (record::Record& session : record::sessions_of(next->record)) {
        names.push_back(column.sessions[i]);
        all.push_back(*next);
        all.back().record = std::move(session);
      }
    }
    column.sessions = std::move(names);
  }
  results = std::move(all);
}

// One column is held against itself: its two parts are two columns.
void pair_names(std::vector<Named>& columns, std::vector<work::Result>& results,
                const judge::NamePair& pair) {
  if (columns.size() < 2) {
    columns.push_back(columns.front());
    columns.front().title = pair.base;
    columns.back().title = pair.head;
    const std::vector<work::Result> again = results;
    results.insert(results.end(), again.begin(), again.end());
  }
  const std::size_t of_base = columns.front().sessions.size();
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto side = i < of_base ? judge::PairSide::base : judge::PairSide::head;
    results[i].record = judge::keep_side(std::move(results[i].record), pair, side, results[i].name);
  }
}

std::optional<std::size_t> top_of(const Arguments& words) {
  if (!words.has("top")) return std::nullopt;
  return words.whole("top", 0, 1, 1'000'000);
}

judge::CompareOptions options_of(const Arguments& words) {
  judge::CompareOptions options{.reference = words.text("reference"),
                                .sort = sort_of(words.text("sort", "name")),
                                .top = top_of(words),
                                .changed_only = words.has("changed"),
                                .u_test = words.has("test"),
                                .margin = words.share("margin", judge::kTieMargin)};
  if (options.u_test && words.text("test") != "mann-whitney") {
    throw base::Error(base::Exit::usage, fmt::format("--test takes mann-whitney, not '{}'",
                                                     base::printable(words.text("test"))));
  }
  return options;
}

bool is_tuning_view(const Arguments& words) {
  if (!words.has("view")) return false;
  if (words.text("view") == "tuning") return true;
  throw base::Error(base::Exit::usage, fmt::format("--view takes tuning, not '{}'",
                                                   base::printable(words.text("view"))));
}

judge::Comparison comparison_of(const Arguments& words, Given& given,
                                judge::CompareOptions options) {
  auto& [columns, results, notes] = given;
  if (words.has("metric")) options.metric = judge::parse_metric(words.text("metric"));
  for (work::Result& result : results) {
    result.record = judge::measured_in(std::move(result.record), options.metric);
  }
  take_sessions_apart(columns, results);
  if (words.has("pair")) {
    pair_names(columns, results, judge::parse_name_pair(words.text("pair")));
  }
  auto comparison = judge::compare_recorded(compared_of(columns, results), options);
  auto& shown = comparison.tables.front().notes;
  shown.insert(shown.end(), notes.begin(), notes.end());
  return comparison;
}

judge::Tuning tuning_of(const Arguments& words, Given& given) {
  auto& [columns, results, notes] = given;
  take_sessions_apart(columns, results);
  auto tuning = judge::compare_variants(compared_of(columns, results),
                                        {.sort = sort_of(words.text("sort", "ratio")),
                                         .top = top_of(words),
                                         .margin = words.share("margin", judge::kTieMargin)});
  auto& shown = tuning.tables.front().frame.notes;
  shown.insert(shown.end(), notes.begin(), notes.end());
  return tuning;
}

std::vector<terminal::Example> compare_examples() {
  return {{"assay compare", "the cells of the newest record"},
          {"assay compare base.json head.json --changed --sort ratio",
           "two files of Google Benchmark, the largest difference first"},
          {"assay compare riscv64-gcv/gcc riscv64-gcv/clang", "two compilers"},
          {"assay compare a.json b.json --metric rate", "GB/s and items/s"},
          {"assay compare old=a.json new=b.json", "columns with names of your choice"},
          {"assay compare run.json --pair copy_loop=copy_call",
           "copy_loop/64 beside copy_call/64, and so on"},
          {"assay compare a1.json,a2.json,a3.json b1.json,b2.json,b3.json",
           "two machines with three sessions each"},
          {"assay compare run.json --view tuning --top 20",
           "kernels whose target has the most to give beyond the compiler's code"},
          {"assay compare results/", "the imported submissions side by side"},
          {"assay compare --suite libc --format csv > libc.csv", "for other programs"}};
}

}  // namespace

CommandSpec compare_spec() {
  return {
      .name = "compare",
      .summary = "print tables of finished records: values and ratios, one column each",
      .description =
          "Shows finished results side by side: records of assay run, and Google Benchmark's JSON "
          "files. Counts and times are in separate tables. Counts have a ratio only for the same "
          "target and emulated CPU; across targets they are shown as path length. Ratios of times "
          "have a 95 % interval and a word: faster, slower, tie or unclear. Separate the sessions "
          "of one machine with commas: they become one column. NAME=FILE names a column. One "
          "record alone compares its own cells; without an argument the newest record is used. "
          "A folder with a ledger, such as results/, has a column for each submission; means are "
          "within one division and class of machines only. "
          "Compare gives no verdict: the exit code is 1 only if checksums differ.",
      .positional = "[[NAME=]FILE|ID|TARGET[/TOOLCHAIN[/OS]][,...]|FOLDER...]",
      .most = 1000,
      .shared = {.cells = true,
                 .filter = true,
                 .runner = true,
                 .list = true,
                 .color = true,
                 .pager = true},
      .formats = {"markdown", "csv"},
      .options = {{.name = "--reference",
                   .value = "COLUMN",
                   .help = "column to divide by; default: the first"},
                  {.name = "--metric",
                   .value = "METRIC",
                   .help = "time, cpu, rate (of stated work), instructions, loads, stores, "
                           "branches, vector, bytes, counter:NAME; default: what was measured"},
                  {.name = "--pair",
                   .value = "BASE=HEAD",
                   .help = "pair benchmarks with different names: BASE in the first column's names "
                           "corresponds to HEAD in the other columns' names"},
                  {.name = "--view",
                   .value = "VIEW",
                   .help = "tuning: for each target, the variants of one kernel (scalar, auto, "
                           "highway, lib=NAME) and how many times better than auto the best is"},
                  {.name = "--sort",
                   .value = "KEY",
                   .help = "name, value (largest first), ratio (farthest from 1 first), spread "
                           "(widest first); default: name, and in --view tuning what is left on "
                           "the table, the most first"},
                  {.name = "--margin",
                   .value = "PERCENT",
                   .help =
                       "call it a tie if the interval is within this percentage of 1; default 2 %"},
                  {.name = "--test",
                   .value = "TEST",
                   .help = "mann-whitney: also show the p-values of Google Benchmark's compare.py"},
                  {.name = "--top", .value = "N", .help = "show only the first N rows"},
                  {.name = "--changed", .value = "", .help = "show only rows that differ"},
                  examples_option()},
      .examples = compare_examples()};
}

int run_compare(const Arguments& words, Console& console) {
  const auto selection = words.selection();
  const bool tuning_view = is_tuning_view(words);
  const auto options = tuning_view ? judge::CompareOptions{} : options_of(words);
  Given given = find_given(words, console.progress());
  work::keep_selected(given.results, selection);
  if (words.has("list")) {
    console.print(present::render(cells_of(given.results), console.style(words)));
    return 0;
  }
  if (tuning_view) {
    console.print(present::render(tuning_of(words, given), console.style(words)));
    return 0;
  }
  const auto comparison = comparison_of(words, given, options);
  console.print(present::render(comparison, console.style(words)));
  return comparison.checksum_differences.empty() ? 0 : static_cast<int>(base::Exit::bad);
}

}  // namespace assay::cli
