// SPDX-License-Identifier: Apache-2.0
#include "catalog/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "base/toml.h"
#include "catalog/spelling.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using base::TomlTable;

// Of work in one iteration; none where the key is missing.
std::optional<std::uint64_t> read_amount(TomlReader& reader, const char* key) {
  const auto amount = reader.integer(key);
  if (!amount) return std::nullopt;
  if (*amount > 0) return static_cast<std::uint64_t>(*amount);
  reader.problem(key, fmt::format("{} is not above 0", *amount));
  return std::nullopt;
}

BenchmarkRule read_benchmark_rule(const TomlTable& table, std::size_t index,
                                  std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("[[benchmark]] {}", index + 1), problems);
  BenchmarkRule rule;
  rule.match = reader.text("match");
  rule.position = reader.position("match");
  rule.iterations = read_amount(reader, "iterations");
  rule.chain = read_amount(reader, "chain");
  rule.stores = read_amount(reader, "stores");
  if (reader.any("hw_only") != nullptr) rule.hw_only = reader.boolean_or("hw_only", false);
  if (reader.any("determinism") != nullptr) {
    rule.determinism = reader.word("determinism", {"bounded", "nondeterministic"});
  }
  rule.alias = reader.text_or("alias", "");
  rule.like = reader.text_or("like", "");
  if (const auto since = reader.integer("since")) {
    if (*since >= 2) {
      rule.since = static_cast<std::uint64_t>(*since);
    } else {
      reader.problem("since", fmt::format("{} is not 2 or more", *since),
                     "the first version is 1, and needs no rule");
    }
  }
  if (reader.any("bound") != nullptr) {
    rule.bound = reader.word("bound", {std::begin(kBounds), std::end(kBounds)});
  }
  rule.reason = reader.text_or("reason", "");
  if (rule.reason.empty() && (rule.hw_only.value_or(false) || !rule.determinism.empty())) {
    reader.problem("reason", "is missing", "people are shown it with what is left out");
  }
  reader.finish();
  return rule;
}

ExpectedChecksum read_checksum(const TomlTable& table, const std::string& benchmark,
                               std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("\"{}\"", base::printable(benchmark)), problems);
  ExpectedChecksum expected{.value = reader.text("value"), .tolerance = 0};
  reader.text_or("source", "");
  if (reader.any("tolerance") != nullptr) {
    const auto text = reader.text("tolerance");
    expected.tolerance = base::to_double(text).value_or(-1);
    if (!text.empty() && !(expected.tolerance > 0 && expected.tolerance < 1)) {
      reader.problem("tolerance",
                     fmt::format("\"{}\" is not a number between 0 and 1", base::printable(text)),
                     "give a relative tolerance as a string, such as \"1e-9\"");
    }
    // Any number at all would be within a share of infinity.
    if (const auto value = base::to_double(expected.value); !value || !std::isfinite(*value)) {
      reader.problem("value", "has a tolerance but is not a finite number");
    }
  }
  reader.finish();
  return expected;
}

void read_checksums(std::string_view text, std::string_view file, Suite& suite,
                    std::vector<Problem>& problems) {
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return;
  TomlReader reader(root, "checksums file", problems);
  const auto* table = reader.table("checksums");
  if (root.find("checksums") == nullptr) {
    reader.problem("checksums", "is missing", "benchmarks/README.md shows how it looks");
  }
  reader.finish();
  if (table == nullptr) return;
  for (const auto& [benchmark, position, value] : table->members) {
    if (const auto* entry = std::get_if<TomlTable>(&value.value)) {
      suite.checksums.emplace(benchmark, read_checksum(*entry, benchmark, problems));
    } else {
      problems.push_back({position,
                          fmt::format("\"{}\": expected a table", base::printable(benchmark)),
                          "write { value = \"...\", source = \"...\" }"});
    }
  }
}

// A mistyped name would be left out without a word.
void check_quick(const Suite& suite, std::vector<Problem>& problems) {
  std::vector<std::string> names;
  for (const auto& [name, checksum] : suite.checksums) names.push_back(name);
  for (const std::string& name : suite.quick) {
    if (suite.checksums.contains(name)) continue;
    problems.push_back({suite.position,
                        fmt::format("quick: no benchmark '{}' has a checksum{}",
                                    base::printable(name), base::did_you_mean(name, names)),
                        "quick takes whole names without the suite"});
  }
}

// The first rule that matches and has what is asked for.
template <class Has>
const BenchmarkRule* first_rule(const Suite& suite, std::string_view benchmark, Has has) {
  const auto found = std::ranges::find_if(suite.rules, [&](const BenchmarkRule& rule) {
    return has(rule) && base::matches_glob(rule.match, benchmark);
  });
  return found == suite.rules.end() ? nullptr : &*found;
}

}  // namespace

