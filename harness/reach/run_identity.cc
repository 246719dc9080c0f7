// SPDX-License-Identifier: Apache-2.0
#include "reach/run_identity.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "record/question_json.h"
#include "work/gate_kit.h"

namespace assay::reach {
namespace {

// Without what differs at each call: the seed that nobody chose, and the day.
std::string asked(const work::KitFile& file) {
  record::GateQuestion question = work::read_question(file.bytes);
  question.seed = 0;
  question.day.clear();
  return record::to_json(question).dump();
}

std::string text_of(const work::Kit& kit, bool chance_seed) {
  const work::KitFile* question = work::question_file(kit.files);
  if (!chance_seed || question == nullptr) return work::to_text(kit.manifest);
  work::KitManifest rest = kit.manifest;
  std::erase_if(rest.files, [](const auto& file) { return file.path == work::kKitQuestion; });
  return work::to_text(rest) + asked(*question);
}

}  // namespace

std::string to_text(const RunIdentity& identity) {
  const Place& place = identity.place;
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", place.name, place.host, place.user,
                                 place.port, place.folder, place.cpus, identity.host_name);
  for (const auto& [name, value] : place.environment) {
    text += fmt::format("{}={}:{}\n", name, value.size(), value);
  }
  return base::short_hash(text + text_of(identity.kit, identity.chance_seed));
}

}  // namespace assay::reach
