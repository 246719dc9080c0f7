// SPDX-License-Identifier: Apache-2.0
// A gate that is measured elsewhere: the question and both sides' programs in a kit, the record
// with every sample back. What follows from the record is judge::decide's business, here as there.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/units.h"
#include "record/question.h"
#include "record/record.h"
#include "work/gate_side.h"
#include "work/instruments.h"
#include "work/kit.h"

namespace assay::work {

inline constexpr std::string_view kKitQuestion = "question.json";
inline constexpr base::Bytes kMostQuestion{16u << 20};

// The question's file among those of a kit; null in a kit of runs.
const KitFile* question_file(const std::vector<KitFile>& files);

// Of the text of such a file; one without a day is asked today. Throws Error(usage).
record::GateQuestion read_question(std::string_view text);

// The question with the programs of both sides, at their places inside the kit, and the files for
// these: programs/base/SUITE, benchmarks/base/SUITE/suite.toml and so on. Only programs that were
// built; a gate's kit times, whatever the question's runners are. A question without a day is of no
// call: its seed follows from all the rest of it, so that the kit is the same each time. Throws
// Error(usage) for a side that is a record.
struct GateParcel {
  record::GateQuestion question;
  std::vector<KitFile> files;  // with question.json
};
GateParcel pack_gate(record::GateQuestion question, const GateSides& sides);

bool is_gate(const KitManifest& manifest);

// What a kit that is a gate was made to ask.
record::GateQuestion question_of(const std::filesystem::path& folder);

// Measures the kit's question in turns, and goes on with what the folder of results has of it
// (gate_journal.h). The record has the paths inside the kit, no id, and the harness that made the
// kit. Throws Error(missing) on an emulated machine, and Error(interrupted).
record::Record measure_gate(const KitManifest& manifest, const std::filesystem::path& folder,
                            const std::filesystem::path& output, const Instruments& with,
                            base::Progress& progress);

// The record of the gate when it is over. Throws Error(usage) where the folder of results has
// another kit's.
std::optional<record::Record> finished_gate(const std::filesystem::path& folder,
                                            const std::filesystem::path& output);

}  // namespace assay::work
