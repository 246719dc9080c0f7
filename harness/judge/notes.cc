// SPDX-License-Identifier: Apache-2.0
#include "judge/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/number.h"
#include "base/text.h"
#include "judge/geomeans.h"
#include "judge/seals.h"
#include "judge/values.h"

namespace assay::judge {
namespace {

constexpr std::size_t kSessionsOfARanking = 3;  // docs/methods.md

// Who shares a text, in the order in which texts are first met.
class Groups {
 public:
  void add(const std::string& text, std::string who) {
    auto found = std::ranges::find(groups_, text, &Group::first);
    if (found == groups_.end()) found = groups_.insert(found, {text, {}});
    found->second.push_back(std::move(who));
  }

  std::size_t size() const { return groups_.size(); }

  // "glibc 2.36 (a, b), glibc 2.41 (c)"
  std::string text() const {
    std::vector<std::string> parts;
    for (const auto& [text, who] : groups_) {
      parts.push_back(fmt::format("{} ({})", text, base::join(who, ", ")));
    }
    return base::join(parts, ", ");
  }

  using Group = std::pair<std::string, std::vector<std::string>>;
  const std::vector<Group>& all() const { return groups_; }

 private:
  std::vector<Group> groups_;
};

// Columns of which nothing is known are in no group.
template <class Text>
Groups grouped(const std::vector<ColumnCells>& columns, const Text& text_of) {
  Groups groups;
  for (const auto& column : columns) {
    const std::string text = text_of(column);
    if (!text.empty()) groups.add(text, column.column.title);
  }
  return groups;
}

std::string libc_of(const ColumnCells& column) {
  return column.column.libc == "unknown" ? "" : column.column.libc;
}

const record::Host& host_of(const ColumnCells& column) {
  return record::host_of(*column.record, column.cells.front()->place);
}

// Google Benchmark's files know no name of a CPU.
std::string imported_host(const ColumnCells& column) {
  const auto& host = host_of(column);
  const auto cpus = record::fingerprint_value(host, "cpus");
  const auto mhz = record::fingerprint_value(host, "cpu_mhz");
  const auto name = record::fingerprint_value(host, "host_name");
  const auto size = cpus.empty() || mhz.empty() ? "" : fmt::format("{} CPUs of {} MHz", cpus, mhz);
  return name.empty() || size.empty() ? name + size : fmt::format("{}, {}", name, size);
}

std::string cpu_of(const ColumnCells& column) {
  return record::fingerprint_value(host_of(column), "cpu");
}

std::string class_of(const ColumnCells& column) { return column.column.host_class; }

const record::Emulator* emulator_of(const ColumnCells& column) {
  for (const auto* cell : column.cells) {
    if (cell->place.emulator) return &*cell->place.emulator;
  }
  return nullptr;
}

// Each architecture has a QEMU of its own, so hashes say something only where one name and version
// has several.
std::string qemu_of(const std::vector<ColumnCells>& columns, const ColumnCells& column) {
  const auto* own = emulator_of(column);
  if (own == nullptr) return {};
  const bool ambiguous = std::ranges::any_of(columns, [&](const ColumnCells& each) {
    const auto* other = emulator_of(each);
    return other != nullptr && other->name == own->name && other->version == own->version &&
           other->sha256 != own->sha256;
  });
  if (!ambiguous) return own->version;
  return fmt::format("{} sha256 {}", own->version, own->sha256.substr(0, 8));
}

bool has_pair(const Table& table, std::size_t column) {
  return std::ranges::any_of(table.rows, [&](const Row& row) {
    return row.values[*table.reference].value && row.values[column].value;
  });
}

void note_missing_ratios(const std::vector<ColumnCells>& columns, Table& table) {
  if (!table.reference) return;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto why = why_no_ratio(columns[*table.reference], columns[i]);
    if (why.empty() || !has_pair(table, i)) continue;
    table.notes.push_back(fmt::format("no ratio of {} to {}: {}", columns[i].column.title,
                                      columns[*table.reference].column.title, why));
  }
}

void note_groups(const std::vector<ColumnCells>& columns, Table& table) {
  if (table.geomeans.empty()) return;
  const Column& reference = columns[*table.reference].column;
  const bool one = std::ranges::all_of(
      columns, [&](const ColumnCells& column) { return are_one_group(reference, column.column); });
  if (one) return;
  const auto groups =
      grouped(columns, [](const ColumnCells& column) { return mean_group(column.column); });
  table.notes.push_back("means are within one division and class only: " + groups.text());
}

// Versions of a benchmark have no ratio, and side by side they would mislead.
void note_changed(Table& table) {
  std::vector<std::string> names;
  for (const Row& row : table.rows) {
    Groups versions, works;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      const Value& value = row.values[i];
      if (!value.value) continue;
      versions.add(fmt::format("version {}", value.since), table.columns[i].title);
      if (!value.work.empty()) works.add(value.work, table.columns[i].title);
    }
    if (versions.size() > 1) {
      names.push_back(fmt::format("{}: {}", row.benchmark, versions.text()));
    } else if (works.size() > 1 && !table.metric.higher_is_better) {
      names.push_back(fmt::format("{}: an iteration is {}", row.benchmark, works.text()));
    }
  }
  if (names.empty()) return;
  table.notes.push_back("the benchmark changed, so its numbers are of different work: " +
                        base::join(names, "; "));
}

