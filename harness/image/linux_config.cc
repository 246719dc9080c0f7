// SPDX-License-Identifier: Apache-2.0
#include "image/linux_config.h"

#include <map>

#include "base/text.h"

namespace assay::image {

std::string config_text(const KernelOptions& options) {
  std::string text;
  for (const auto& [name, value] : options) text += name + "=" + value + "\n";
  return text;
}

std::vector<std::string> lost_options(const KernelOptions& asked, std::string_view config) {
  std::map<std::string, std::string, std::less<>> kept;  // what is off is a comment, or not there
  for (const std::string& line : base::split(config, '\n')) {
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string::npos) continue;
    kept[line.substr(0, equals)] = line.substr(equals + 1);
  }
  std::vector<std::string> lost;
  for (const auto& [name, value] : asked) {
    const auto found = kept.find(name);
    const std::string is = found == kept.end() ? "n" : found->second;
    if (is != value) lost.push_back(name + "=" + value);
  }
  return lost;
}

}  // namespace assay::image
