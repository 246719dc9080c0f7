// SPDX-License-Identifier: Apache-2.0
// Collects what was found in many places, so that people read of each kind once.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "judge/plausibility.h"

namespace assay::judge {

class Flaws {
 public:
  void refuse(std::string_view code, std::string at, std::string reason) {
    add({std::string(code), std::move(at), std::move(reason), true});
  }
  void remark(std::string_view code, std::string at, std::string reason) {
    add({std::string(code), std::move(at), std::move(reason), false});
  }
  // In the order of their first places; those that refuse come first.
  std::vector<Flaw> take();

 private:
  void add(Flaw finding);

  std::vector<Flaw> firsts_;
  std::map<std::string, std::size_t> places_;  // by code
};

}  // namespace assay::judge
