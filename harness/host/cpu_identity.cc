// SPDX-License-Identifier: Apache-2.0
#include "host/cpu_identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace assay::host {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string value_of(const Pairs& pairs, std::string_view key) {
  for (const auto& [name, value] : pairs) {
    if (name == key) return value;
  }
  return {};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kIdentityKeys = {{
    {"vendor_id", "x86.vendor"},
    {"cpu family", "x86.family"},
    {"model", "x86.model"},
    {"stepping", "x86.stepping"},
    {"CPU implementer", "arm.implementer"},
    {"CPU part", "arm.part"},
    {"CPU variant", "arm.variant"},
    {"CPU revision", "arm.revision"},
    {"mvendorid", "riscv.mvendorid"},
    {"marchid", "riscv.marchid"},
    {"mimpid", "riscv.mimpid"},
    {"uarch", "cpuinfo.uarch"},
    {"PRID", "loongarch.prid"},
    {"CPU Family", "loongarch.family"},
    {"Model Name", "cpuinfo.model_name"},
}};

// MIDR_EL1: implementer 31..24, variant 23..20, architecture 19..16, part 15..4, revision 3..0
// (Arm Architecture Reference Manual, MIDR_EL1).
void add_midr(const Root& root, Pairs& keys) {
  const auto text = root.read("/sys/devices/system/cpu/cpu0/regs/identification/midr_el1");
  if (!text || text->size() < 3) return;
  std::uint64_t midr = 0;
  const char* digits = text->data() + (text->starts_with("0x") ? 2 : 0);
  if (std::from_chars(digits, text->data() + text->size(), midr, 16).ec != std::errc()) return;
  if (value_of(keys, "arm.implementer").empty()) {
    keys.emplace_back("arm.implementer", fmt::format("{:#04x}", midr >> 24 & 0xff));
    keys.emplace_back("arm.part", fmt::format("{:#05x}", midr >> 4 & 0xfff));
    keys.emplace_back("arm.variant", fmt::format("{:#x}", midr >> 20 & 0xf));
    keys.emplace_back("arm.revision", fmt::format("{}", midr & 0xf));
  }
}

void add_product(const Root& root, Pairs& keys) {
  const auto add = [&](const char* key, const std::optional<std::string>& text) {
    if (text && !text->empty()) keys.emplace_back(key, base::printable(*text, 120));
  };
  add("dmi.product", root.read("/sys/class/dmi/id/product_name"));
  add("devicetree.model", read_device_tree(root, "model"));
}

Pairs identity_keys(const Root& root, const CpuInfo& info, const std::string& architecture) {
  Pairs keys;
  const bool x86 = architecture == "x86_64" || architecture == "i686";
  for (const auto& [from, to] : kIdentityKeys) {
    // IBM's machines have lines of these names too.
    if (to.starts_with("x86.") && !x86) continue;
    if (auto value = info.value(from); !value.empty()) keys.emplace_back(to, std::move(value));
  }
  if (auto name = info.value("model name"); !name.empty()) {
    keys.emplace_back("cpuinfo.model_name", std::move(name));
  }
  add_midr(root, keys);
  add_product(root, keys);
  return keys;
}

// "rv64imafdcv_zba_zbb": single letters and multi-letter extensions, each a feature; g is imafd.
void add_isa(const std::string& isa, std::vector<std::string>& features) {
  const auto parts = base::split(isa, '_');
  if (parts.empty()) return;
  for (const char letter :
       std::string_view(parts.front()).substr(std::min<std::size_t>(4, parts.front().size()))) {
    if (letter == 'g') {
      for (const char each : std::string_view("imafd")) features.emplace_back(1, each);
    } else {
      features.emplace_back(1, letter);
    }
  }
  features.insert(features.end(), parts.begin() + 1, parts.end());
}

std::vector<std::string> features_in(const std::string& list) {
  std::vector<std::string> features;
  if (list.starts_with("rv")) {
    add_isa(list, features);
  } else {
    for (auto& feature : base::split(list, ' ')) {
      if (!feature.empty()) features.push_back(std::move(feature));
    }
  }
  std::ranges::sort(features);
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

// A program may be moved to any CPU, so that only what all of them have counts.
std::vector<std::string> common_features(const CpuInfo& info) {
  std::vector<std::string> common;
  for (std::size_t at = 0; at < info.feature_lists.size(); ++at) {
    auto features = features_in(info.feature_lists[at]);
    if (at == 0) {
      common = std::move(features);
      continue;
    }
    std::vector<std::string> both;
    std::ranges::set_intersection(common, features, std::back_inserter(both));
    common = std::move(both);
  }
  // The older cores of this vendor have vectors of version 0.7.1, which are not V; the newer ones
  // have a marchid (Linux arch/riscv/kernel/cpufeature.c).
  if (info.value("mvendorid") == "0x5b7" && info.value("marchid") == "0x0") {
    std::erase(common, "v");
  }
  return common;
}

std::string name_from_keys(const CpuInfo& info, const Pairs& keys) {
  if (auto name = value_of(keys, "cpuinfo.model_name"); !name.empty()) return name;
  if (const auto implementer = value_of(keys, "arm.implementer"); !implementer.empty()) {
    return fmt::format("Arm CPU {} {}", implementer, value_of(keys, "arm.part"));
  }
  if (auto uarch = value_of(keys, "cpuinfo.uarch"); !uarch.empty()) return uarch;
  if (const auto vendor = value_of(keys, "riscv.mvendorid"); !vendor.empty()) {
    return fmt::format("RISC-V CPU {} {}", vendor, value_of(keys, "riscv.marchid"));
  }
  if (auto cpu = info.value("cpu"); !cpu.empty()) return cpu;
  if (auto vendor = info.value("vendor_id"); !vendor.empty()) return vendor;
  return "unknown CPU";
}

}  // namespace

CpuIdentity identify_cpu(const Root& root) {
  auto info = parse_cpuinfo(root.read("/proc/cpuinfo").value_or(""));
  CpuIdentity identity;
  identity.architecture = architecture_of(info);
  identity.keys = identity_keys(root, info, identity.architecture);
  identity.name = name_from_keys(info, identity.keys);
  identity.features = common_features(info);
  identity.microcode = info.value("microcode");
  identity.bogomips = info.value("BogoMIPS");
  identity.watchpoints = info.value("Hardware Watchpoint");
  identity.packages = info.packages;
  identity.cores = info.cores;
  identity.cpus = std::move(info.cpus);
  identity.groups = std::move(info.groups);
  return identity;
}

bool is_any_name(std::string_view model_name) {
  return model_name.find("Processor rev") != std::string_view::npos;
}

std::string key_of(const CpuIdentity& cpu, std::string_view key) {
  for (const auto& [name, value] : cpu.keys) {
    if (name == key) return value;
  }
  return {};
}

}  // namespace assay::host
