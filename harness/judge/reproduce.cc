// SPDX-License-Identifier: Apache-2.0
#include "judge/reproduce.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.h"

namespace assay::judge {
namespace {

// One word of a POSIX shell's command line.
std::string shell_quoted(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  return "'" + base::replace_all(std::string(text), "'", "'\\''") + "'";
}

bool has_several(const record::AskedSide& side) {
  std::set<std::string_view> targets;
  for (const record::AskedCell& each : side.cells) targets.insert(each.cell.target);
  return targets.size() > 1;
}

}  // namespace

bool several_targets(const record::GateQuestion& question) {
  return has_several(question.base) || has_several(question.head);
}

std::string reproduce_line(const record::GateQuestion& question, const GateRow& row) {
  const bool several = several_targets(question);
  std::string name = row.name, target = row.target;
  if (several && target.empty()) {
    target = name.substr(0, name.find('/'));
    name.erase(0, std::min(target.size() + 1, name.size()));
  }
  const std::string_view end = name.find('/') == std::string::npos ? "/" : "$";
  std::string line = fmt::format(
      "assay gate {} {} --filter {} --seed {}", shell_quoted(question.base.word),
      shell_quoted(question.head.word),
      shell_quoted(fmt::format("^{}{}", base::literal_expression(name), end)), question.seed);
  if (several) {
    line += " --target " + shell_quoted(target);
  } else if (!question.targets.empty()) {
    line += " --target " + shell_quoted(base::join(question.targets, ","));
  }
  for (const std::string& word : question.words) line += " " + shell_quoted(word);
  return line;
}

}  // namespace assay::judge
