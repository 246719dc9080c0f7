// SPDX-License-Identifier: Apache-2.0
#include "record/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ensure.h"

namespace assay::record {

std::string_view shown_name(const Record& record, const Benchmark& benchmark) {
  const std::string_view name = benchmark.name;
  return record.provenance == "imported" ? name.substr(name.find('/') + 1) : name;
}

bool is_edited(const Record& record) { return record.seal == Seal::broken; }

std::string_view provenance_of(const Record& record) {
  return is_edited(record) ? "edited" : std::string_view(record.provenance);
}

std::size_t add_host(std::vector<Host>& hosts, const Host& host) {
  const auto found = std::ranges::find(hosts, host);
  const auto position = static_cast<std::size_t>(found - hosts.begin());
  if (found == hosts.end()) hosts.push_back(host);
  return position;
}

const Host& host_of(const Record& record, const Place& place) {
  base::ensure(place.host < record.hosts.size(), "a place names one of its record's hosts");
  return record.hosts[place.host];
}

PlaceIdentity identity_of(const Record& record, const Place& place) {
  return identity_of(host_of(record, place), place);
}

const std::string& host_class_of(const Record& record, const Place& place) {
  return place.guest_class.empty() ? host_of(record, place).host_class : place.guest_class;
}

bool is_variant(const CellRecord& cell) {
  return cell.place.emulator && !cell.place.emulator->variant.empty();
}

bool is_checked_without_times(const CellRecord& cell) {
  return cell.outcome.kind == base::Outcome::Kind::unavailable &&
         cell.outcome.code == kEmulatedHost && !cell.benchmarks.empty();
}

bool checks_only(const CellRecord& cell) {
  return is_variant(cell) || is_checked_without_times(cell);
}

bool lacks_program(const CellRecord& cell) {
  return !cell.program && std::ranges::any_of(cell.benchmarks, [](const Benchmark& each) {
    return each.outcome.good();
  });
}

const Benchmark* find_benchmark(const CellRecord& cell, std::string_view name) {
  const auto found = std::ranges::find(cell.benchmarks, name, &Benchmark::name);
  return found == cell.benchmarks.end() ? nullptr : &*found;
}

std::string versioned_name(std::string_view name, std::uint64_t since) {
  return fmt::format("{} (version {})", name, since);
}

}  // namespace assay::record