Suite read_suite(std::string_view suite_toml, std::string_view suite_file,
                 std::string_view checksums_toml, std::string_view checksums_file,
                 std::vector<Problem>& problems) {
  Suite suite;
  suite.position.file = std::string(suite_file);
  const auto before = problems.size();
  const auto root = base::parse_toml(suite_toml, suite_file, problems);
  if (problems.size() == before) {
    TomlReader reader(root, "suite file", problems);
    if (const auto* head = reader.table("suite")) {
      TomlReader keys(*head, "[suite]", problems);
      suite.name = read_name(keys, "name");
      suite.title = keys.text("title");
      suite.description = keys.text_or("description", "");
      suite.kernel = keys.boolean_or("kernel", false);
      suite.boot = keys.boolean_or("boot", false);
      suite.by_default = keys.boolean_or("default", true);
      suite.quick = keys.texts("quick");
      suite.position = keys.position("name");
      if (suite.name == kAllSuites) keys.problem("name", "\"all\" means every suite");
      keys.finish();
    } else if (root.find("suite") == nullptr) {
      reader.problem("suite", "is missing", "benchmarks/README.md lists every key");
    }
    const auto rules = reader.tables("benchmark");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      suite.rules.push_back(read_benchmark_rule(*rules[i], i, problems));
    }
    reader.finish();
  }
  if (!checksums_file.empty()) {
    read_checksums(checksums_toml, checksums_file, suite, problems);
    check_quick(suite, problems);
  }
  return suite;
}

std::optional<std::uint64_t> iterations_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule =
      first_rule(suite, benchmark, [](const auto& r) { return r.iterations.has_value(); });
  return rule == nullptr ? std::nullopt : rule->iterations;
}

const BenchmarkRule* hw_only_rule(const Suite& suite, std::string_view benchmark) {
  const auto* rule =
      first_rule(suite, benchmark, [](const auto& r) { return r.hw_only.has_value(); });
  return rule != nullptr && *rule->hw_only ? rule : nullptr;
}

const BenchmarkRule* determinism_rule(const Suite& suite, std::string_view benchmark) {
  return first_rule(suite, benchmark, [](const auto& r) { return !r.determinism.empty(); });
}

std::string alias_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule = first_rule(suite, benchmark, [](const auto& r) { return !r.alias.empty(); });
  return rule == nullptr ? std::string() : rule->alias;
}

std::string like_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule = first_rule(suite, benchmark, [](const auto& r) { return !r.like.empty(); });
  return rule == nullptr ? std::string() : rule->like;
}

std::uint64_t since_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule =
      first_rule(suite, benchmark, [](const auto& r) { return r.since.has_value(); });
  return rule == nullptr ? 1 : *rule->since;
}

bool is_quick(const Suite* suite, std::string_view benchmark) {
  return suite != nullptr && std::ranges::find(suite->quick, benchmark) != suite->quick.end();
}

std::string bound_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule = first_rule(suite, benchmark, [](const auto& r) { return !r.bound.empty(); });
  return rule == nullptr ? std::string() : rule->bound;
}

std::uint64_t chain_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule =
      first_rule(suite, benchmark, [](const auto& r) { return r.chain.has_value(); });
  return rule == nullptr ? 0 : *rule->chain;
}

std::uint64_t stores_of(const Suite& suite, std::string_view benchmark) {
  const auto* rule =
      first_rule(suite, benchmark, [](const auto& r) { return r.stores.has_value(); });
  return rule == nullptr ? 0 : *rule->stores;
}

std::optional<std::string> checksum_fault(const Suite& suite, std::string_view benchmark,
                                          std::string_view checksum) {
  const auto found = suite.checksums.find(benchmark);
  if (found == suite.checksums.end() || found->second.value == checksum) return std::nullopt;
  const auto& expected = found->second;
  if (checksum.empty()) return fmt::format("no checksum, expected {}", expected.value);
  const auto sentence =
      fmt::format("checksum {}, expected {}", base::printable(checksum), expected.value);
  if (expected.tolerance == 0) return sentence;
  const auto is = base::to_double(checksum);
  const auto ought = base::to_double(expected.value);
  if (is && ought && std::abs(*is - *ought) <= expected.tolerance * std::abs(*ought)) {
    return std::nullopt;
  }
  return fmt::format("{} within {}", sentence, base::exact_text(expected.tolerance));
}

}  // namespace assay::catalog
