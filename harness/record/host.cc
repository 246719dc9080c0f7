// SPDX-License-Identifier: Apache-2.0
#include "record/host.h"

namespace assay::record {
namespace {

std::string value_of(const std::vector<std::pair<std::string, std::string>>& pairs,
                     std::string_view key) {
  for (const auto& [known, value] : pairs) {
    if (known == key) return value;
  }
  return {};
}

}  // namespace

bool is_emulated(const Host& host) { return host.host_class == "emulated"; }

std::string fingerprint_value(const Host& host, std::string_view key) {
  return value_of(host.fingerprint, key);
}

std::string state_value(const Host& host, std::string_view key) {
  return host.readings.empty() ? std::string() : value_of(host.readings.back().values, key);
}

}  // namespace assay::record
