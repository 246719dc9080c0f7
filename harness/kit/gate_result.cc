// SPDX-License-Identifier: Apache-2.0
#include "kit/gate_result.h"

#include "judge/decision.h"
#include "present/formats.h"
#include "work/gate_kit.h"
#include "work/local_records.h"

namespace assay::kit {

namespace {

std::filesystem::path record_path(const KitPlace& place) { return place.output / "record.json"; }

int show_record(const record::Record& record, const KitPlace& place,
                const terminal::Arguments& words, const terminal::Console& console) {
  const judge::Gate gate = judge::decide(record);
  console.print(present::render(gate, console.style(words)));
  console.say("record: " + record_path(place).string());
  return static_cast<int>(gate.exit);
}

}  // namespace

int measure_gate(const KitPlace& place, const terminal::Arguments& words,
                 terminal::Console& console) {
  record::Record record = work::measure_gate(place.manifest, place.folder, place.output,
                                             instruments(place), console.progress());
  work::save_record(record, place.output, record_path(place));
  return show_record(record, place, words, console);
}

std::optional<int> show_gate(const KitPlace& place, const terminal::Arguments& words,
                             terminal::Console& console) {
  const auto record = work::finished_gate(place.folder, place.output);
  if (!record) return std::nullopt;
  return show_record(*record, place, words, console);
}

}  // namespace assay::kit