// The largest one; none where the benchmark has no such counter.
std::optional<double> largest(const record::Benchmark& benchmark, std::string_view name) {
  std::optional<double> most;
  const auto counter = std::ranges::find(benchmark.counters, name, &record::Counter::name);
  if (counter == benchmark.counters.end()) return most;
  for (const auto& value : counter->values) most = std::max(most, value);
  return most;
}

// Bytes of an array, by benchmark; `unstated` becomes true where the caches were not known.
std::map<std::string, double> array_bytes_of(const ColumnCells& column, Keys keys, bool& unstated) {
  std::map<std::string, double> bytes_of;
  for (const auto* cell : column.cells) {
    for (const auto& benchmark : cell->benchmarks) {
      const auto bytes = largest(benchmark, "array_bytes");
      if (!bytes) continue;
      double& known = bytes_of[key_of(benchmark.name, keys)];
      known = std::max(known, *bytes);
      unstated = unstated || largest(benchmark, "last_level_bytes") == 0.0;
    }
  }
  return bytes_of;
}

// Rows whose arrays are as large as the machine's caches want them (docs/record.md, counters).
void note_array_sizes(const std::vector<ColumnCells>& columns, Table& table) {
  std::map<std::string, Groups> sizes_of;  // by benchmark
  std::vector<std::string> unstated;
  for (const auto& column : columns) {
    bool unknown = false;
    const auto found = array_bytes_of(column, keys_of(columns), unknown);
    if (unknown) unstated.push_back(column.column.title);
    for (const auto& [name, bytes] : found) {
      sizes_of[name].add(fmt::format("{:.0f} MiB", bytes / (1 << 20)), column.column.title);
    }
  }
  Groups differing;  // the rows that the same sizes are of
  for (const Row& row : table.rows) {
    const auto sizes = sizes_of.find(row.benchmark);
    if (sizes == sizes_of.end() || sizes->second.size() < 2) continue;
    differing.add(sizes->second.text(), row.benchmark);
  }
  for (const auto& [sizes, rows] : differing.all()) {
    table.notes.push_back(
        fmt::format("bytes of an array differ: {}: {}", sizes, base::join(rows, ", ")));
  }
  if (!unstated.empty()) {
    table.notes.push_back(
        "the machine does not state its caches, so arrays in memory have 256 MiB and may lie in "
        "one: " +
        base::join(unstated, ", "));
  }
}

void note_qemu(const std::vector<ColumnCells>& columns, Table& table) {
  const auto qemu =
      grouped(columns, [&](const ColumnCells& column) { return qemu_of(columns, column); });
  if (qemu.size() < 2) return;
  table.notes.push_back(fmt::format("QEMU differs: {}{}", qemu.text(),
                                    table.reference ? "; do not rely on ratios between them" : ""));
}

