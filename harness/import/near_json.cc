// SPDX-License-Identifier: Apache-2.0
#include "import/near_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace assay::import {
namespace {

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.'; }
bool opens(char c) { return c == '{' || c == '['; }
bool closes(char c) { return c == '}' || c == ']'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Just behind the string that begins at `start` with a quote; the end of the text when it is open.
std::size_t end_of_string(std::string_view text, std::size_t start) {
  std::size_t at = start + 1;
  for (;;) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos || at + 1 >= text.size()) return text.size();
    if (text[at] == '"') return at + 1;
    at += 2;
  }
}

// Calls see(offset, depth inside which the piece stands, length) for every bracket and every
// string. Ends when `see` returns false.
template <class See>
void walk(std::string_view text, const See& see) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    at = text.find_first_of("{}[]\"", at);
    if (at == std::string_view::npos) return;
    const char c = text[at];
    const std::size_t end = c == '"' ? end_of_string(text, at) : at + 1;
    if (closes(c)) {
      if (depth == 0) return;
      --depth;
    }
    if (!see(at, depth, end - at)) return;
    if (opens(c)) ++depth;
    at = end;
  }
}

bool is_key(std::string_view text, std::size_t end) {
  while (end < text.size() && is_blank(text[end])) ++end;
  return end < text.size() && text[end] == ':';
}

// Tells `see` of the brackets at depth 2, the items of the top-level array `key`, and at depth 1.
template <class See>
void walk_items(std::string_view text, std::string_view key, const See& see) {
  bool inside = false;
  std::string_view last_key;
  walk(text, [&](std::size_t at, std::size_t depth, std::size_t length) {
    const char c = text[at];
    if (depth == 1 && c == '"' && is_key(text, at + length)) {
      last_key = text.substr(at + 1, length - 2);
    }
    if (depth == 1 && c == '[') inside = last_key == key;
    const bool is_array = depth == 1 && (c == '[' || c == ']');
    const bool is_item = depth == 2 && (c == '{' || c == '}');
    return !inside || (!is_array && !is_item) || see(at, c);
  });
}

void mend_string(std::string& text, std::size_t start, std::size_t end) {
  for (std::size_t at = start; at < end;) {
    const std::size_t length = base::utf8_length(std::string_view(text).substr(at, end - at));
    if (length == 0 || static_cast<unsigned char>(text[at]) < 0x20) text[at] = '?';
    at += std::max<std::size_t>(length, 1);
  }
}

void mend_word(std::string& text, std::size_t start, std::size_t end) {
  std::string word = text.substr(start, end - start);
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool minus = start > 0 && text[start - 1] == '-';
  std::string mended;
  if (word == "nan") {
    mended = "\"N\"";
  } else if (word == "inf" || word == "infinity") {
    mended = minus ? "\"-I\"" : "\"I\"";
  } else {
    return;
  }
  if (minus) --start;
  mended.resize(end - start, ' ');
  text.replace(start, end - start, mended);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_number(char c) {
  return is_digit(c) || std::string_view("+-.eE").find(c) != std::string_view::npos;
}

bool begins_number(char c) { return is_digit(c) || c == '-'; }

// Not in the middle of something.
bool begins_there(std::string_view text, std::size_t at) {
  return at == 0 || !is_word(text[at - 1]);
}

std::size_t end_of_run(std::string_view text, std::size_t at, bool (*belongs)(char)) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

template <class Number>
bool fits(std::string_view number) {
  Number ignored;
  return std::from_chars(number.data(), number.data() + number.size(), ignored).ec !=
         std::errc::result_out_of_range;
}

// What no parser takes of numbers that are written as JSON's are: those that are too large.
void mend_number(std::string& text, std::size_t start, std::size_t end) {
  const std::string_view number = std::string_view(text).substr(start, end - start);
  const bool minus = number.front() == '-';
  const bool real = number.find_first_of(".eE") != std::string_view::npos;
  // Too small for a double is 0, and no fault.
  const bool small = number.find("e-") != std::string_view::npos ||
                     number.find("E-") != std::string_view::npos ||
                     number.substr(minus ? 1 : 0).starts_with("0.");
  std::string mended;
  if (!fits<double>(number)) {
    if (small) return;
    mended = minus ? "\"-I\"" : "\"I\"";
  } else if (!real && !(minus ? fits<std::int64_t>(number) : fits<std::uint64_t>(number))) {
    double value = 0;
    std::from_chars(number.data(), number.data() + number.size(), value);
    mended = fmt::format("{:.12e}", value);  // no longer than the 20 characters of the shortest one
  } else {
    return;
  }
  mended.resize(number.size(), ' ');
  text.replace(start, end - start, mended);
}

}  // namespace

std::string mend(std::string_view text) {
  std::string mended(text);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      const std::size_t end = end_of_string(text, at);
      mend_string(mended, at + 1, end);
      at = end;
    } else if (is_letter(text[at]) && begins_there(text, at)) {
      const std::size_t end = end_of_run(text, at, is_word);
      mend_word(mended, at, end);
      at = end;
    } else if (begins_number(text[at]) && begins_there(text, at)) {
      const std::size_t end = end_of_run(text, at + 1, is_of_number);
      mend_number(mended, at, end);
      at = end;
    } else if (text[at] == '%' && at > 0 && is_word(text[at - 1])) {
      mended[at++] = ' ';
    } else {
      ++at;
    }
  }
  return mended;
}

std::optional<double> mended_number(std::string_view text) {
  if (text == "N") return std::numeric_limits<double>::quiet_NaN();
  if (text == "I") return std::numeric_limits<double>::infinity();
  if (text == "-I") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::optional<std::string> close_after_last_item(std::string_view text, std::string_view key) {
  std::optional<std::size_t> end;
  walk_items(text, key, [&](std::size_t at, char c) {
    if (c == '[' || c == '}') end = at + 1;
    return c != ']';
  });
  if (!end) return std::nullopt;
  return std::string(text.substr(0, *end)) + "]}";
}

bool has_keys(std::string_view text, std::vector<std::string_view> keys) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return false;
  walk(text, [&](std::size_t at, std::size_t depth, std::size_t length) {
    if (depth == 1 && text[at] == '"' && is_key(text, at + length)) {
      std::erase(keys, text.substr(at + 1, length - 2));
    }
    return !keys.empty() && (depth > 0 || at == first);
  });
  return keys.empty();
}

std::size_t open_brackets(std::string_view text) {
  std::size_t open = 0;
  walk(text, [&](std::size_t at, std::size_t depth, std::size_t) {
    open = opens(text[at]) ? depth + 1 : depth;
    return true;
  });
  return open;
}

std::size_t whole_items(std::string_view text, std::string_view key) {
  std::size_t whole = 0;
  walk_items(text, key, [&](std::size_t, char c) {
    if (c == '}') ++whole;
    return c != ']';
  });
  return whole;
}

std::size_t offset_of_item(std::string_view text, std::string_view key, std::size_t index) {
  std::size_t offset = text.size();
  std::size_t seen = 0;
  walk_items(text, key, [&](std::size_t at, char c) {
    if (c == '{' && seen++ == index) {
      offset = at;
      return false;
    }
    return c != ']';
  });
  return offset;
}

}  // namespace assay::import
