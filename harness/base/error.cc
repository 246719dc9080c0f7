// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <fmt/format.h>

#include <utility>

#include "base/ensure.h"
#include "base/text.h"

namespace assay::base {
namespace {

constexpr std::size_t kLongestPosition = 4096;  // bytes, as long as a path may be

}  // namespace

std::string to_text(const Position& position) {
  std::string text = position.file;
  for (const std::size_t number : {position.line, position.line == 0 ? 0 : position.column}) {
    if (number == 0) break;
    text += fmt::format("{}{}", text.empty() ? "" : ":", number);
  }
  return text;
}

Error::Error(Exit exit, std::string what) : exit_(exit) {
  problems_.push_back({.position = {}, .what = std::move(what), .hint = {}});
  compose();
}

Error& Error::at(Position position) {
  problems_.back().position = std::move(position);
  compose();
  return *this;
}

Error& Error::hint(std::string what_to_do) {
  problems_.back().hint = std::move(what_to_do);
  compose();
  return *this;
}

Error Error::of(Exit exit, const std::vector<Problem>& problems) {
  ensure(!problems.empty(), "an Error has at least one problem");
  Error error(exit, {});
  error.problems_ = problems;
  error.compose();
  return error;
}

void Error::compose() {
  text_.clear();
  for (const Problem& problem : problems_) {
    if (!text_.empty()) text_ += '\n';
    const std::string position = printable(to_text(problem.position), kLongestPosition);
    if (!position.empty()) text_ += position + ": ";
    text_ += problem.what;
    if (!problem.hint.empty()) text_ += "; " + problem.hint;
  }
}

}  // namespace assay::base
