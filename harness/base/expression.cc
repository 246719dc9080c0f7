// SPDX-License-Identifier: Apache-2.0
#include "base/expression.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace assay::base {
namespace {

using re2::RE2;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::shared_ptr<const RE2> compile(std::string_view text) {
  RE2::Options options;
  options.set_log_errors(false);  // on standard error
  return std::make_shared<const RE2>(piece(text), options);
}

// Where the part stands that is refused, in bytes. RE2 says what it is and not where, and the same
// characters may stand elsewhere and be right. It reads from left to right and stops at the first
// fault: the shortest beginning with that fault ends with the part.
std::size_t place_of(std::string_view text, const RE2& refused) {
  const std::string& part = refused.error_arg();
  if (refused.error_code() == RE2::ErrorMissingBracket) return text.size() - part.size();
  const bool whole =
      refused.error_code() == RE2::ErrorUnexpectedParen;  // is what it calls the part
  const auto lengths = std::views::iota(std::size_t{0}, text.size());
  const auto end = *std::ranges::partition_point(lengths, [&](std::size_t length) {
    const auto begin = compile(text.substr(0, length + 1));
    return begin->error_code() != refused.error_code() || (!whole && begin->error_arg() != part);
  });
  return end + 1 - (whole ? 1 : std::min(part.size(), end + 1));
}

// What is wrong, with the part and its place.
std::string fault_of(std::string_view text, const RE2& refused) {
  const std::string part = printable(refused.error_arg(), 40);
  const auto with_place = [&](std::string_view sentence) {
    const std::size_t before = display_width(text.substr(0, place_of(text, refused)));
    return fmt::format(fmt::runtime(sentence), fmt::arg("part", part),
                       fmt::arg("place", before + 1));
  };
  switch (refused.error_code()) {
    case RE2::ErrorBadEscape:
      return with_place("the escape '{part}' at character {place} is unknown");
    case RE2::ErrorBadCharClass:
    case RE2::ErrorBadCharRange:
      return with_place("the range '{part}' at character {place} is not valid");
    case RE2::ErrorMissingBracket:
      return with_place("the '[' at character {place} is not closed");
    case RE2::ErrorMissingParen:
      return "a ')' is missing at its end";
    case RE2::ErrorUnexpectedParen:
      return with_place("the ')' at character {place} has no matching '('");
    case RE2::ErrorTrailingBackslash:
      return "it ends with a '\\' that escapes nothing";
    case RE2::ErrorRepeatArgument:
      return with_place("nothing before the '{part}' at character {place} can be repeated");
    case RE2::ErrorRepeatSize:
      return with_place("the repetition '{part}' at character {place} is too large or not valid");
    case RE2::ErrorRepeatOp:
      return with_place("'{part}' at character {place} repeats a repetition");
    case RE2::ErrorBadPerlOp:
      return with_place("'{part}' at character {place} is not supported");
    case RE2::ErrorBadNamedCapture:
      return with_place("the group's name '{part}' at character {place} is not valid");
    case RE2::ErrorBadUTF8:
      return "it is not UTF-8";
    case RE2::ErrorPatternTooLarge:
      return "it is too large";
    default:
      return printable(refused.error(), 100);
  }
}

}  // namespace

Expression::Expression(std::string text, std::string_view what) : text_(std::move(text)) {
  if (text_.empty()) return;
  compiled_ = compile(text_);
  if (compiled_->ok()) return;
  throw Error(Exit::usage, fmt::format("{} '{}' is not a regular expression: {}", what,
                                       printable(text_, 200), fault_of(text_, *compiled_)))
      .hint("the syntax is RE2's: https://github.com/google/re2/wiki/Syntax");
}

bool Expression::fits(std::string_view text) const {
  return compiled_ == nullptr || RE2::PartialMatch(piece(text), *compiled_);
}

}  // namespace assay::base
