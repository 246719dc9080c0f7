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

// "key : value" lines of the first CPU of /proc/cpuinfo. LoongArch and some Arm kernels put a
// general part before it, and Arm's "Hardware" line stands at the end of the file: all are taken,
// first wins.
Pairs read_cpuinfo(const std::string& text) {
  Pairs pairs;
  for (const auto& line : base::split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string key(base::trim(std::string_view(line).substr(0, colon)));
    const std::string value(base::trim(std::string_view(line).substr(colon + 1)));
    const bool known = std::any_of(pairs.begin(), pairs.end(),
                                   [&](const auto& pair) { return pair.first == key; });
    if (!known) pairs.emplace_back(key, value);
    if (pairs.size() == 256) break;  // no kernel has a quarter of it; a copy can be anything
  }
  return pairs;
}

std::string value_of(const Pairs& pairs, std::string_view key) {
  for (const auto& [name, value] : pairs) {
    if (name == key) return value;
  }
  return {};
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kKeys = {{
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

// "PRID : LA464 (0014c010)" becomes "0x14c010". Not every kernel tells it.
void add_prid(const Pairs& cpuinfo, Pairs& keys) {
  const auto text = value_of(cpuinfo, "PRID");
  const auto open = text.find('(');
  if (open == std::string::npos) return;
  std::uint64_t prid = 0;
  const auto* const end = text.data() + text.size();
  if (std::from_chars(text.data() + open + 1, end, prid, 16).ec != std::errc()) return;
  keys.emplace_back("loongarch.prid", fmt::format("{:#x}", prid));
}

void add_product(const Root& root, Pairs& keys) {
  for (const auto& [path, key] : {std::pair{"/sys/class/dmi/id/product_name", "dmi.product"},
                                  std::pair{"/proc/device-tree/model", "devicetree.model"}}) {
    if (auto product = root.read(path); product && !product->empty()) {
      keys.emplace_back(key, base::printable(*product, 120));
    }
  }
}

Pairs identity_keys(const Root& root, const Pairs& cpuinfo) {
  Pairs keys;
  for (const auto& [from, to] : kKeys) {
    if (auto value = value_of(cpuinfo, from); !value.empty()) {
      keys.emplace_back(to, std::move(value));
    }
  }
  if (auto name = value_of(cpuinfo, "model name"); !name.empty()) {
    keys.emplace_back("cpuinfo.model_name", std::move(name));
  }
  add_midr(root, keys);
  add_prid(cpuinfo, keys);
  add_product(root, keys);
  return keys;
}

std::vector<std::string> features_of(const Pairs& cpuinfo) {
  std::vector<std::string> features;
  for (const char* key : {"flags", "Features", "features"}) {
    for (auto& feature : base::split(value_of(cpuinfo, key), ' ')) {
      if (!feature.empty()) features.push_back(std::move(feature));
    }
  }
  if (const auto isa = value_of(cpuinfo, "isa"); !isa.empty()) {
    // "rv64imafdcv_zba_zbb": single letters and multi-letter extensions, each a feature.
    const auto parts = base::split(isa, '_');
    for (const char letter :
         std::string_view(parts.front()).substr(std::min<std::size_t>(4, parts.front().size()))) {
      features.emplace_back(1, letter);
    }
    features.insert(features.end(), parts.begin() + 1, parts.end());
  }
  std::sort(features.begin(), features.end());
  return features;
}

std::string name_of(const Pairs& keys) {
  if (auto name = value_of(keys, "cpuinfo.model_name"); !name.empty()) return name;
  if (const auto implementer = value_of(keys, "arm.implementer"); !implementer.empty()) {
    return fmt::format("Arm CPU {} {}", implementer, value_of(keys, "arm.part"));
  }
  if (const auto vendor = value_of(keys, "riscv.mvendorid"); !vendor.empty()) {
    return fmt::format("RISC-V CPU {} {}", vendor, value_of(keys, "riscv.marchid"));
  }
  return "unknown CPU";
}

}  // namespace

CpuIdentity identify_cpu(const Root& root) {
  const auto cpuinfo = read_cpuinfo(root.read("/proc/cpuinfo").value_or(""));
  CpuIdentity identity;
  identity.keys = identity_keys(root, cpuinfo);
  identity.name = name_of(identity.keys);
  identity.features = features_of(cpuinfo);
  identity.microcode = value_of(cpuinfo, "microcode");
  identity.bogomips = value_of(cpuinfo, "BogoMIPS");
  return identity;
}

}  // namespace assay::host
