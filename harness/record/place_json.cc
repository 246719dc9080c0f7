// SPDX-License-Identifier: Apache-2.0
#include "record/place_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "record/benchmark_json.h"
#include "record/program_json.h"
#include "record/rules.h"
#include "record/runner.h"

namespace assay::record {
namespace {

using base::Json;

Json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json object{Json::Object{}};
  for (const auto& [key, value] : pairs) object.set(key, value);
  return object;
}

Json evidence_json(const std::vector<Evidence>& evidence) {
  Json list{Json::Array{}};
  for (const Evidence& each : evidence) {
    Json json;
    json.set("signal", each.signal).set("strength", each.strength).set("value", each.value);
    list.push(std::move(json));
  }
  return list;
}

std::vector<Evidence> read_evidence(const JsonNode& node) {
  constexpr std::string_view kStrengths[] = {"strong", "weak"};
  std::vector<Evidence> evidence;
  node.each_item([&](const JsonNode& item) {
    evidence.push_back({.signal = item.text("signal", kNotEmpty),
                        .strength = item.word("strength", kStrengths),
                        .value = item.text("value")});
  });
  return evidence;
}

Json emulator_json(const Emulator& emulator) {
  Json json;
  json.set("name", emulator.name);
  json.set("version", emulator.version);
  json.set("sha256", emulator.sha256);
  json.set("cpu", emulator.cpu);
  set_text(json, "variant", emulator.variant);
  set_text(json, "plugin_sha256", emulator.plugin_sha256);
  set_text(json, "accelerator", emulator.accelerator);
  set_text(json, "kernel", emulator.kernel);
  set_text(json, "image_sha256", emulator.image_sha256);
  for (const auto& [key, bytes] : {std::pair("kernel_bytes", emulator.kernel_bytes),
                                   std::pair("initramfs_bytes", emulator.initramfs_bytes)}) {
    if (bytes != 0) json.set(key, bytes);
  }
  return json;
}

Reading read_reading(const JsonNode& node) {
  return {.at = node.text("at", kUtcTime), .values = read_pairs(node.member("values"))};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_pairs(const JsonNode& object) {
  std::vector<std::pair<std::string, std::string>> pairs;
  object.each_member([&](const std::string& key, const JsonNode& value) {
    pairs.emplace_back(key, value.as_text());
  });
  return pairs;
}

Json to_json(const Host& host) {
  Json json;
  set_text(json, "key", host.key);
  set_text(json, "place", host.place);
  json.set("session", host.session);
  json.set("class", host.host_class);
  json.set("evidence", evidence_json(host.evidence));
  json.set("fingerprint", object_of(host.fingerprint));
  json.set("features", array_of(host.features));
  if (!host.unreadable.empty()) json.set("unreadable", array_of(host.unreadable));
  if (host.readings.empty()) return json;
  Json readings{Json::Array{}};
  for (const Reading& each : host.readings) {
    Json reading;
    reading.set("at", each.at).set("values", object_of(each.values));
    readings.push(std::move(reading));
  }
  json.set("readings", std::move(readings));
  return json;
}

Host read_machine(const JsonNode& node) {
  constexpr std::string_view kClasses[] = {"bare-metal-claimed", "virtualised", "emulated", ""};
  return {.fingerprint = read_pairs(node.member("fingerprint")),
          .unreadable = node.texts_or_none("unreadable", kNotEmpty),
          .features = node.texts("features", kNotEmpty),
          .host_class = node.word("class", kClasses),
          .evidence = read_evidence(node.member("evidence")),
          .session = {},
          .key = node.text_or_none("key", kShortHash)};
}

Host read_host(const JsonNode& node) {
  Host host = read_machine(node);
  host.session = node.text("session", kSession);
  host.place = node.text_or_none("place", kPlaceWord);
  if (const auto readings = node.member_or_none("readings")) {
    readings->each_item([&](const JsonNode& item) { host.readings.push_back(read_reading(item)); });
  }
  return host;
}

std::string read_runner(const JsonNode& node) {
  std::string runner = node.text("runner");
  if (find_runner(runner) == nullptr && !runner.empty()) {
    node.member("runner").fail(fmt::format("\"{}\" is not a runner, expected {}",
                                           base::printable(runner),
                                           base::join(runner_names(), ", ")));
  }
  return runner;
}

// Sizes are left out where they are not known.
Emulator read_emulator(const JsonNode& node) {
  constexpr std::string_view kAccelerators[] = {"kvm"};
  return {.name = node.text("name", kNotEmpty),
          .version = node.text("version", kNotEmpty),
          .sha256 = node.text("sha256", kSha256),
          .cpu = node.text("cpu", kNotEmpty),
          .variant = node.text_or_none("variant", kNotEmpty),
          .plugin_sha256 = node.text_or_none("plugin_sha256", kSha256),
          .accelerator = node.word_or_none("accelerator", kAccelerators),
          .kernel = node.text_or("kernel"),
          .image_sha256 = node.text_or_none("image_sha256", kSha256),
          .kernel_bytes = node.whole_or("kernel_bytes", 0, 1),
          .initramfs_bytes = node.whole_or("initramfs_bytes", 0, 1)};
}

Json to_json(const Place& place) {
  Json json;
  json.set("host", std::uint64_t{place.host}).set("runner", place.runner);
  set_text(json, "class", place.guest_class);
  if (!place.guest_evidence.empty()) json.set("evidence", evidence_json(place.guest_evidence));
  if (place.emulator) json.set("emulator", emulator_json(*place.emulator));
  return json;
}

Place read_place(const JsonNode& node, std::size_t hosts) {
  constexpr std::string_view kClasses[] = {"virtualised"};
  const std::uint64_t host = node.whole("host");
  if (host >= hosts) {
    node.member("host").fail(fmt::format("{} of {} hosts, counted from 0", host, hosts));
  }
  Place place{.host = static_cast<std::size_t>(host),
              .runner = read_runner(node),
              .guest_class = node.word_or_none("class", kClasses)};
  if (const auto evidence = node.member_or_none("evidence")) {
    place.guest_evidence = read_evidence(*evidence);
  }
  if (const auto emulator = node.member_or_none("emulator")) {
    place.emulator = read_emulator(*emulator);
    if (!place.emulator->accelerator.empty() && place.guest_class.empty()) {
      node.fail("the key \"class\" is missing: with an accelerator it is a guest's place");
    }
  }
  check_place(place, node);
  return place;
}

std::size_t PlaceList::index_of(const Place& place) {
  const auto found = std::ranges::find(places_, place);
  if (found != places_.end()) return static_cast<std::size_t>(found - places_.begin());
  places_.push_back(place);
  return places_.size() - 1;
}

Json PlaceList::json() const {
  Json list{Json::Array{}};
  for (const Place& place : places_) list.push(to_json(place));
  return list;
}

}  // namespace assay::record
