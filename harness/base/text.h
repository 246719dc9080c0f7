// SPDX-License-Identifier: Apache-2.0
// Words on strings: splitting, joining, nearest names for typing mistakes, display width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::base {

std::vector<std::string> split(std::string_view text, char separator);  // "" gives {}
// The lines that have ended; what follows the last line break is none.
std::vector<std::string_view> ended_lines(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Up to three of `names` nearest to `word` by edit distance (Damerau-Levenshtein, at most a third
// of the word's length, at least 1; a name that begins with the word counts as near, _ and - being
// one). Nearest first.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& names);

// ", did you mean \"a\" or \"b\"?" or "" when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

// `pattern` with `*` for anything, case-sensitive, whole text.
bool matches_glob(std::string_view pattern, std::string_view text);

// A regular expression (ECMAScript, POSIX extended) that matches this text alone.
std::string literal_expression(std::string_view text);

// Columns a terminal uses for UTF-8 text (code points; wide ones are not used by us).
std::size_t display_width(std::string_view utf8);

// Replaces control characters and broken UTF-8 of outside text by escapes, cuts to `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 400);

// Length of the well-formed UTF-8 at the front (RFC 3629), 0 when it is not.
std::size_t utf8_length(std::string_view text);

// Every byte that belongs to no well-formed UTF-8 becomes U+FFFD; the rest stays as it is.
std::string valid_utf8(std::string_view text);

// FNV-1a, 64 bits: a short stable name for a longer text, as 16 hex digits. Not for trust: sha256
// is.
std::string short_hash(std::string_view text);

// The same of a text in parts.
class ShortHash {
 public:
  void add(std::string_view text);
  std::string text() const;
  std::uint64_t number() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

}  // namespace assay::base
