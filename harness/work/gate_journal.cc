// SPDX-License-Identifier: Apache-2.0
#include "work/gate_journal.h"

#include <array>
#include <cstdint>
#include <string>

#include "base/json.h"
#include "record/json_node.h"
#include "record/paired_json.h"
#include "sys/clock.h"
#include "work/kit_run.h"

namespace assay::work {
namespace {

using base::Json;
using measure::Measured;
using record::JsonNode;

Json measured_json(const Measured& measured) {
  Json json;
  json.set("measured", record::to_json(measured.result)).set("sentinel", measured.sentinel);
  if (const auto& slices = measured.slices) {
    Json numbers{Json::Array{}};
    for (const std::int64_t number :
         {slices->prime, slices->passes, std::int64_t{slices->pairs}, slices->lead}) {
      numbers.push(number);
    }
    json.set("slices", std::move(numbers));
  }
  return json;
}

Measured read_measured(const JsonNode& node) {
  Measured measured{.result = record::read_paired_benchmark(node.member("measured")),
                    .sentinel = node.boolean("sentinel")};
  const auto slices = node.member_or_none("slices");
  if (!slices) return measured;
  std::array<std::int64_t, 4> numbers{};
  std::size_t count = 0;
  slices->each_item([&](const JsonNode& item) {
    if (count < numbers.size()) numbers[count] = static_cast<std::int64_t>(item.whole());
    ++count;
  });
  if (count != numbers.size()) slices->fail("expected four numbers");
  measured.slices = {.prime = numbers[0],
                     .passes = numbers[1],
                     .pairs = static_cast<unsigned>(numbers[2]),
                     .lead = numbers[3]};
  return measured;
}

}  // namespace

GateJournal::GateJournal(const std::filesystem::path& path, const KitManifest& manifest,
                         const record::Host& host)
    : journal_(path) {
  const std::string name = path.string();
  bool of_this_boot = false;
  for (const std::string& line : journal_.lines()) {
    const Json json = base::parse_json(line, name);
    if (&line == &journal_.lines().front() || json.find("kit") != nullptr) {
      require_same_kit(json, path, manifest);
      of_this_boot = !host.session.empty() && json.text("boot") == host.session;
      before_.clear();
      done_ = 0;
    } else if (of_this_boot) {
      measure::add(before_, read_measured(JsonNode(json, name)));
      ++done_;
    }
  }
  if (of_this_boot) return;
  Json opening;
  opening.set("kit", identity_of(manifest)).set("began", sys::utc_now());
  opening.set("boot", host.session);
  journal_.append(opening.dump_compact());
}

void GateJournal::add(const Measured& news) {
  Json line = measured_json(news);
  line.set("done", ++done_);
  journal_.append(line.dump_compact());
}

}  // namespace assay::work
