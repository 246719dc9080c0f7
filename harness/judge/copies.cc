// SPDX-License-Identifier: Apache-2.0
#include "judge/copies.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/text.h"

namespace assay::judge {
namespace {

// A single one may agree by chance where clocks tick slowly.
constexpr std::size_t kLeastShared = 3;

std::uint64_t hash_of(const record::TimeSample& sample) {
  const std::array<std::uint64_t, 3> numbers{sample.iterations,
                                             std::bit_cast<std::uint64_t>(sample.wall_ns),
                                             std::bit_cast<std::uint64_t>(sample.cpu_ns)};
  base::ShortHash hash;
  for (const std::uint64_t number : numbers) {
    const auto bytes = std::bit_cast<std::array<char, sizeof number>>(number);
    hash.add({bytes.data(), bytes.size()});
  }
  return hash.number();
}

Likeness likeness_of(const Entry& fresh, const Entry& other, std::size_t shared) {
  const bool all_of_fresh = shared == fresh.samples.size();
  const bool all_of_other = shared == other.samples.size();
  if (fresh.signer != other.signer) {
    return all_of_fresh || all_of_other ? Likeness::copy : Likeness::overlap;
  }
  if (all_of_fresh && all_of_other) return Likeness::replay;
  if (all_of_fresh) return Likeness::subset;
  return all_of_other ? Likeness::continued : Likeness::overlap;
}

bool may_send_again(const Entry& fresh, const Entry& other) {
  return other.revoked && fresh.signer == other.signer;
}

}  // namespace

std::string_view code_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::copy:
      return "copy";
    case Likeness::replay:
      return "replay";
    case Likeness::subset:
      return "subset";
    case Likeness::continued:
      return "continued";
    case Likeness::overlap:
      return "overlap";
  }
  return {};
}

bool refuses(Likeness likeness) { return likeness != Likeness::continued; }

std::vector<std::uint64_t> samples_of(const record::Record& record) {
  std::vector<std::uint64_t> hashes;
  for (const record::CellRecord& cell : record.cells) {
    for (const record::Benchmark& benchmark : cell.benchmarks) {
      const auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
      if (times == nullptr) continue;
      for (const record::TimeSample& sample : times->values) hashes.push_back(hash_of(sample));
    }
  }
  std::ranges::sort(hashes);
  hashes.erase(std::ranges::unique(hashes).begin(), hashes.end());
  return hashes;
}

std::vector<Copy> Ledgered::find_copies(const Entry& fresh) const {
  if (fresh.samples.empty()) return find_same_content(fresh);
  std::vector<Copy> copies;
  for (const auto& [owner, number] : shared_with(fresh)) {
    const Entry& other = entries_[owner];
    const std::size_t least = std::min({kLeastShared, fresh.samples.size(), other.samples.size()});
    if (may_send_again(fresh, other) || number < least) continue;
    copies.push_back({.likeness = likeness_of(fresh, other, number),
                      .of = other.name,
                      .shared = number,
                      .own = fresh.samples.size()});
  }
  std::ranges::stable_sort(copies, std::ranges::greater(), &Copy::shared);
  return copies;
}

std::map<std::size_t, std::size_t> Ledgered::shared_with(const Entry& fresh) const {
  std::map<std::size_t, std::size_t> shared;
  for (const std::uint64_t sample : fresh.samples) {
    const auto owners = owners_.find(sample);
    if (owners == owners_.end()) continue;
    for (const std::size_t owner : owners->second) ++shared[owner];
  }
  return shared;
}

std::vector<Copy> Ledgered::find_same_content(const Entry& fresh) const {
  std::vector<Copy> copies;
  for (const Entry& other : entries_) {
    if (fresh.content != other.content || may_send_again(fresh, other)) continue;
    const bool same = fresh.signer == other.signer;
    copies.push_back({.likeness = same ? Likeness::replay : Likeness::copy, .of = other.name});
  }
  return copies;
}

void Ledgered::add(Entry entry) {
  for (const std::uint64_t sample : entry.samples) owners_[sample].push_back(entries_.size());
  entries_.push_back(std::move(entry));
}

}  // namespace assay::judge
