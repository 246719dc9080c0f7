// SPDX-License-Identifier: Apache-2.0
#include "catalog/target.h"

#include <fmt/format.h>

#include "base/toml.h"
#include "catalog/architecture.h"
#include "catalog/spelling.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using base::TomlTable;

std::string numbered(std::string_view table, std::size_t index) {
  return fmt::format("[[{}]] {}", table, index + 1);
}

void read_target_head(const TomlTable& table, Target& target, std::vector<Problem>& problems) {
  TomlReader reader(table, "[target]", problems);
  target.name = read_name(reader, "name");
  target.title = reader.text("title");
  target.vendor = reader.text("vendor");
  target.arch = reader.word("arch", architecture_names());
  target.os = reader.text("os");
  target.default_for_arch = reader.boolean_or("default_for_arch", false);
  target.requires_features = reader.texts("requires");
  target.position = reader.position("name");
  reader.finish();
}

void read_flags(TomlReader& file, Target& target, std::vector<Problem>& problems) {
  target.flags = read_by_family(file, "flags", problems);
  for (const auto& family : families()) {
    if (of_family(target.flags, family).empty()) {
      file.problem("flags", fmt::format("{} is missing", family),
                   "give every compiler family -march and -mtune");
    }
  }
}

void read_qemu(const TomlTable& table, Target& target, std::vector<Problem>& problems) {
  TomlReader reader(table, "[qemu]", problems);
  target.qemu_cpu = reader.text("cpu");
  target.qemu_minimum = reader.text_or("minimum", "");
  const auto variants = reader.tables("variant");
  for (std::size_t i = 0; i < variants.size(); ++i) {
    TomlReader variant(*variants[i], numbered("qemu.variant", i), problems);
    target.variants.push_back({.name = read_name(variant, "name"), .cpu = variant.text("cpu")});
    variant.finish();
    for (std::size_t j = 0; j < i; ++j) {
      if (target.variants[j].name == target.variants[i].name) {
        variant.problem("name", fmt::format("\"{}\" is given twice", target.variants[i].name));
      }
    }
  }
  reader.finish();
}

IdentityRule read_identity_rule(const TomlTable& table, std::size_t index,
                                std::vector<Problem>& problems) {
  TomlReader reader(table, numbered("identity", index), problems);
  IdentityRule rule{.key = reader.word("key", identity_keys()),
                    .values = reader.texts("values"),
                    .source = reader.text("source"),
                    .verified = reader.boolean_or("verified", false),
                    .enough = reader.boolean_or("enough", false)};
  if (rule.values.empty()) {
    reader.problem("values", "no values, so the rule never matches", "give a list of strings");
  }
  if (rule.enough && !rule.verified) {
    reader.problem("enough", "a rule with enough = true must be verified",
                   "check it and set verified = true");
  }
  reader.finish();
  return rule;
}

Fact read_fact(const TomlTable& table, std::size_t index, std::vector<Problem>& problems) {
  TomlReader reader(table, numbered("fact", index), problems);
  Fact fact{.key = reader.text("key"),
            .value = reader.text("value"),
            .source = reader.text("source"),
            .verified = reader.boolean_or("verified", false)};
  reader.finish();
  return fact;
}

}  // namespace

std::vector<std::string> identity_keys() {
  return {"x86.vendor",       "x86.family",         "x86.model",     "x86.stepping",
          "arm.implementer",  "arm.part",           "arm.variant",   "arm.revision",
          "riscv.mvendorid",  "riscv.marchid",      "riscv.mimpid",  "loongarch.prid",
          "loongarch.family", "cpuinfo.model_name", "cpuinfo.uarch", "dmi.product",
          "devicetree.model"};
}

Target read_target(std::string_view text, std::string_view file, std::vector<Problem>& problems) {
  Target target;
  target.position.file = std::string(file);
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return target;

  TomlReader reader(root, "target file", problems);
  if (const auto* head = reader.table("target")) {
    read_target_head(*head, target, problems);
  } else if (root.find("target") == nullptr) {
    reader.problem("target", "is missing", "targets/README.md lists every key");
  }
  read_flags(reader, target, problems);
  if (const auto* qemu = reader.table("qemu")) {
    read_qemu(*qemu, target, problems);
  } else if (root.find("qemu") == nullptr) {
    reader.problem("qemu", "is missing", "give at least cpu = \"...\"");
  }
  const auto rules = reader.tables("identity");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    target.identity.push_back(read_identity_rule(*rules[i], i, problems));
  }
  const auto facts = reader.tables("fact");
  for (std::size_t i = 0; i < facts.size(); ++i) {
    target.facts.push_back(read_fact(*facts[i], i, problems));
  }
  reader.finish();
  return target;
}

}  // namespace assay::catalog
