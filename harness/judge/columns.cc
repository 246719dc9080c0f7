// SPDX-License-Identifier: Apache-2.0
#include "judge/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "judge/verified.h"
#include "judge/when_measured.h"
#include "record/runner.h"
#include "record/sessions.h"

namespace assay::judge {
namespace {

using base::Error;
using base::Exit;

// A cell that never ran may have no domain of its own; its runner says which it would have had.
record::Domain domain_of(const record::CellRecord& cell) {
  if (cell.domain) return *cell.domain;
  const record::Runner* runner = record::find_runner(cell.place.runner);
  return runner == nullptr ? record::Domain::hw_time : runner->domain;
}

Column column_of(const record::Record& record, const record::CellRecord& cell,
                 const std::optional<Submission>& submission) {
  Column column;
  column.imported = record.provenance == "imported";
  column.record = column.imported ? record.source : record.id;
  column.target = cell.cell.target;
  column.toolchain = cell.cell.toolchain;
  column.os = cell.cell.os;
  column.runner = cell.place.runner;
  const record::Host& host = record::host_of(record, cell.place);
  column.host = host.place.empty() ? host.key : host.place;
  column.host_class = record::host_class_of(record, cell.place);
  column.submission = submission;
  if (submission && submission->verified) column.host_class = kVerified;
  return column;
}

bool is_of_kind(const ColumnCells& column, const record::CellRecord& cell) {
  return column.domain == domain_of(cell) && column.column.target == cell.cell.target &&
         column.column.toolchain == cell.cell.toolchain && column.column.os == cell.cell.os &&
         column.column.runner == cell.place.runner;
}

// What only some cells know: one that was not built has no program.
void add_cell(ColumnCells& columns, const record::Record& record, const record::CellRecord& cell,
              std::size_t session) {
  columns.cells.push_back(&cell);
  columns.records.push_back(&record);
  columns.session.push_back(session);
  auto& column = columns.column;
  if (column.note.empty()) column.note = cell.target_note;
  if (const auto& emulator = cell.place.emulator; emulator && column.emulator.empty()) {
    column.emulator = fmt::format("QEMU {} {}{}", emulator->version, emulator->cpu,
                                  emulator->accelerator.empty() ? "" : " " + emulator->accelerator);
  }
  if (column.compiler.empty() && cell.program) {
    column.compiler = cell.program->compiler;
    column.libc = cell.program->libc;
  }
}

Error no_sessions(const std::string& name, std::string_view why) {
  return Error(Exit::usage,
               fmt::format("{}: {}, so they are not sessions of one measurement", name, why))
      .hint("separate them with a space to compare them as two columns");
}

// An imported file names its program, and holds one.
void refuse_other_executable(const ComparedRecord& compared) {
  const auto executable = [](const record::Record& record) {
    return record::fingerprint_value(record.hosts.front(), "executable");
  };
  const auto first = executable(*compared.record);
  for (const auto* record : compared.further) {
    const auto other = executable(*record);
    if (first == other || first.empty() || other.empty()) continue;
    throw no_sessions(compared.name, fmt::format("the programs {} and {} differ",
                                                 base::printable(first), base::printable(other)));
  }
}

void refuse_the_same_again(const ComparedRecord& compared) {
  std::set<std::string> seen;
  const auto see = [&](const record::Record& record) {
    const bool is_part = record.derived_from && !record.derived_from->id.empty();
    if (seen.insert(is_part ? record.derived_from->id : record.id).second) return;
    throw Error(Exit::usage, fmt::format("{}: the same session is given twice", compared.name))
        .hint("give each session once");
  };
  see(*compared.record);
  for (const auto* record : compared.further) see(*record);
}

// Than the one of the same suite in the column's first session.
void refuse_other_program(const ColumnCells& column, const record::CellRecord& cell) {
  if (!record::traits_of(column.domain).time) {
    throw Error(Exit::usage,
                fmt::format("{}: only times can be joined as sessions, but {} has {}", column.name,
                            cell.cell.target, record::name_of(column.domain)))
        .hint("--runner native selects the times");
  }
  const auto same = std::ranges::find_if(
      column.cells, [&](const auto* known) { return known->cell.suite == cell.cell.suite; });
  if (same == column.cells.end() || !(*same)->program || !cell.program) return;
  if ((*same)->program->sha256 == cell.program->sha256) return;
  throw no_sessions(column.name,
                    fmt::format("the programs of {}/{} differ", cell.cell.target, cell.cell.suite));
}

void refuse_other_place(const ColumnCells& column, const record::PlaceIdentity& place) {
  if (may_be_one(column.place, place)) return;
  throw no_sessions(column.name, fmt::format("the {} differ", difference(column.place, place)));
}

// Sessions without a cell in common have no column to be held against.
void refuse_other_host(const ComparedRecord& compared) {
  for (const auto* record : compared.further) {
    if (record->hosts.front().key == compared.record->hosts.front().key) continue;
    throw no_sessions(compared.name, "the hosts differ");
  }
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The file without its folder, unless another record's file is called the same.
std::string short_name(const std::vector<ColumnCells>& columns, const ColumnCells& own) {
  if (!own.given_title.empty()) return own.given_title;
  const auto name = base_name(own.name);
  const bool ambiguous = std::ranges::any_of(columns, [&](const ColumnCells& other) {
    return other.name != own.name && base_name(other.name) == name;
  });
  return ambiguous ? own.name : name;
}

// In the order of preference. An imported file says nothing of its target.
using TitleParts = std::array<std::string, 7>;
constexpr unsigned kOfName = 0b1000;  // among those chosen of them

TitleParts title_parts(const std::vector<ColumnCells>& columns, const ColumnCells& own) {
  const auto name = short_name(columns, own);
  const auto& column = own.column;
  if (column.imported) return {name, "", "", name, "", "", ""};
  return {column.target, column.toolchain, column.os,  name,
          column.runner, column.emulator,  column.host};
}

// Shown in another order: "base.json riscv64-gcv gcc".
std::string title(const TitleParts& parts, unsigned chosen) {
  std::vector<std::string> words;
  for (const std::size_t i : {3u, 0u, 1u, 2u, 4u, 5u, 6u}) {
    const bool shown = (chosen >> i & 1) != 0 && !parts[i].empty();
    if (shown && std::ranges::find(words, parts[i]) == words.end()) words.push_back(parts[i]);
  }
  return base::join(words, " ");
}

bool tell_apart(const std::vector<TitleParts>& parts, unsigned chosen) {
  std::set<std::string> titles;
  for (const auto& each : parts) {
    const auto text = title(each, chosen);
    if (text.empty() || !titles.insert(text).second) return false;
  }
  return true;
}

std::string emulated_cpu(const ColumnCells& column) {
  for (const auto* cell : column.cells) {
    if (cell->place.emulator) return cell->place.emulator->cpu;
  }
  return {};
}

// When it was measured. An imported file may have been read much later; where its date names a
// time zone, the record was created at that time.
std::int64_t moment_of(const record::Record& record) {
  const auto date = record::fingerprint_value(record.hosts.front(), "date");
  constexpr std::size_t kZone = std::string_view("2026-11-24T05:00:00").size();
  return seconds_of(date.size() > kZone || date.empty() ? record.created : date);
}

// Adds the cells of one session to the columns of the record that was given as number `given`.
void add_session(std::vector<ColumnCells>& columns, const ComparedRecord& compared,
                 std::size_t given, std::size_t session) {
  const auto& own = session == 0 ? *compared.record : *compared.further[session - 1];
  for (const auto& cell : own.cells) {
    if (is_variant(cell)) continue;
    const record::PlaceIdentity place = identity_of(own, cell.place);
    auto found = std::ranges::find_if(columns, [&](const ColumnCells& each) {
      return each.given == given && is_of_kind(each, cell) &&
             (session > 0 || may_be_one(each.place, place));
    });
    if (found == columns.end()) {
      columns.push_back({.column = column_of(own, cell, compared.submission),
                         .domain = domain_of(cell),
                         .name = compared.name,
                         .given_title = compared.title,
                         .given = given,
                         .record = &own,
                         .place = place});
      found = columns.end() - 1;
    }
    if (session > 0) {
      refuse_other_place(*found, place);
      refuse_other_program(*found, cell);
    }
    if (found->place.emulator_sha256.empty()) found->place = place;
    found->column.edited |= is_edited(own);
    found->sealed &= own.seal != record::Seal::missing;
    add_cell(*found, own, cell, session);
  }
}

[[noreturn]] void refuse_nothing(const std::vector<ComparedRecord>& records) {
  for (const ComparedRecord& each : records) {
    if (!each.record->question) continue;
    throw Error(Exit::usage,
                fmt::format("{} is the record of a gate, which compared two sides already",
                            base::printable(each.name)))
        .hint("assay show prints its result");
  }
  throw Error(Exit::usage, "nothing to compare: the records contain no cells")
      .hint("assay show RECORD lists a record's cells");
}

}  // namespace

std::vector<ColumnCells> collect_columns(const std::vector<ComparedRecord>& records) {
  std::vector<ColumnCells> columns;
  for (std::size_t given = 0; given < records.size(); ++given) {
    refuse_the_same_again(records[given]);
    refuse_other_host(records[given]);
    refuse_other_executable(records[given]);
    for (std::size_t session = 0; session <= records[given].further.size(); ++session) {
      add_session(columns, records[given], given, session);
    }
  }
  if (columns.empty()) refuse_nothing(records);
  return columns;
}

std::size_t sessions_apart(const ColumnCells& column) {
  std::set<std::size_t> seen;
  std::map<std::string, std::vector<std::int64_t>> of_boots;
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    if (!seen.insert(column.session[i]).second) continue;
    const record::Record& own = *column.records[i];
    of_boots[host_of(own, column.cells[i]->place).session].push_back(moment_of(own));
  }
  constexpr std::int64_t kLeast = std::chrono::seconds(record::kBetweenSessions).count();
  std::size_t count = 0;
  for (auto& [boot, moments] : of_boots) {
    std::ranges::sort(moments);
    std::optional<std::int64_t> last;
    for (const std::int64_t moment : moments) {
      if (last && moment - *last < kLeast) continue;
      last = moment;
      ++count;
    }
  }
  return count;
}

void set_titles(std::vector<ColumnCells>& columns) {
  std::vector<TitleParts> parts;
  for (const auto& column : columns) parts.push_back(title_parts(columns, column));
  constexpr unsigned kAll = 0b1111111;
  constexpr unsigned kOfEquals = 0b11111;  // nothing tells them apart
  std::vector<unsigned> choices;
  for (unsigned chosen = 1; chosen <= kAll; ++chosen) choices.push_back(chosen);
  std::ranges::stable_sort(choices, {}, [](unsigned chosen) { return std::popcount(chosen); });
  const bool named = std::ranges::any_of(
      columns, [](const ColumnCells& column) { return !column.given_title.empty(); });
  if (named) std::erase_if(choices, [](unsigned chosen) { return (chosen & kOfName) == 0; });
  const auto found =
      std::ranges::find_if(choices, [&](unsigned chosen) { return tell_apart(parts, chosen); });
  const unsigned chosen = found == choices.end() ? kOfEquals : *found;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto text = title(parts[i], chosen) + (columns[i].column.edited ? " (edited)" : "");
    auto& own = columns[i].column.title;
    own = text;
    // The same record given twice.
    for (int number = 2; !taken.insert(own).second; ++number) {
      own = fmt::format("{} #{}", text, number);
    }
  }
}

