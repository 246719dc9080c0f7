// SPDX-License-Identifier: Apache-2.0
// How a comment on a merge request stays as short as GitHub takes it: what matters most is added
// first, the rest stands in folds, and what no longer fits is counted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::present {

constexpr std::size_t kMostMarkdown = 65'536;  // GitHub counts characters, which are not more

// Takes pieces until one doesn't fit; then none of those after it either.
class MarkdownRoom {
 public:
  explicit MarkdownRoom(std::size_t bytes) : bytes_(bytes) {}
  bool take(std::size_t bytes);
  // All of them that fit, one after the other.
  std::string take_all(const std::vector<std::string>& pieces);
  std::size_t left_out() const { return left_out_; }

 private:
  std::size_t bytes_, left_out_ = 0;
};

// `body` that a reader opens by its title, which is Markdown already.
std::string markdown_fold(std::string_view title, std::string_view body);

}  // namespace assay::present
