// SPDX-License-Identifier: Apache-2.0
#include "host/firmware.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace assay::host {
namespace {

// "03/24/2020" of SMBIOS -> "2020-03-24"; anything else stays as it is.
std::string iso_date(const std::string& text) {
  const auto parts = base::split(text, '/');
  const auto digits = [](const std::string& part, std::size_t count) {
    return part.size() == count &&
           std::ranges::all_of(part, [](char letter) { return letter >= '0' && letter <= '9'; });
  };
  if (parts.size() != 3 || !digits(parts[0], 2) || !digits(parts[1], 2) || !digits(parts[2], 4)) {
    return text;
  }
  return fmt::format("{}-{}-{}", parts[2], parts[0], parts[1]);
}

}  // namespace

Firmware read_firmware(const Root& root) {
  const auto dmi = [&](const char* name) {
    return base::printable(
        base::trim(root.read(std::string("/sys/class/dmi/id/") + name).value_or("")), 120);
  };
  const auto vendor = dmi("bios_vendor"), version = dmi("bios_version");
  Firmware firmware{.version = vendor, .date = iso_date(dmi("bios_date"))};
  if (!version.empty()) firmware.version += (vendor.empty() ? "" : " ") + version;
  if (firmware.version.empty()) {
    firmware.version =
        base::printable(read_device_tree(root, "chosen/u-boot,version").value_or(""), 120);
  }
  return firmware;
}

Mitigations read_mitigations(const Root& root) {
  const std::string folder = "/sys/devices/system/cpu/vulnerabilities";
  std::vector<std::string> in_force, vulnerable;
  bool told = false;
  for (const auto& name : root.list(folder)) {
    const auto text = root.read(folder + '/' + name).value_or("");
    told = told || !text.empty();
    if (text.starts_with("Vulnerable")) vulnerable.push_back(name);
    constexpr std::string_view kDone = "Mitigation: ";
    const auto at = text.find(kDone);  // "KVM: Mitigation: VMX disabled"
    if (at != std::string::npos) in_force.push_back(name + ": " + text.substr(at + kDone.size()));
  }
  if (!told) return {};
  return {.in_force = in_force.empty() ? "none" : base::printable(base::join(in_force, "; "), 1200),
          .vulnerable = base::printable(base::join(vulnerable, ", "), 400)};
}

}  // namespace assay::host
