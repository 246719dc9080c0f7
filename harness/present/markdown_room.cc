// SPDX-License-Identifier: Apache-2.0
#include "present/markdown_room.h"

#include <fmt/format.h>

namespace assay::present {

bool MarkdownRoom::take(std::size_t bytes) {
  if (bytes > bytes_) bytes_ = 0;
  const bool fits = bytes_ > 0;
  bytes_ -= fits ? bytes : 0;
  left_out_ += fits ? 0 : 1;
  return fits;
}

std::string MarkdownRoom::take_all(const std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& piece : pieces) {
    if (take(piece.size())) text += piece;
  }
  return text;
}

std::string markdown_fold(std::string_view title, std::string_view body) {
  return fmt::format("\n<details><summary>{}</summary>\n\n{}\n</details>\n", title, body);
}

}  // namespace assay::present
