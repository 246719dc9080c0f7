// SPDX-License-Identifier: Apache-2.0
#include "work/kit_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "record/runner.h"
#include "work/gate_kit.h"

namespace assay::work {
namespace {

bool is_of(const KitProgram& sent, const record::CellRecord& cell) {
  return sent.cell == cell.cell && cell.program == sent.program;
}

bool is_native(const record::Place& place) {
  return place.runner == record::kNative.name && !place.emulator;
}

// Why it is none; "" when it is one. Likewise below.
std::string why_no_run(const record::Record& record, const KitManifest& manifest) {
  if (record.question || record.paired || !record.counted.empty()) return "it is a gate's";
  for (const record::CellRecord& cell : record.cells) {
    const auto& all = manifest.programs;
    const std::string name = base::printable(to_text(cell.cell));
    if (std::ranges::none_of(all, [&](const auto& sent) { return is_of(sent, cell); })) {
      return "no such program was sent for " + name;
    }
    if (!is_native(cell.place)) return name + " was not run by that machine itself";
  }
  for (const KitProgram& sent : manifest.programs) {
    const auto& all = record.cells;
    if (std::ranges::none_of(all, [&](const auto& cell) { return is_of(sent, cell); })) {
      return "it lacks " + to_text(sent.cell);
    }
  }
  return {};
}

std::string why_no_gate(const record::Record& record, const record::GateQuestion& asked) {
  if (!record.question || !record.paired) return "it is not a gate's";
  if (!record.cells.empty() || !record.counted.empty()) return "it has cells that nobody asked for";
  if (!is_question(*record.question, asked)) return "its question is another one";
  if (!is_native(record.paired->place)) return "it was not measured by that machine itself";
  return {};
}

std::string why_no_answer(const record::Record& record, const Kit& kit) {
  if (record.provenance != "measured" || record.derived_from) return "it is made from another one";
  if (record.round) return "it is of a round";
  const KitFile* const question = question_file(kit.files);
  return question == nullptr ? why_no_run(record, kit.manifest)
                             : why_no_gate(record, read_question(question->bytes));
}

}  // namespace

bool is_question(const record::GateQuestion& answered, record::GateQuestion asked) {
  asked.identical = answered.identical;
  asked.only_in_base = answered.only_in_base;
  asked.only_in_head = answered.only_in_head;
  return answered == asked;
}

void require_answer(const record::Record& record, const Kit& kit, const std::string& machine) {
  const std::string why = why_no_answer(record, kit);
  if (why.empty()) return;
  throw base::Error(
      base::Exit::missing,
      fmt::format("the record of {} is no answer to what was sent there: {}", machine, why));
}

}  // namespace assay::work
