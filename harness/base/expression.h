// SPDX-License-Identifier: Apache-2.0
// A regular expression, compiled once, as --filter takes it. RE2 stands behind this: the time to
// match grows with the text alone, whatever the expression is. Not for the expressions that
// benchmark programs are given: those match with std::regex or POSIX (literal_expression()).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace assay::base {

class Expression {
 public:
  Expression() = default;  // as "", which fits every text
  // Text stands where an expression is wanted. Throws Error(usage) with the place of what RE2
  // refuses; `what` names the expression there.
  Expression(std::string text, std::string_view what = "the expression");
  Expression(const char* text) : Expression(std::string(text)) {}

  // Does it match some part of the text?
  bool fits(std::string_view text) const;
  const std::string& text() const { return text_; }  // as it was written
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
  std::shared_ptr<const re2::RE2> compiled_;  // null: fits every text
};

}  // namespace assay::base
