// SPDX-License-Identifier: Apache-2.0
#include "judge/portability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

namespace assay::judge {
namespace {

// A column of one of the tables.
struct Place {
  const Table* table = nullptr;
  std::size_t column = 0;

  const Column& what() const { return table->columns[column]; }
};

class Platforms {
 public:
  explicit Platforms(const std::vector<Table>& tables) {
    for (const auto& table : tables) {
      if (!record::traits_of(table.domain).time) continue;
      for (std::size_t i = 0; i < table.columns.size(); ++i) add({&table, i});
    }
    if (!can_judge()) return;
    add_rows(tables);
    std::erase_if(benchmarks_, [&](const std::string& benchmark) {
      const std::string why = why_apart(benchmark);
      if (!why.empty()) left_out_.push_back(why);
      return !why.empty();
    });
  }

  bool can_judge() const { return !ambiguous_ && platforms_.size() > 1 && variants_.size() > 1; }

  std::vector<Portability> judge() const {
    std::vector<Portability> all;
    for (const auto& variant : variants_) all.push_back(judge(variant));
    return all;
  }

  const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  using Variant = std::pair<std::string, std::string>;   // toolchain, os
  using Platform = std::pair<std::string, std::string>;  // target, host

  void add(const Place& place) {
    const auto& column = place.what();
    if (column.imported || column.edited) return;
    const Variant variant{column.toolchain, column.os};
    const Platform platform{column.target, column.host};
    if (std::ranges::find(variants_, variant) == variants_.end()) variants_.push_back(variant);
    auto& variants = platforms_[platform];
    ambiguous_ = !variants.emplace(variant, place).second || ambiguous_;
  }

  void add_rows(const std::vector<Table>& tables) {
    std::set<std::string> known;
    for (const auto& table : tables) {
      if (!record::traits_of(table.domain).time) continue;
      for (const auto& row : table.rows) {
        rows_.emplace(std::pair(&table, row.benchmark), &row);
        if (known.insert(row.benchmark).second) benchmarks_.push_back(row.benchmark);
      }
    }
  }

  // Null when the table has no such row.
  const Value* value(const Place& place, const std::string& benchmark) const {
    const auto row = rows_.find(std::pair(place.table, benchmark));
    return row == rows_.end() ? nullptr : &row->second->values[place.column];
  }

  // Why the benchmark is in nobody's score: a doubtful time would change the best of all, and
  // unlike work has no ratio. Empty for one that is.
  std::string why_apart(const std::string& benchmark) const {
    for (const auto& [platform, variants] : platforms_) {
      const std::string why = why_apart(good_values(variants, benchmark));
      if (!why.empty()) return fmt::format("{} on {}: {}", benchmark, platform_text(platform), why);
    }
    return {};
  }

  static std::string why_apart(const std::vector<const Value*>& values) {
    for (const Value* value : values) {
      if (value->doubt) return std::string(value->doubt->code);
      if (value->since != values.front()->since) return "unlike work";
    }
    return {};
  }

  std::vector<const Value*> good_values(const std::map<Variant, Place>& variants,
                                        const std::string& benchmark) const {
    std::vector<const Value*> good;
    for (const auto& [variant, place] : variants) {
      const Value* own = value(place, benchmark);
      if (own != nullptr && own->outcome.good()) good.push_back(own);
    }
    return good;
  }

  static bool has_time(const Value* value) {
    return value != nullptr && value->outcome.good() && value->value && *value->value > 0;
  }

  std::optional<double> best(const std::map<Variant, Place>& variants,
                             const std::string& benchmark) const {
    std::optional<double> best;
    for (const auto& [variant, place] : variants) {
      const auto* own = value(place, benchmark);
      if (has_time(own)) best = std::min(best.value_or(*own->value), *own->value);
    }
    return best;
  }

  std::string variant_text(const Variant& variant) const {
    const bool several = std::ranges::any_of(
        variants_, [&](const Variant& each) { return each.second != variant.second; });
    return several ? variant.first + " " + variant.second : variant.first;
  }

  std::string platform_text(const Platform& platform) const {
    const auto same = std::ranges::count_if(
        platforms_, [&](const auto& each) { return each.first.first == platform.first; });
    return same > 1 ? fmt::format("{} (host {})", platform.first, platform.second) : platform.first;
  }

  struct Efficiencies {
    std::vector<double> known;
    std::vector<std::string> missing;  // "matmul on riscv64-gcv: timeout"
  };

  // Those of one benchmark, on the platforms on which any variant has a time.
  Efficiencies efficiencies(const Variant& variant, const std::string& benchmark) const {
    Efficiencies found;
    for (const auto& [platform, variants] : platforms_) {
      const auto fastest = best(variants, benchmark);
      if (!fastest) continue;
      const auto place = variants.find(variant);
      const auto* own = place == variants.end() ? nullptr : value(place->second, benchmark);
      if (has_time(own)) {
        found.known.push_back(*fastest / *own->value);
        continue;
      }
      const auto& code = own == nullptr ? "not tried" : own->outcome.code;
      found.missing.push_back(
          fmt::format("{} on {}: {}", benchmark, platform_text(platform), code));
    }
    return found;
  }

  Portability judge(const Variant& variant) const {
    Portability result{.variant = variant_text(variant), .platforms = platforms_.size()};
    std::vector<double> all;
    double logs_of_means = 0;
    for (const auto& benchmark : benchmarks_) {
      const auto [known, missing] = efficiencies(variant, benchmark);
      result.unsupported.insert(result.unsupported.end(), missing.begin(), missing.end());
      if (!missing.empty() || known.empty()) continue;
      double inverses = 0;
      for (const double each : known) inverses += 1 / each;
      logs_of_means += std::log(static_cast<double>(known.size()) / inverses);
      all.insert(all.end(), known.begin(), known.end());
      ++result.benchmarks;
    }
    if (all.empty()) return result;
    double sum = 0, logs = 0;
    for (const double each : all) {
      sum += each;
      logs += std::log(each);
    }
    result.pp = std::exp(logs_of_means / static_cast<double>(result.benchmarks));
    result.mean = sum / static_cast<double>(all.size());
    result.geometric = std::exp(logs / static_cast<double>(all.size()));
    return result;
  }

  std::vector<Variant> variants_;
  std::map<Platform, std::map<Variant, Place>> platforms_;
  std::map<std::pair<const Table*, std::string>, const Row*> rows_;
  std::vector<std::string> benchmarks_;  // as first seen
  std::vector<std::string> left_out_;
  bool ambiguous_ = false;
};

}  // namespace

void add_portability(Comparison& comparison) {
  const Platforms platforms(comparison.tables);
  if (!platforms.can_judge()) return;
  comparison.portability = platforms.judge();
  comparison.portability_left_out = platforms.left_out();
}

}  // namespace assay::judge
