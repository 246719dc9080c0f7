// SPDX-License-Identifier: Apache-2.0
#include "work/named_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "judge/seals.h"
#include "record/marks.h"
#include "record/record_json.h"
#include "sys/files.h"
#include "sys/parallel.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

bool fits(const std::string& wanted, const std::string& name) {
  return wanted.empty() || wanted == name;
}

bool fits(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

bool names_cell(const Result& word, const catalog::Cell& cell) {
  return fits(word.target, cell.target) && fits(word.toolchain, cell.toolchain) &&
         fits(word.os, cell.os);
}

bool is_selected(const record::CellRecord& cell, const catalog::Selection& selection) {
  return fits(selection.targets, cell.cell.target) &&
         fits(selection.toolchains, cell.cell.toolchain) && fits(selection.systems, cell.cell.os) &&
         catalog::names_suite(selection, cell.cell.suite) &&
         fits(selection.runners, cell.place.runner);
}

// A cell that never ran holds nothing to look at.
bool holds(const record::Record& record, const Result& word) {
  return std::any_of(record.cells.begin(), record.cells.end(), [&](const auto& cell) {
    return names_cell(word, cell.cell) && !cell.benchmarks.empty();
  });
}

template <class Name>
std::vector<std::string> names_of(const record::Record& record, Name name) {
  std::set<std::string> names;
  for (const auto& cell : record.cells) names.insert(name(cell));
  return {names.begin(), names.end()};
}

Error not_found(const std::string& word, const fs::path& folder) {
  if (word.ends_with(".json")) {
    return Error(Exit::usage, fmt::format("{}: No such file or directory", base::printable(word)))
        .hint("assay records lists what was measured here");
  }
  const auto depth = std::ranges::count(word, '/');
  std::set<std::string> targets;  // as deep as the word: "riscv64-gcv/gcc"
  const auto collect = [&](const record::Record& record) {
    for (const auto& each : record.cells) {
      const auto& [target, toolchain, os, suite] = each.cell;
      targets.insert(target + (depth > 0 ? "/" + toolchain : "") + (depth > 1 ? "/" + os : ""));
    }
    return false;  // go on with the next one
  };
  static_cast<void>(newest_record(folder, collect, [](const auto&) {}));
  const std::vector<std::string> names(targets.begin(), targets.end());
  auto error =
      Error(Exit::missing,
            fmt::format("'{}' is not a file, and no record in {} holds it{}", base::printable(word),
                        folder.string(), base::did_you_mean(word, names)));
  return error.hint(names.empty() ? "assay run makes a record"
                                  : "there are " + base::join(names, ", "));
}

// The file of that name, or the local record of that id; nothing when it is neither.
std::optional<Result> read_as_file(const std::string& word, const sys::Folders& folders) {
  std::error_code fault;
  const auto own = folders.records / (word + ".json");
  Result result{.record = {}, .name = word, .target = {}, .toolchain = {}, .os = {}};
  if (word.find('/') != std::string::npos && fs::is_directory(word, fault)) {
    throw Error(Exit::usage, fmt::format("{} is a folder", base::printable(word)))
        .hint("give the files in it; a folder of submissions takes no NAME= and no commas");
  }
  if (fs::exists(word, fault) && !fs::is_directory(word, fault)) {
    result.path = word;
  } else if (word.find('/') == std::string::npos && fs::is_regular_file(own, fault)) {
    result.path = own;
  } else {
    return std::nullopt;
  }
  result.record = read_local(result.path);
  return result;
}

// The newest local record that holds the cells which the word names.
Result find_cells(const std::string& word, const sys::Folders& folders, base::Progress& progress) {
  Result result{.record = {}, .name = word, .target = {}, .toolchain = {}, .os = {}};
  const auto parts = base::split(word, '/');
  if (!parts.empty() && parts.size() <= 3) {
    result.target = parts[0];
    if (parts.size() > 1) result.toolchain = parts[1];
    if (parts.size() > 2) result.os = parts[2];
    auto found = newest_record(
        folders.records, [&](const record::Record& record) { return holds(record, result); },
        [&](const std::string& text) { progress.say(text); });
    if (found) {
      progress.say(fmt::format("{}: {}", word, found->record.id));
      result.record = std::move(found->record);
      result.path = std::move(found->path);
      return result;
    }
  }
  throw not_found(word, folders.records);
}

}  // namespace

Result find_result(const std::string& word, const sys::Folders& folders, base::Progress& progress) {
  if (auto file = read_as_file(word, folders)) return *std::move(file);
  return find_cells(word, folders, progress);
}

std::vector<Result> find_results(const std::vector<std::string>& words, const sys::Folders& folders,
                                 base::Progress& progress) {
  if (!words.empty()) {
    std::vector<std::optional<Result>> files(words.size());
    sys::for_each_parallel(words.size(), sys::available_cpus(),
                           [&](std::size_t i) { files[i] = read_as_file(words[i], folders); });
    std::vector<Result> results;
    for (std::size_t i = 0; i < words.size(); ++i) {
      results.push_back(files[i] ? *std::move(files[i]) : find_cells(words[i], folders, progress));
    }
    return results;
  }
  auto newest = newest_record(
      folders.records, [](const record::Record& record) { return !record.cells.empty(); },
      [&](const std::string& text) { progress.say(text); });
  if (!newest) {
    throw Error(Exit::missing, fmt::format("no record with cells in {}", folders.records.string()))
        .hint("assay run makes one");
  }
  progress.say(fmt::format("newest record: {}", newest->record.id));
  std::vector<Result> results;
  const auto name = newest->path.stem().string();
  results.push_back({.record = std::move(newest->record),
                     .name = name,
                     .target = {},
                     .toolchain = {},
                     .os = {},
                     .path = std::move(newest->path)});
  return results;
}

