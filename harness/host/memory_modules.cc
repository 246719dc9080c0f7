// SPDX-License-Identifier: Apache-2.0
#include "host/memory_modules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

namespace assay::host {
namespace {

struct Module {
  base::Bytes size;     // 0: an empty slot
  std::string kind;     // "DDR4 at 2933 MT/s"
  std::string channel;  // what it is called; "" when nothing names it
};

// Memory types of SMBIOS 3.7 (DMTF DSP0134, table 78).
constexpr std::array<std::pair<int, std::string_view>, 13> kMemoryTypes = {{{0x12, "DDR"},
                                                                            {0x13, "DDR2"},
                                                                            {0x18, "DDR3"},
                                                                            {0x1a, "DDR4"},
                                                                            {0x1b, "LPDDR"},
                                                                            {0x1c, "LPDDR2"},
                                                                            {0x1d, "LPDDR3"},
                                                                            {0x1e, "LPDDR4"},
                                                                            {0x20, "HBM"},
                                                                            {0x21, "HBM2"},
                                                                            {0x22, "DDR5"},
                                                                            {0x23, "LPDDR5"},
                                                                            {0x24, "HBM3"}}};

// "P0 CHANNEL A DIMM 1", "ChannelB-DIMM0" -> all up to the channel's letter or number.
std::string channel_in(const std::string& locator) {
  std::string upper = locator;
  for (char& letter : upper) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  const std::string_view word = "CHANNEL";
  auto at = upper.find(word);
  if (at == std::string::npos) return {};
  at = upper.find_first_not_of(" _-", at + word.size());
  return at == std::string::npos ? std::string() : upper.substr(0, at + 1);
}

// A structure of type 17, "memory device" (DMTF DSP0134, 7.18): numbers at fixed places, then texts
// that end in 0, counted from 1.
class Device {
 public:
  explicit Device(std::string bytes) : bytes_(std::move(bytes)) {}

  bool valid() const { return bytes_.size() >= 0x16 && byte(0) == 17 && byte(1) >= 0x15; }
  unsigned byte(std::size_t at) const {
    return at < length() ? static_cast<unsigned char>(bytes_[at]) : 0;
  }
  unsigned word(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }
  std::string text(std::size_t at) const {
    std::size_t begin = length();
    for (unsigned skip = byte(at); skip > 1 && begin < bytes_.size(); --skip) {
      begin = bytes_.find('\0', begin);
      if (begin == std::string::npos) return {};
      ++begin;
    }
    return byte(at) == 0 || begin >= bytes_.size() ? std::string() : bytes_.c_str() + begin;
  }

 private:
  std::size_t length() const {
    return bytes_.size() < 2
               ? 0
               : std::min<std::size_t>(bytes_.size(), static_cast<unsigned char>(bytes_[1]));
  }
  std::string bytes_;
};

std::optional<Module> module_of(const Device& device) {
  if (!device.valid() || device.word(0x0c) == 0xffff) return std::nullopt;
  Module module;
  const auto size = device.word(0x0c);
  if (size == 0x7fff) {  // MiB in four bytes
    module.size.value = (std::uint64_t{device.word(0x1c)} | std::uint64_t{device.word(0x1e)} << 16)
                        << 20;
  } else {
    module.size.value = std::uint64_t{size & 0x7fffu} << ((size & 0x8000) != 0 ? 10 : 20);
  }
  const auto* const kind = std::ranges::find_if(kMemoryTypes, [&](const auto& each) {
    return each.first == static_cast<int>(device.byte(0x12));
  });
  if (kind != kMemoryTypes.end()) module.kind = kind->second;
  const auto speed = device.word(0x20) != 0 ? device.word(0x20) : device.word(0x15);
  if (speed != 0 && speed != 0xffff) {
    module.kind += fmt::format("{}at {} MT/s", module.kind.empty() ? "" : " ", speed);
  }
  module.channel = channel_in(device.text(0x11) + ' ' + device.text(0x10));
  return module;
}

std::vector<Module> modules_of_smbios(const Root& root) {
  const std::string folder = "/sys/firmware/dmi/entries";
  std::vector<Module> modules;
  for (const auto& name : root.list(folder)) {
    if (!name.starts_with("17-")) continue;
    if (auto found = module_of(Device(root.head(folder + '/' + name + "/raw", 4096)))) {
      modules.push_back(std::move(*found));
    }
  }
  return modules;
}

// "channel 0 slot 1", or "csrow 2 channel 1" of older controllers, of the first controller.
std::vector<Module> modules_of_edac(const Root& root) {
  const std::string folder = "/sys/devices/system/edac/mc";
  std::vector<Module> modules;
  for (const auto& controller : root.list(folder)) {
    if (!controller.starts_with("mc")) continue;
    for (const auto& name : root.list(folder + '/' + controller)) {
      if (!name.starts_with("dimm")) continue;
      const auto path = fmt::format("{}/{}/{}/", folder, controller, name);
      const auto mib = base::to_uint64(root.read(path + "size").value_or(""));
      if (!mib || *mib > std::uint64_t{1} << 30) continue;
      // "Registered-DDR4"
      const auto kind = root.read(path + "dimm_mem_type").value_or("");
      const auto where = channel_in(root.read(path + "dimm_location").value_or(""));
      modules.push_back({.size = base::Bytes{*mib << 20},
                         .kind = base::printable(kind.substr(kind.rfind('-') + 1), 40),
                         .channel = where.empty() ? where : controller + ' ' + where});
    }
  }
  return modules;
}

std::string text_of(const std::vector<Module>& modules) {
  std::map<std::string, std::size_t> counts;
  std::size_t empty = 0;
  for (const auto& module : modules) {
    if (module.size.value == 0) {
      ++empty;
    } else {
      ++counts[base::to_text(module.size) + (module.kind.empty() ? "" : " ") + module.kind];
    }
  }
  if (counts.empty()) return {};
  std::vector<std::string> parts;
  for (const auto& [kind, count] : counts) parts.push_back(fmt::format("{} x {}", count, kind));
  if (empty != 0) parts.push_back(fmt::format("{} {} empty", empty, empty == 1 ? "slot" : "slots"));
  return base::join(parts, ", ");
}

// Only when every module names its own.
std::string channels_of(const std::vector<Module>& modules) {
  std::set<std::string> channels;
  for (const auto& module : modules) {
    if (module.size.value == 0) continue;
    if (module.channel.empty()) return {};
    channels.insert(module.channel);
  }
  return channels.empty() ? std::string() : fmt::format("{}", channels.size());
}

}  // namespace

MemoryModules read_memory_modules(const Root& root) {
  const auto ask = [&](const char* name, auto answer) {
    const auto found = [&] {
      auto text = answer(modules_of_smbios(root));
      return text.empty() ? answer(modules_of_edac(root)) : text;
    };
    // A copy that is not ours has the files themselves.
    return root.observe(name, found).value_or(root.live() ? std::string() : found());
  };
  return {.modules = ask("memory.modules", text_of),
          .channels = ask("memory.channels", channels_of)};
}

}  // namespace assay::host
