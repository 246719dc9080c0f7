// SPDX-License-Identifier: Apache-2.0
#include "work/gate_kit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/number.h"
#include "base/text.h"
#include "record/json_node.h"
#include "record/question_json.h"
#include "record/runner.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "work/catalog_files.h"
#include "work/gate.h"
#include "work/gate_journal.h"
#include "work/gate_plan.h"
#include "work/kit_answer.h"
#include "work/kit_run.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// Names of files that people chose are not always those of a kit.
std::string plain(std::string name) {
  for (char& letter : name) {
    const bool kept = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
                      (letter >= 'a' && letter <= 'z') || letter == '-' || letter == '_';
    if (!kept) letter = '_';
  }
  return name;
}

record::AskedSide pack_side(const GateSide& side, const std::string& name,
                            std::vector<KitFile>& files) {
  if (side.record) {
    throw Error(Exit::usage, fmt::format("{} is a finished record, and its times decide nothing",
                                         base::printable(side.word)))
        .hint("name programs or commits on both sides: they are measured in turns");
  }
  record::AskedSide asked = asked_of(side);
  std::set<std::string> taken, suites;
  for (record::AskedCell& cell : asked.cells) {
    if (!cell.built.good() || !cell.program) continue;
    std::string path = fmt::format("programs/{}/{}", name, plain(cell.cell.suite));
    while (!taken.insert(path).second) path += '_';
    files.push_back(kit_file_at(path, cell.program->path, true));
    cell.program->path = path;
    const auto* suite = side.catalog.suite(cell.cell.suite);
    if (cell.cell.toolchain == "unknown" || suite == nullptr) continue;
    if (!suites.insert(suite->name).second) continue;
    std::ranges::move(suite_files(*suite, "benchmarks/" + name), std::back_inserter(files));
  }
  return asked;
}

// As good as any other one that nobody chose, and the same for the same question.
std::uint64_t seed_of(record::GateQuestion question) {
  question.seed = 0;
  return *base::hex_to_uint64(base::short_hash(record::to_json(question).dump()));
}

GateSide unpack_side(const record::AskedSide& asked, const std::string& name,
                     const fs::path& folder, const sys::Folders& folders) {
  GateSide side{.word = asked.word,
                .source = asked.commit,
                .programs = {},
                .record = {},
                .catalog = load_catalog(folders, {}, folder / "benchmarks" / name),
                .selection = asked.selection,
                .left_out = asked.left_out};
  for (const record::AskedCell& cell : asked.cells) {
    auto program = cell.program;
    if (program) program->path = (folder / program->path).string();
    side.programs.push_back({.cell = cell.cell, .built = cell.built, .program = program});
  }
  return side;
}

void restore_programs(record::AskedSide& side, const record::AskedSide& asked) {
  for (std::size_t i = 0; i < side.cells.size(); ++i)
    side.cells[i].program = asked.cells[i].program;
}

// Where the kit was unpacked is nobody's business.
void remove_paths(record::Record& record, const record::GateQuestion& asked, const fs::path& folder,
                  const fs::path& output) {
  restore_programs(record.question->base, asked.base);
  restore_programs(record.question->head, asked.head);
  for (auto* const those : {&record.paired->benchmarks, &record.paired->sentinels}) {
    for (auto& each : *those) shorten_paths(each.outcome.reason, folder, output);
  }
  for (std::string& note : record.paired->notes) shorten_paths(note, folder, output);
}

}  // namespace

GateParcel pack_gate(record::GateQuestion question, const GateSides& sides) {
  GateParcel parcel;
  question.base = pack_side(sides.base, "base", parcel.files);
  question.head = pack_side(sides.head, "head", parcel.files);
  question.runners = {std::string(record::kNative.name)};
  if (question.day.empty()) question.seed = seed_of(question);
  std::ranges::sort(parcel.files, {}, &KitFile::path);
  parcel.files.push_back(kit_file(std::string(kKitQuestion), record::to_json(question).dump()));
  parcel.question = std::move(question);
  return parcel;
}

const KitFile* question_file(const std::vector<KitFile>& files) {
  const auto found = std::ranges::find(files, kKitQuestion, &KitFile::path);
  return found == files.end() ? nullptr : &*found;
}

record::GateQuestion read_question(std::string_view text) {
  const std::string name(kKitQuestion);
  base::Json json = base::parse_json(text, name, kMostQuestion);
  if (json.find("day") == nullptr) json.set("day", sys::utc_now().substr(0, 10));
  return record::read_question(record::JsonNode(json, name));
}

bool is_gate(const KitManifest& manifest) { return question_file(manifest.files) != nullptr; }

record::GateQuestion question_of(const fs::path& folder) {
  return read_question(sys::read_file(folder / kKitQuestion, kMostQuestion));
}

record::Record measure_gate(const KitManifest& manifest, const fs::path& folder,
                            const fs::path& output, const Instruments& with,
                            base::Progress& progress) {
  if (with.host.host_class == "emulated") {
    throw Error(Exit::missing,
                "this machine is emulated, and times under emulation decide nothing");
  }
  const record::GateQuestion question = question_of(folder);
  check(question, with.runners);
  const GateSide base = unpack_side(question.base, "base", folder, with.folders);
  const GateSide head = unpack_side(question.head, "head", folder, with.folders);
  const GateSides sides{base, head};
  GatePlan plan = plan_of(sides, with, question);
  GateJournal journal(output / "session-1.jsonl", manifest, with.host);
  record::Record record = run_gate(question, sides, plan, with, 1, progress, &journal);
  if (fits_nothing(record, plan)) {
    journal.forget();
    throw Error(Exit::usage, fmt::format("no benchmark name matches --filter '{}'",
                                         base::printable(question.filter)));
  }
  remove_paths(record, question, folder, output);
  record.harness = manifest.harness;
  return record;
}

std::optional<record::Record> finished_gate(const fs::path& folder, const fs::path& output) {
  const fs::path path = output / "record.json";
  std::error_code fault;
  if (!fs::exists(path, fault)) return std::nullopt;
  record::Record record = read_local(path);
  record::GateQuestion asked = question_of(folder);
  if (record.question) asked.day = record.question->day;  // a kit without one is asked each day
  if (record.question && is_question(*record.question, asked)) return record;
  throw Error(Exit::usage, fmt::format("{} is of another kit", path.string()))
      .hint("give this one a folder of its own: -o FOLDER");
}

}  // namespace assay::work
