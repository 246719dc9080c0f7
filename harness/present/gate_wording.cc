// SPDX-License-Identifier: Apache-2.0
#include "present/gate_wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "present/wording.h"

namespace assay::present {
namespace {

constexpr std::size_t kMostFiles = 10;  // that are named beside one reason

}  // namespace

using judge::GateRow;
using judge::Verdict;

std::string unit_of(const GateRow& row) {
  const record::DomainTraits& traits = record::traits_of(row.domain);
  return fmt::format("{}{}", traits.unit, traits.per_iteration ? " per iteration" : "");
}

std::string shown_name(const GateRow& row) {
  return row.target.empty() ? row.name : row.target + "/" + row.name;
}

bool is_calm(const GateRow& row) { return !row.red && row.verdict >= Verdict::improved; }

std::string percent(double ratio) { return fmt::format("{:+.1f} %", 100 * (ratio - 1)); }

std::string change_text(const GateRow& row) {
  if (!row.ratio) return {};
  if (!row.base_count) return percent(*row.ratio);
  return row.verdict == Verdict::equal ? "=" : fmt::format("{:+.3g} %", 100 * (*row.ratio - 1));
}

std::string interval_text(const GateRow& row) {
  if (!row.low || !row.high) return {};
  return fmt::format("{} to {}", percent(*row.low), percent(*row.high));
}

std::string estimate_text(const GateRow& row) {
  if (!row.ratio) return {};
  if (row.base_count && row.head_count) {
    return fmt::format("{}, from {} to {} {}", change_text(row), count_text(*row.base_count),
                       count_text(*row.head_count), unit_of(row));
  }
  std::string text = percent(*row.ratio);
  if (const std::string interval = interval_text(row); !interval.empty()) {
    text += fmt::format(" (95 %: {})", interval);
  }
  return text + fmt::format(" in {} block{}", row.blocks, row.blocks == 1 ? "" : "s");
}

std::string sentence(const GateRow& row) {
  std::vector<std::string> parts;
  if (std::string estimate = estimate_text(row); !estimate.empty()) parts.push_back(estimate);
  parts.insert(parts.end(), row.reasons.begin(), row.reasons.end());
  const std::string_view verdict = judge::name_of(row.verdict);
  return parts.empty() ? std::string(verdict)
                       : fmt::format("{}: {}", verdict, base::join(parts, "; "));
}

std::string tally(const std::vector<GateRow>& rows) {
  std::map<Verdict, std::size_t> counts;
  for (const GateRow& row : rows) ++counts[row.verdict];
  std::vector<std::string> parts;
  for (const auto& [verdict, count] : counts) {
    parts.push_back(fmt::format("{} {}", count, judge::name_of(verdict)));
  }
  return parts.empty() ? "nothing to compare" : base::join(parts, ", ");
}

std::string unfit_text(const judge::Gate& gate) {
  if (gate.unfit.empty()) return {};
  return fmt::format("HOST UNFIT: {}. Times of this run decide nothing.{}{}", gate.unfit,
                     gate.unfit_advice.empty() ? "" : " ", gate.unfit_advice);
}

std::string nothing_text(const judge::Gate& gate) {
  return gate.nothing.empty() ? std::string() : fmt::format("NOTHING COMPARED: {}.", gate.nothing);
}

std::vector<LeftOutGroup> left_out_groups(const std::vector<record::LeftOut>& left_out) {
  std::vector<LeftOutGroup> groups;
  for (const record::LeftOut& each : left_out) {
    auto group = std::ranges::find(groups, each.reason, &LeftOutGroup::reason);
    if (group == groups.end()) group = groups.insert(groups.end(), {.reason = each.reason});
    if (group->files.size() < kMostFiles) {
      group->files.push_back(base::printable(each.file));
    } else {
      ++group->more;
    }
  }
  return groups;
}

std::string left_out_text(std::string_view side, const std::vector<record::LeftOut>& left_out) {
  std::vector<std::string> parts;
  for (const LeftOutGroup& group : left_out_groups(left_out)) {
    const std::string more = group.more == 0 ? "" : fmt::format(" and {} more", group.more);
    parts.push_back(fmt::format("{}{} ({})", base::join(group.files, ", "), more, group.reason));
  }
  return parts.empty() ? std::string()
                       : fmt::format("left out of {}: {}", side, base::join(parts, "; "));
}

std::vector<std::string> left_out_texts(const judge::Gate& gate) {
  std::vector<std::string> texts;
  for (auto& text : {left_out_text("BASE", gate.left_out_of_base),
                     left_out_text("HEAD", gate.left_out_of_head)}) {
    if (!text.empty()) texts.push_back(text);
  }
  return texts;
}

SplitName split_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash + 1 == name.size()) return {name, name};
  return {name.substr(0, slash), name.substr(slash + 1)};
}

}  // namespace assay::present
