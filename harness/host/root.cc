// SPDX-License-Identifier: Apache-2.0
#include "host/root.h"

#include "base/error.h"
#include "sys/files.h"

namespace assay::host {

std::filesystem::path Root::below(std::string_view path) const {
  return folder_ / std::filesystem::path(path).relative_path();
}

std::optional<std::string> Root::read(std::string_view path) const {
  try {
    auto text = sys::read_file(below(path), base::Bytes{4u << 20});
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\0')) {
      text.pop_back();
    }
    return text;
  } catch (const base::Error&) {
    return std::nullopt;  // absent or unreadable is normal below /proc and /sys
  }
}

}  // namespace assay::host
