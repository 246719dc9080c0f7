// SPDX-License-Identifier: Apache-2.0
#include "judge/acceptance.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "base/toml.h"
#include "record/text_form.h"

namespace assay::judge {
namespace {

using base::Problem;
using base::TomlReader;
using record::Accepted;

Accepted read_one(const base::TomlTable& table, std::size_t index, std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("[[accept]] {}", index + 1), problems);
  Accepted one{.benchmark = reader.text("benchmark"),
               .target = reader.text_or("target", ""),
               .reason = reader.text("reason"),
               .until = reader.text("until"),
               .file = reader.position("benchmark").file,
               .line = reader.position("benchmark").line};
  if (!one.until.empty() && !record::kDay.fits(one.until)) {
    reader.problem("until", fmt::format("\"{}\" is not a day", base::printable(one.until)),
                   "write it as a string: \"2026-12-31\"");
  }
  reader.finish();
  return one;
}

bool fits(const Accepted& accepted, const GateRow& row) {
  return base::matches_glob(accepted.benchmark, row.name) &&
         (accepted.target.empty() || accepted.target == row.target);
}

// Whether the entry is still needed: takes the red from a row that it fits until its day is over.
// Of a doubtful row nobody knows.
bool accept(GateRow& row, const Accepted& each, std::string_view today) {
  if (!fits(each, row)) return false;
  if (row.verdict != Verdict::regressed) return row.verdict == Verdict::doubtful;
  const bool over = each.until < today;
  row.red = row.red && over;
  row.reasons.push_back(
      over ? fmt::format("was accepted until {}, which has passed: {}", each.until, each.reason)
           : fmt::format("accepted until {}: {}", each.until, each.reason));
  return true;
}

}  // namespace

std::vector<Accepted> read_accepted(std::string_view text, std::string_view file) {
  std::vector<Problem> problems;
  const base::TomlTable table = base::parse_toml(text, file, problems);
  TomlReader reader(table, "the file", problems);
  std::vector<Accepted> accepted;
  for (const base::TomlTable* const each : reader.tables("accept")) {
    accepted.push_back(read_one(*each, accepted.size(), problems));
  }
  reader.finish();
  if (!problems.empty()) throw base::Error::of(base::Exit::usage, problems);
  return accepted;
}

void accept(Gate& gate, const std::vector<Accepted>& accepted, std::string_view today) {
  for (const Accepted& each : accepted) {
    bool used = false;
    for (GateRow& row : gate.rows) used = accept(row, each, today) || used;
    if (used) continue;
    gate.notes.push_back(fmt::format("{}:{}: {} is accepted and has not regressed", each.file,
                                     each.line, each.benchmark));
  }
  add_rows(gate, {});
}

}  // namespace assay::judge
