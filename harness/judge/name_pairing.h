// SPDX-License-Identifier: Apache-2.0
// Which benchmark of one column stands beside which of another: those of the same name. Here names
// are filtered and put in order.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::judge {

// Digits compare as numbers, so that copy/64 comes before copy/1024.
bool natural_less(std::string_view a, std::string_view b);

// Every name of any column once: suites in the order given, those not among them last; in natural
// order within a suite.
std::vector<std::string> paired_names(const std::vector<std::vector<std::string>>& columns,
                                      const std::vector<std::string>& suites);

class NameFilter {
 public:
  // An ECMAScript regular expression, searched for anywhere in the name; "" lets all through.
  // Throws Error(usage) for one that is none.
  explicit NameFilter(const std::string& pattern);
  ~NameFilter();
  bool lets_through(const std::string& name) const;

 private:
  struct Expression;
  std::unique_ptr<Expression> expression_;
};

}  // namespace assay::judge
