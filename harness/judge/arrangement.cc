// SPDX-License-Identifier: Apache-2.0
#include "judge/arrangement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/text.h"

namespace assay::judge {
namespace {

void note_no_ratios(Table& table, std::string_view option) {
  table.notes.push_back(fmt::format("{} has no effect here: there are no ratios", option));
}

// What rows may say that are not changed, the least certain first.
constexpr std::array<std::string_view, 6> kUnchangedWords{
    "unclear", "unknown", "without a word", "without a ratio", "tie", "equal"};

// Its place among them; those that `is_changed` knows have none of their own.
std::size_t place_of_word(const Value& reference, const Value& value) {
  const auto place = [](std::string_view word) {
    return static_cast<std::size_t>(std::ranges::find(kUnchangedWords, word) -
                                    kUnchangedWords.begin());
  };
  if (!value.ratio) return place("without a ratio");
  if (value.finding) return std::min(place(name_of(*value.finding)), place("equal"));
  const bool equal = value.counts_equal || value.value == reference.value;
  return place(equal ? "equal" : "without a word");
}

void keep_changed(Table& table) {
  if (!table.reference) {
    note_no_ratios(table, "--changed");
    return;
  }
  const auto all = table.rows.size();
  const std::string others = words_of_unchanged(table);
  std::erase_if(table.rows, [&](const Row& row) { return !is_changed(table, row); });
  table.notes.push_back(fmt::format("{} of {} rows are shown (--changed){}{}", table.rows.size(),
                                    all, others.empty() ? "" : "; the others: ", others));
}

// Smaller comes first; nothing comes last.
std::optional<double> sort_key(const Table& table, const Row& row, Sort sort) {
  switch (sort) {
    case Sort::name:
      return std::nullopt;
    case Sort::value: {
      const auto& value = row.values[table.reference.value_or(0)].value;
      return value ? std::optional(-*value) : std::nullopt;
    }
    case Sort::ratio:
      for (auto value = row.values.rbegin(); value != row.values.rend(); ++value) {
        // As far from 1 downwards as upwards.
        if (value->ratio) return -std::abs(std::log(*value->ratio));
      }
      return std::nullopt;
    case Sort::spread: {
      std::optional<double> widest;
      for (const auto& value : row.values) {
        if (value.value) widest = std::max(widest.value_or(0), value.spread);
      }
      return widest ? std::optional(-*widest) : std::nullopt;
    }
  }
  return std::nullopt;
}

void sort_rows(Table& table, Sort sort) {
  if (sort == Sort::name) return;
  if (sort == Sort::ratio && !table.reference) {
    note_no_ratios(table, "--sort ratio");
    return;
  }
  struct Keyed {
    std::optional<double> key;
    std::size_t row = 0;
  };
  std::vector<Keyed> order;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    auto key = sort_key(table, table.rows[i], sort);
    if (key && std::isnan(*key)) key.reset();  // comparing it would be no order
    order.push_back({key, i});
  }
  std::ranges::stable_sort(
      order, [](const Keyed& a, const Keyed& b) { return a.key && (!b.key || *a.key < *b.key); });
  std::vector<Row> rows;
  for (const auto& [key, row] : order) rows.push_back(std::move(table.rows[row]));
  table.rows = std::move(rows);
}

}  // namespace

bool is_changed(const Table& table, const Row& row) {
  if (!table.reference) return false;
  const auto& base = row.values[*table.reference].outcome;
  return std::ranges::any_of(row.values, [&](const Value& value) {
    return value.apart || value.outcome.kind != base.kind || value.outcome.code != base.code;
  });
}

std::string words_of_unchanged(const Table& table) {
  if (!table.reference) return {};
  std::array<std::size_t, kUnchangedWords.size()> rows{};
  for (const Row& row : table.rows) {
    if (is_changed(table, row)) continue;
    std::size_t least_certain = kUnchangedWords.size() - 1;
    for (std::size_t column = 0; column < row.values.size(); ++column) {
      if (column == table.reference) continue;
      least_certain =
          std::min(least_certain, place_of_word(row.values[*table.reference], row.values[column]));
    }
    ++rows[least_certain];
  }
  std::vector<std::string> words;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] > 0) words.push_back(fmt::format("{} {}", rows[i], kUnchangedWords[i]));
  }
  return base::join(words, ", ");
}

void arrange(Table& table, const CompareOptions& options) {
  if (options.changed_only) keep_changed(table);
  sort_rows(table, options.sort);
  if (options.top && table.rows.size() > *options.top) {
    table.notes.push_back(
        fmt::format("{} of {} rows are shown (--top)", *options.top, table.rows.size()));
    table.rows.resize(*options.top);
  }
}

}  // namespace assay::judge