bool all_imported(const std::vector<ColumnCells>& columns) {
  return std::ranges::all_of(columns, [](const auto& column) { return column.column.imported; });
}

std::vector<std::string> suites_of(const std::vector<ColumnCells>& columns) {
  std::vector<std::string> suites;
  if (all_imported(columns)) return suites;
  for (const auto& column : columns) {
    for (const auto* cell : column.cells) {
      const auto& suite = cell->cell.suite;
      if (std::ranges::find(suites, suite) == suites.end()) suites.push_back(suite);
    }
  }
  return suites;
}

std::optional<std::size_t> find_column(const std::vector<ColumnCells>& columns,
                                       std::string_view word) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].column.title == word) return i;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i].column;
    const std::string& name = columns[i].name;
    const auto pair = column.target + "/" + column.toolchain;
    for (const auto& known : {columns[i].given_title, column.target, column.toolchain, pair,
                              pair + "/" + column.os, name, base_name(name), column.record}) {
      if (known == word) return i;
    }
  }
  return std::nullopt;
}

std::string why_no_ratio(const ColumnCells& base, const ColumnCells& head) {
  if (record::traits_of(base.domain).origin != record::Origin::emulator) return {};
  if (base.column.target != head.column.target) return "the targets differ";
  if (base.column.runner != head.column.runner) return "the runners differ";
  const auto before = emulated_cpu(base), after = emulated_cpu(head);
  if (before == after) return {};
  return fmt::format("the emulated CPUs differ: {} and {}", before.empty() ? "unknown" : before,
                     after.empty() ? "unknown" : after);
}

}  // namespace assay::judge
