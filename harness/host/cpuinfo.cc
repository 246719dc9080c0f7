// SPDX-License-Identifier: Apache-2.0
#include "host/cpuinfo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include "base/number.h"
#include "base/text.h"

namespace assay::host {
namespace {

// No kernel comes near; a copy can be anything.
constexpr std::size_t kMostPairs = 256, kMostGroups = 64;

enum class Field { vendor, core, told, features, package, core_number };
struct KeyField {
  std::string_view key;
  Field field;
};
constexpr std::array<KeyField, 17> kKeyFields = {{{"CPU implementer", Field::vendor},
                                                  {"mvendorid", Field::vendor},
                                                  {"CPU part", Field::core},
                                                  {"marchid", Field::core},
                                                  {"PRID", Field::core},
                                                  {"uarch", Field::told},
                                                  {"Model Name", Field::told},
                                                  {"model name", Field::told},
                                                  {"cpu", Field::told},  // POWER, SPARC
                                                  {"Features", Field::features},
                                                  {"features", Field::features},  // s390x
                                                  {"flags", Field::features},
                                                  {"isa", Field::features},
                                                  {"physical id", Field::package},  // x86
                                                  {"core id", Field::core_number},
                                                  {"package", Field::package},  // LoongArch
                                                  {"core", Field::core_number}}};

// "LA464 (0014c010)" -> "0x14c010". Not every kernel tells it.
std::string prid(std::string_view text) {
  const auto open = text.find('('), close = text.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  const auto number = base::hex_to_uint64(text.substr(open + 1, close - open - 1));
  return number ? fmt::format("{:#x}", *number) : std::string();
}

// Takes the lines one by one; a CPU ends where the next begins.
class Reader {
 public:
  void line(const std::string& key, const std::string& value) {
    const auto number = key == "processor" ? base::to_uint64(value) : std::nullopt;
    if (number) {
      end_cpu();
      if (*number < kMostCpus) open_ = static_cast<unsigned>(*number);
    }
    const bool known = std::any_of(info_.pairs.begin(), info_.pairs.end(),
                                   [&](const auto& pair) { return pair.first == key; });
    if (!known && info_.pairs.size() < kMostPairs) {
      info_.pairs.emplace_back(key, key == "PRID" ? prid(value) : value);
    }
    const auto* const field = std::find_if(kKeyFields.begin(), kKeyFields.end(),
                                           [&](const KeyField& each) { return each.key == key; });
    if (field != kKeyFields.end()) set(field->field, key == "PRID" ? prid(value) : value);
  }

  CpuInfo finish() {
    end_cpu();
    if (info_.groups.empty()) {  // as s390x, which numbers its CPUs otherwise
      add_group({});
      add_features();
    }
    info_.packages = packages_.size();
    info_.cores = cores_.size();
    return std::move(info_);
  }

 private:
  void set(Field field, const std::string& value) {
    if (field == Field::vendor) key_.vendor = value;
    if (field == Field::core) key_.core = value;
    if (field == Field::told) key_.told = value;
    if (field == Field::features) features_ = value;
    if (field == Field::package) package_ = value;
    if (field == Field::core_number) core_number_ = value;
  }
  void end_cpu() {
    if (!open_ || info_.cpus.size() == kMostCpus) return;
    info_.cpus.push_back(*open_);
    add_group(open_);
    add_features();
    if (!package_.empty()) packages_.insert(package_);
    if (!core_number_.empty()) cores_.insert(package_ + ' ' + core_number_);
    open_.reset();
  }
  void add_group(std::optional<unsigned> cpu) {
    if (key_ == CoreKey{}) {  // older Arm kernels describe all CPUs behind the last one
      if (cpu) undescribed_.push_back(*cpu);
      return;
    }
    auto group = std::find_if(info_.groups.begin(), info_.groups.end(),
                              [&](const CoreGroup& each) { return each.key == key_; });
    if (group == info_.groups.end()) {
      if (info_.groups.size() == kMostGroups) return;
      info_.groups.push_back({.key = key_, .cpus = std::move(undescribed_)});
      undescribed_.clear();
      group = std::prev(info_.groups.end());
    }
    if (cpu) group->cpus.push_back(*cpu);
  }
  void add_features() {
    auto& lists = info_.feature_lists;
    if (features_.empty() || std::find(lists.begin(), lists.end(), features_) != lists.end()) {
      return;
    }
    if (lists.size() < kMostPairs) lists.push_back(features_);
  }

  CpuInfo info_;
  CoreKey key_;
  std::string features_, package_, core_number_;
  std::set<std::string> packages_, cores_;
  std::optional<unsigned> open_;
  std::vector<unsigned> undescribed_;
};

bool has_word(std::string_view list, std::string_view word) {
  for (const auto& each : base::split(list, ' ')) {
    if (each == word) return true;
  }
  return false;
}

// A kernel of 64 bits calls itself version 8 or AArch64, one of 32 bits says 7 on any chip.
std::string architecture_of_arm(const CpuInfo& info) {
  const auto version = info.value("CPU architecture");
  if (version.starts_with('8') || version == "AArch64") return "aarch64";
  if (version.empty()) return has_word(info.value("Features"), "asimd") ? "aarch64" : "";
  return version.starts_with('7') ? "armv7l" : "armv6l";
}

std::string architecture_of_x86(const CpuInfo& info) {
  const auto flags = info.value("flags");
  return flags.empty() || has_word(flags, "lm") ? "x86_64" : "i686";
}

// What an `isa` line begins with or holds.
std::string architecture_of_isa(std::string_view isa) {
  if (isa.starts_with("rv64")) return "riscv64";
  if (isa.starts_with("rv32")) return "riscv32";
  return isa.find("mips64") != std::string_view::npos ? "mips64" : "";
}

}  // namespace

std::string CpuInfo::value(std::string_view key) const {
  for (const auto& [name, value] : pairs) {
    if (name == key) return value;
  }
  return {};
}

CpuInfo parse_cpuinfo(std::string_view text) {
  Reader reader;
  for (const auto& line : base::split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    reader.line(std::string(base::trim(std::string_view(line).substr(0, colon))),
                std::string(base::trim(std::string_view(line).substr(colon + 1))));
  }
  return reader.finish();
}

std::string architecture_of(const CpuInfo& info) {
  const auto has = [&](std::string_view key) { return !info.value(key).empty(); };
  if (auto found = architecture_of_isa(info.value("isa")); !found.empty()) return found;
  if (info.value("ISA").find("loongarch64") != std::string::npos ||
      info.value("CPU Family") == "Loongson-64bit") {
    return "loongarch64";
  }
  if (info.value("vendor_id") == "IBM/S390") return "s390x";
  if (has("cpu family") || has("flags") || has("vendor_id")) return architecture_of_x86(info);
  if (has("CPU implementer")) return architecture_of_arm(info);
  if (info.value("type").starts_with("sun4")) return "sparc64";
  if (info.value("cpu").starts_with("POWER")) return "ppc64";
  return has("timebase") ? "ppc" : "";
}

std::string cpulist_of(const std::vector<unsigned>& cpus) {
  std::vector<std::string> ranges;
  for (std::size_t at = 0; at < cpus.size();) {
    auto end = at + 1;
    while (end < cpus.size() && cpus[end] == cpus[end - 1] + 1) ++end;
    ranges.push_back(end - at == 1 ? fmt::format("{}", cpus[at])
                                   : fmt::format("{}-{}", cpus[at], cpus[end - 1]));
    at = end;
  }
  return base::join(ranges, ",");
}

}  // namespace assay::host
