// SPDX-License-Identifier: Apache-2.0
#include "kit/gate_result.h"

#include "judge/decision.h"
#include "present/formats.h"
#include "work/gate_kit.h"
#include "work/local_records.h"

namespace assay::kit {

int measure_or_show_gate(const KitPlace& place, const terminal::Arguments& words,
                         terminal::Console& console) {
  const std::filesystem::path path = place.output / "record.json";
  std::error_code fault;
  record::Record record;
  if (std::filesystem::exists(path, fault)) {
    record = work::read_local(path);
    console.say("this gate was measured already; -o FOLDER measures it again");
  } else {
    record =
        work::measure_gate(place.manifest, place.folder, instruments(place), console.progress());
    work::save_record(record, place.output, path);
  }
  const judge::Gate gate = judge::decide(record);
  console.print(present::render(gate, console.style(words)));
  console.say("record: " + path.string());
  return static_cast<int>(gate.exit);
}

}  // namespace assay::kit