void note_hosts(const std::vector<ColumnCells>& columns, Table& table) {
  auto hosts = grouped(columns, cpu_of);
  if (hosts.size() == 0) {
    hosts = grouped(columns, imported_host);
  } else {  // imported files don't name their CPU
    for (const auto& column : columns) {
      if (cpu_of(column).empty()) hosts.add("unknown", column.column.title);
    }
  }
  if (hosts.size() > 1) table.notes.push_back("host differs: " + hosts.text());
  const auto classes = grouped(columns, class_of);
  if (classes.size() > 1) table.notes.push_back("class of host differs: " + classes.text());
}

// What an imported file says of how its library was built and its CPU was run.
void note_libraries(const std::vector<ColumnCells>& columns, Table& table) {
  const auto stated = [&](std::string_view key) {
    return grouped(columns, [&](const ColumnCells& column) {
      return record::fingerprint_value(host_of(column), key);
    });
  };
  const auto note = [&](std::string_view key, std::string_view value, std::string_view text) {
    const auto groups = stated(key);
    for (const auto& [said, who] : groups.all()) {
      if (said == value) table.notes.push_back(fmt::format("{}: {}", text, base::join(who, ", ")));
    }
  };
  if (const auto versions = stated("benchmark_library"); versions.size() > 1) {
    table.notes.push_back("Google Benchmark differs: " + versions.text());
  }
  note("benchmark_build_type", "debug",
       "Google Benchmark is a debug build, which adds time of its own");
  note("cpu_scaling", "true", "CPU frequency scaling was on, so times may not be repeatable");
}

// What was found wrong in an imported file.
void note_faulty_files(const std::vector<ColumnCells>& columns, Table& table) {
  for (const auto& column : columns) {
    if (!column.column.imported) continue;
    for (const auto* cell : column.cells) {
      for (const auto& note : cell->notes) {
        table.notes.push_back(fmt::format("{}: {}", column.column.title, note));
      }
    }
  }
}

// As many tasks as CPUs were running or waiting in the minute before: "[12.5,9.1,4]" of 8 CPUs.
void note_busy(const std::vector<ColumnCells>& columns, Table& table) {
  std::vector<std::string> busy;
  for (const auto& column : columns) {
    const auto& host = host_of(column);
    const auto cpus = base::to_double(record::fingerprint_value(host, "cpus"));
    const auto averages = record::fingerprint_value(host, "context.load_avg");
    const auto begin = std::min(averages.find('[') + 1, averages.size());
    const auto load = base::to_double(averages.substr(begin, averages.find_first_of(",]") - begin));
    if (!cpus || !load || *load < *cpus) continue;
    busy.push_back(fmt::format("{} (load {} of {} CPUs)", column.column.title, *load, *cpus));
  }
  if (!busy.empty()) {
    table.notes.push_back(
        fmt::format("the machine was busy during the measurement: {}", base::join(busy, ", ")));
  }
}

void note_aggregates(Table& table) {
  const bool any = std::ranges::any_of(table.rows, [](const Row& row) {
    return std::ranges::any_of(row.values, &Value::aggregate_only);
  });
  if (!any) return;
  table.notes.push_back(
      "some values are aggregates without samples: they are shown, and no verdict uses them");
}

// "2 of 40 times on gcc (crowded 2)".
std::string busy_text(const ColumnCells& column) {
  std::map<record::Busy, std::size_t> busy;
  std::size_t all = 0;
  for (const auto* cell : column.cells) {
    for (const auto& benchmark : cell->benchmarks) {
      const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
      if (times == nullptr) continue;
      all += times->values.size();
      for (const auto& sample : times->values) ++busy[sample.busy];
    }
  }
  busy.erase(record::Busy::no);
  std::size_t count = 0;
  std::vector<std::string> kinds;
  for (const auto& [kind, times] : busy) {
    count += times;
    kinds.push_back(fmt::format("{} {}", record::name_of(kind), times));
  }
  if (count == 0) return {};
  return fmt::format("{} of {} times on {} ({})", count, all, column.column.title,
                     base::join(kinds, ", "));
}

