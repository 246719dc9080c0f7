// SPDX-License-Identifier: Apache-2.0
#include "work/record_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/error.h"
#include "record/domain.h"
#include "sys/clock.h"
#include "sys/parallel.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

// Each name once, in the order in which they come.
void add(std::vector<std::string>& names, const std::string& name) {
  if (name.empty() || std::ranges::find(names, name) != names.end()) return;
  names.push_back(name);
}

// Gathers what there is, whichever way it came into the record.
class Contents {
 public:
  explicit Contents(RecordSummary& summary) : summary_(summary) {}

  void add_cell(const catalog::Cell& cell, const base::Outcome& outcome) {
    const bool failed = outcome.kind == base::Outcome::Kind::failed;
    if (outcome.good() || failed) add_cell(cell, failed);
  }

  void add_cell(const catalog::Cell& cell, bool failed) {
    cells_.insert(cell);
    if (failed) failed_.insert(cell);
    add(summary_.targets, cell.target);
    add(summary_.toolchains, cell.toolchain);
    add(summary_.systems, cell.os);
    add(summary_.suites, cell.suite);
  }

  void add_cell(const record::Record& record, const record::CellRecord& cell) {
    const bool untimed = is_checked_without_times(cell);
    if (untimed) {
      add_cell(cell.cell, false);
    } else {
      add_cell(cell.cell, cell.outcome);
    }
    for (const record::Benchmark& benchmark : cell.benchmarks) {
      names_.emplace(record::shown_name(record, benchmark));
    }
    if (untimed) {
      checked_ = true;
    } else if (cell.domain && !cell.benchmarks.empty()) {
      domains_.insert(*cell.domain);
    }
  }

  void add_timed(const record::PairedBenchmark& benchmark) {
    names_.insert(benchmark.name);
    domains_.insert(record::HwTime::domain);
  }

  void finish() {
    summary_.cells = cells_.size();
    summary_.benchmarks = names_.size();
    for (const record::DomainTraits& each : record::kDomains) {
      if (domains_.contains(each.domain)) summary_.kinds.push_back(fmt::format("{}s", each.noun));
    }
    if (checked_) summary_.kinds.emplace_back("checks");
    if (!failed_.empty()) {
      summary_.notes.push_back(fmt::format("{} of {} cells failed", failed_.size(), cells_.size()));
    }
  }

 private:
  RecordSummary& summary_;
  std::set<catalog::Cell> cells_, failed_;
  std::set<std::string> names_;
  std::set<record::Domain> domains_;
  bool checked_ = false;  // without times
};

void describe_gate(const record::Record& record, RecordSummary& summary, Contents& contents) {
  const record::GateQuestion& question = *record.question;
  summary.kinds.emplace_back("gate");
  summary.base = question.base.word;
  summary.head = question.head.word;
  for (const auto* side : {&question.base, &question.head}) {
    for (const record::AskedCell& each : side->cells) contents.add_cell(each.cell, each.built);
  }
  if (record.paired) {
    for (const record::PairedBenchmark& each : record.paired->benchmarks) contents.add_timed(each);
  }
  for (const record::CountedPair& pair : record.counted) {
    contents.add_cell(record, pair.base);
    contents.add_cell(record, pair.head);
  }
}

void add_provenance(const record::Record& record, std::string_view now,
                    std::vector<std::string>& notes) {
  if (record::is_edited(record)) {
    notes.emplace_back("edited");
  } else if (record.provenance == "imported") {
    const auto file = std::filesystem::path(record.source).filename().string();
    notes.push_back(file.empty() ? "imported" : "imported from " + file);
  }
  if (record.created > now) notes.emplace_back("dated in the future");
  if (record.derived_from) notes.push_back("part of " + record.derived_from->id);
}

RecordSummary read_summary(const std::filesystem::path& path, std::string_view now,
                           Unreadable unreadable) {
  RecordSummary summary;
  try {
    summary = summary_of(read_local(path), now);
  } catch (const base::Error& fault) {
    if (unreadable == Unreadable::refused || fault.exit() == base::Exit::interrupted) throw;
    std::string_view why = fault.what();
    if (const auto file = path.string() + ": "; why.starts_with(file))
      why.remove_prefix(file.size());
    summary.notes.push_back(fmt::format("unreadable: {}", why));
  }
  summary.path = path;
  summary.name = path.stem().string();
  return summary;
}

}  // namespace

RecordSummary summary_of(const record::Record& record, std::string_view now) {
  RecordSummary summary;
  summary.id = record.id;
  summary.created = record.created;
  summary.provenance = record::provenance_of(record);
  add_provenance(record, now, summary.notes);
  Contents contents(summary);
  if (record.question) describe_gate(record, summary, contents);
  for (const record::CellRecord& cell : record.cells) contents.add_cell(record, cell);
  contents.finish();
  return summary;
}

std::vector<RecordSummary> summaries_of(const std::vector<std::filesystem::path>& files,
                                        unsigned jobs, Unreadable unreadable) {
  const std::string now = sys::utc_now();
  std::vector<RecordSummary> summaries(files.size());
  sys::for_each_parallel(files.size(), jobs, [&](std::size_t i) {
    summaries[i] = read_summary(files[i], now, unreadable);
  });
  std::ranges::sort(summaries, [](const RecordSummary& one, const RecordSummary& other) {
    return std::tie(one.created, one.name) > std::tie(other.created, other.name);
  });
  return summaries;
}

}  // namespace assay::work
