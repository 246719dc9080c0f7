// SPDX-License-Identifier: Apache-2.0
#include "record/marks.h"

#include <fmt/format.h>

#include <cstddef>
#include <optional>

namespace assay::record {
namespace {

void add_cell(std::vector<Mark>& marks, const Record& record, const CellRecord& cell,
              const std::string& at) {
  const auto of_cell = doubt_of(record, cell);
  if (of_cell) marks.push_back({at, *of_cell});
  for (std::size_t i = 0; i < cell.benchmarks.size(); ++i) {
    const auto own = doubt_of(record, cell, cell.benchmarks[i]);
    const bool said = own && of_cell && own->code == of_cell->code;
    if (own && !said) marks.push_back({fmt::format("{}/benchmarks/{}", at, i), *own});
  }
}

void add_pairs(std::vector<Mark>& marks, const Record& record,
               const std::vector<PairedBenchmark>& benchmarks, std::string_view at) {
  for (std::size_t i = 0; i < benchmarks.size(); ++i) {
    if (!benchmarks[i].outcome.good()) continue;
    const auto doubt = doubt_of(record, *record.paired, benchmarks[i].name);
    if (doubt) marks.push_back({fmt::format("{}/{}", at, i), *doubt});
  }
}

}  // namespace

std::vector<Mark> marks_of(const Record& record) {
  std::vector<Mark> marks;
  if (is_edited(record)) {
    marks.push_back({"", {"edited", "the record was changed after it was written"}});
  }
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    add_cell(marks, record, record.cells[i], fmt::format("/cells/{}", i));
  }
  if (record.paired) {
    add_pairs(marks, record, record.paired->benchmarks, "/paired/benchmarks");
    add_pairs(marks, record, record.paired->sentinels, "/paired/sentinels");
  }
  for (std::size_t i = 0; i < record.counted.size(); ++i) {
    add_cell(marks, record, record.counted[i].base, fmt::format("/counted/{}/base", i));
    add_cell(marks, record, record.counted[i].head, fmt::format("/counted/{}/head", i));
  }
  return marks;
}

base::Json with_marks(const base::Json& document, const Record& record) {
  base::Json result;
  for (const auto& [key, value] : *document.object()) {
    if (key != kMarksKey) result.set(key, value);
  }
  base::Json list{base::Json::Array{}};
  for (const auto& [at, doubt] : marks_of(record)) {
    base::Json mark;
    mark.set("at", at).set("code", doubt.code).set("reason", doubt.reason);
    list.push(std::move(mark));
  }
  if (!list.array()->empty()) result.set(std::string(kMarksKey), std::move(list));
  return result;
}

}  // namespace assay::record
