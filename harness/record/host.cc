// SPDX-License-Identifier: Apache-2.0
#include "record/host.h"

namespace assay::record {

std::string fingerprint_value(const Host& host, std::string_view key) {
  for (const auto& [known, value] : host.fingerprint) {
    if (known == key) return value;
  }
  return {};
}

}  // namespace assay::record
