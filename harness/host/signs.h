// SPDX-License-Identifier: Apache-2.0
// What detectors found, in the order they found it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "record/host.h"

namespace assay::host {

inline constexpr std::string_view kEmulated = "emulator";
inline constexpr std::string_view kVirtual = "hypervisor";
inline constexpr std::string_view kContained = "container";

enum class Strength { weak, strong };

class Signs {
 public:
  // `kind` is one of the three words above; `value` comes from outside.
  void add(std::string_view kind, std::string_view signal, Strength strength,
           std::string_view value) {
    all_.push_back({std::string(kind) + ": " + std::string(signal),
                    strength == Strength::strong ? "strong" : "weak", base::printable(value, 80)});
  }
  bool strong(std::string_view kind) const {
    return std::any_of(all_.begin(), all_.end(), [&](const record::Evidence& one) {
      return one.strength == "strong" && one.signal.starts_with(kind);
    });
  }
  std::vector<record::Evidence> take() { return std::move(all_); }

 private:
  std::vector<record::Evidence> all_;
};

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace assay::host
