// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include <array>
#include <charconv>
#include <system_error>

namespace assay::base {
namespace {

template <class Number>
std::optional<Number> whole(std::string_view text, auto... how) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, fault] = std::from_chars(text.data(), end, number, how...);
  if (fault != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the next part off the front: its digits without leading zeros, "" for 0 or when there is
// none.
std::string_view take_part(std::string_view& version) {
  std::size_t length = 0;
  while (length < version.size() && is_digit(version[length])) ++length;
  std::string_view part = version.substr(0, length);
  version.remove_prefix(length);
  const bool more = version.size() > 1 && version[0] == '.' && is_digit(version[1]);
  version = more ? version.substr(1) : std::string_view{};
  while (!part.empty() && part.front() == '0') part.remove_prefix(1);
  return part;
}

}  // namespace

std::optional<std::uint64_t> to_uint64(std::string_view text) { return whole<std::uint64_t>(text); }

std::optional<std::uint64_t> hex_to_uint64(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return whole<std::uint64_t>(text, 16);
}

std::optional<double> to_double(std::string_view text) { return whole<double>(text); }

std::string exact_text(double value) {
  std::array<char, 32> buffer{};  // the longest is 24: "-2.2250738585072014e-308"
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    // Digits as text: a part such as a date or a hash of digits may be longer than any integer.
    const std::string_view left = take_part(a);
    const std::string_view right = take_part(b);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

}  // namespace assay::base