NewestResults newest_results(const catalog::Selection& selection, const sys::Folders& folders,
                             std::size_t most, base::Progress& progress) {
  NewestResults found;
  const auto take = [&](const record::Record& record) {
    if (record::provenance_of(record) != "measured" || !holds_selected(record, selection)) {
      return false;
    }
    found.more = found.results.size() == most;
    if (!found.more) {
      found.results.push_back(
          {.record = record, .name = record.id, .target = {}, .toolchain = {}, .os = {}});
    }
    return found.more;
  };
  static_cast<void>(newest_record(
      folders.records, take, [&](const std::string& text) { found.passed_over.push_back(text); }));
  if (found.results.empty()) {
    for (const auto& text : found.passed_over) progress.say(text);
    throw Error(Exit::missing,
                fmt::format("no record in {} matches the selection", folders.records.string()))
        .hint("assay run makes one");
  }
  return found;
}

bool holds_selected(const record::Record& record, const catalog::Selection& selection) {
  return std::ranges::any_of(record.cells,
                             [&](const auto& cell) { return is_selected(cell, selection); });
}

namespace {

void keep_cells(Result& result, const catalog::Selection& selection) {
  const auto keeps = [&](const record::CellRecord& cell) {
    return names_cell(result, cell.cell) && is_selected(cell, selection);
  };
  auto& cells = result.record.cells;
  if (cells.empty() || std::ranges::any_of(cells, keeps)) {
    std::erase_if(cells, std::not_fn(keeps));
    return;
  }
  const std::pair<const char*, std::vector<std::string>> held[] = {
      {"target", names_of(result.record, [](const auto& cell) { return cell.cell.target; })},
      {"toolchain", names_of(result.record, [](const auto& cell) { return cell.cell.toolchain; })},
      {"os", names_of(result.record, [](const auto& cell) { return cell.cell.os; })},
      {"suite", names_of(result.record, [](const auto& cell) { return cell.cell.suite; })},
      {"runner", names_of(result.record, [](const auto& cell) { return cell.place.runner; })}};
  const std::vector<std::string>* wanted[] = {&selection.targets, &selection.toolchains,
                                              &selection.systems, &selection.suites,
                                              &selection.runners};
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::size(held); ++i) {
    const auto& [what, names] = held[i];
    for (const auto& name : *wanted[i]) {
      if (fits(names, name) || (wanted[i] == &selection.suites && name == catalog::kAllSuites)) {
        continue;
      }
      throw Error(Exit::usage, fmt::format("{}: no {} '{}'{}", result.name, what,
                                           base::printable(name), base::did_you_mean(name, names)))
          .hint("it holds " + base::join(names, ", "));
    }
    parts.push_back(fmt::format("{} {}", what, base::join(names, ", ")));
  }
  throw Error(Exit::usage, fmt::format("{}: no cell matches the selection", result.name))
      .hint("it holds " + base::join(parts, "; "));
}

void keep_benchmarks(std::vector<Result>& results, const base::Expression& filter) {
  bool any = false;
  for (auto& result : results) {
    for (auto& cell : result.record.cells) {
      std::erase_if(cell.benchmarks, [&](const record::Benchmark& benchmark) {
        return !filter.fits(record::shown_name(result.record, benchmark));
      });
      any = any || !cell.benchmarks.empty();
    }
  }
  if (any) return;
  throw Error(Exit::usage, fmt::format("no benchmark name matches --filter '{}'",
                                       base::printable(filter.text())))
      .hint("names are suite/kernel/size; assay show RECORD --json lists them");
}

}  // namespace

void keep_selected(std::vector<Result>& results, const catalog::Selection& selection) {
  for (auto& result : results) keep_cells(result, selection);
  if (!selection.filter.empty()) keep_benchmarks(results, selection.filter);
}

std::string document_of(Result result, const catalog::Selection& selection) {
  std::vector<std::string> kept;  // as it was asked for
  if (!result.target.empty()) kept.push_back(result.name);
  const std::pair<const char*, const std::vector<std::string>&> lists[] = {
      {"target", selection.targets},
      {"toolchain", selection.toolchains},
      {"os", selection.systems},
      {"suite", selection.suites},
      {"runner", selection.runners}};
  for (const auto& [option, names] : lists) {
    if (!names.empty()) kept.push_back(fmt::format("--{} {}", option, base::join(names, ",")));
  }
  if (!selection.filter.empty()) kept.push_back("--filter " + selection.filter.text());
  record::Record& record = result.record;
  const bool ours = record.seal != record::Seal::none;
  if (ours && kept.empty()) {
    const auto document = base::parse_json(sys::read_file(result.path, kMostRecord), result.name);
    return record::with_marks(document, record).dump();
  }
  judge::refuse_edited(record, result.name, "another record");
  if (ours)
    record.derived_from = {.id = record.id, .removed = {"all but " + base::join(kept, " ")}};
  record::seal(record);
  return record::with_marks(record::to_json(record), record).dump();
}

}  // namespace assay::work