void note_busy_times(const std::vector<ColumnCells>& columns, Table& table) {
  std::vector<std::string> texts;
  for (const auto& column : columns) {
    if (std::string text = busy_text(column); !text.empty()) texts.push_back(std::move(text));
  }
  if (texts.empty()) return;
  table.notes.push_back("measured while other programs kept the machine busy: " +
                        base::join(texts, ", ") + "; CPU times (metric cpu) suffer less from that");
}

// By benchmark: its processes in all sessions, and how many times they gave.
struct Processes {
  std::set<std::pair<std::size_t, std::size_t>> known;  // session, process
  std::size_t times = 0;
};

// A benchmark with repetitions of one process, and nothing else.
bool has_repeated(const ColumnCells& column, Keys keys) {
  std::map<std::string, Processes> all;
  for (std::size_t i = 0; i < column.cells.size(); ++i) {
    for (const record::Benchmark& benchmark : column.cells[i]->benchmarks) {
      const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
      if (times == nullptr) continue;
      Processes& own = all[key_of(benchmark.name, keys)];
      for (const record::TimeSample& sample : times->values) {
        own.known.emplace(column.session[i], sample.process);
        ++own.times;
      }
    }
  }
  return std::ranges::any_of(
      all, [](const auto& each) { return each.second.times > 1 && each.second.known.size() == 1; });
}

// Rows that some session of their column lacks.
void note_fewer_sessions(const std::vector<ColumnCells>& columns, Table& table) {
  std::vector<std::string> fewer;
  for (const auto& column : columns) {
    const std::set<std::size_t> all(column.session.begin(), column.session.end());
    const ColumnValues values(column, keys_of(columns));
    for (const Row& row : table.rows) {
      const std::size_t own = values.sessions(row.benchmark).size();
      if (own == 0 || own == all.size()) continue;
      fewer.push_back(
          fmt::format("{} ({} of {} on {})", row.benchmark, own, all.size(), column.column.title));
    }
  }
  if (fewer.empty()) return;
  table.notes.push_back("measured in fewer sessions than its column has: " +
                        base::join(fewer, ", "));
}

void note_findings(const std::vector<ColumnCells>& columns, Table& table) {
  const auto any = [&](const auto& holds) {
    return std::ranges::any_of(table.rows, [&](const Row& row) {
      return std::ranges::any_of(row.values, [&](const Value& value) {
        return value.finding && *value.finding != Finding::changed && holds(value);
      });
    });
  };
  if (!any([](const Value&) { return true; })) return;
  table.notes.push_back(
      "faster, slower, tie and unclear compare separate processes; for a verdict use assay gate, "
      "which interleaves them");
  if (any([](const Value& value) { return *value.finding == Finding::tie; })) {
    table.notes.push_back(fmt::format("tie: the interval lies within {:.3g} % of 1 (--margin)",
                                      100 * table.tie_margin));
  }
  std::vector<std::string> few;
  for (const auto& column : columns) {
    const std::size_t sessions = sessions_apart(column);
    if (sessions >= kSessionsOfARanking) continue;
    few.push_back(fmt::format("{}: {}", column.column.title, sessions));
  }
  if (!few.empty()) {
    table.notes.push_back(fmt::format(
        "to rank machines, give at least {} records per machine, from different boots or "
        "hours apart ({}): a.json,b.json,c.json",
        kSessionsOfARanking, base::join(few, ", ")));
  }
  note_fewer_sessions(columns, table);
  note_weak_intervals(columns, table);
  if (any([](const Value& value) {
        return value.u_test &&
               std::min(value.u_test->base, value.u_test->head) < kReliableRepetitions;
      })) {
    table.notes.push_back(
        fmt::format("U test: compare.py calls it unreliable below {} repetitions per side",
                    kReliableRepetitions));
  }
}

void note_names(const std::vector<ColumnCells>& columns, Table& table) {
  std::vector<std::string> names;
  bool in_common = columns.size() < 2 || !table.reference || table.rows.empty();
  for (const Row& row : table.rows) {
    if (row.of_several) names.push_back(row.benchmark);
    for (std::size_t i = 0; table.reference && i < columns.size(); ++i) {
      const bool named = row.values[*table.reference].outcome.code != "absent" &&
                         row.values[i].outcome.code != "absent";
      in_common = in_common || (i != *table.reference && named);
    }
  }
  if (!names.empty()) {
    table.notes.push_back(
        fmt::format("several benchmarks have the same name and are paired by their order: {}",
                    base::join(names, ", ")));
  }
  if (!in_common) table.notes.emplace_back("the columns have no benchmark in common");
}

void note_missing_cells(const std::vector<ColumnCells>& columns, Table& table) {
  Groups cells;  // by kind, code and reason
  for (const auto& column : columns) {
    for (const auto* cell : column.cells) {
      const auto& [kind, code, reason] = cell->outcome;
      if (cell->outcome.good()) continue;
      cells.add(fmt::format("{}: {}: {}", base::to_text(kind), code, reason),
                column.column.title + "/" + cell->cell.suite);
    }
  }
  for (const auto& [why, names] : cells.all()) {
    table.notes.push_back(fmt::format("{} cell{} {}: {}", names.size(),
                                      names.size() == 1 ? "" : "s", why, base::join(names, ", ")));
  }
}

// Whether the records are as they were written.
void note_seals(const std::vector<ColumnCells>& columns, Table& table) {
  Groups edited, unsealed;
  for (const auto& column : columns) {
    if (column.column.edited) edited.add(column.name, column.column.title);
    if (!column.sealed) unsealed.add(column.name, column.column.title);
  }
  const auto names_of = [](const Groups& groups) {
    std::vector<std::string> names;
    for (const auto& [name, who] : groups.all()) names.push_back(name);
    return base::join(names, ", ");
  };
  if (edited.size() > 0) {
    table.notes.push_back(fmt::format(
        "edited: {} (changed after it was written, so no mean includes it)", names_of(edited)));
  }
  if (unsealed.size() > 0) table.notes.push_back(unsealed_note(names_of(unsealed)));
}

}  // namespace

void add_notes(const std::vector<ColumnCells>& columns, Table& table) {
  note_missing_ratios(columns, table);
  note_groups(columns, table);
  note_changed(table);
  const auto libc = grouped(columns, libc_of);
  const record::DomainTraits& traits = record::traits_of(table.domain);
  if (libc.size() > 1 && traits.per_iteration) {
    table.notes.push_back("libc differs: " + libc.text());
  }
  note_qemu(columns, table);
  if (traits.origin == record::Origin::hardware) {
    note_hosts(columns, table);
    note_libraries(columns, table);
    note_busy(columns, table);
    note_faulty_files(columns, table);
    note_aggregates(table);
    note_busy_times(columns, table);
    note_array_sizes(columns, table);
    note_findings(columns, table);
  }
  note_names(columns, table);
  note_missing_cells(columns, table);
  note_seals(columns, table);
}

void note_weak_intervals(const std::vector<ColumnCells>& columns, Table& table) {
  const auto any = [&](const auto& holds) {
    return std::ranges::any_of(
        table.rows, [&](const Row& row) { return std::ranges::any_of(row.values, holds); });
  };
  if (any([](const Value& value) { return value.finding == Finding::unknown; })) {
    table.notes.push_back(
        "unknown: a side has too few processes or repetitions for an interval (at least four per "
        "side are needed), or a time that is not above 0");
  }
  std::vector<std::string> repeated;
  for (const auto& column : columns) {
    if (has_repeated(column, keys_of(columns))) repeated.push_back(column.column.title);
  }
  if (!repeated.empty()) {
    table.notes.push_back(fmt::format(
        "all repetitions come from one process ({}): the interval does not include differences "
        "between processes",
        base::join(repeated, ", ")));
  }
}

void note_records_left_out(const std::vector<ComparedRecord>& records,
                           const std::vector<ColumnCells>& columns, Table& table) {
  for (std::size_t given = 0; given < records.size(); ++given) {
    const bool shown = std::ranges::find(columns, given, &ColumnCells::given) != columns.end();
    if (shown) continue;
    table.notes.push_back(fmt::format(
        "{} {}", records[given].name,
        records[given].record->question
            ? "is the record of a gate, which has no column here; assay show prints its result"
            : "contains no cell to compare"));
  }
}

}  // namespace assay::judge
