// SPDX-License-Identifier: Apache-2.0
#include "present/escaping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/code_point.h"
#include "base/number.h"
#include "base/text.h"

namespace assay::present {
namespace {

constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kLongestMarkdownName = 300;  // bytes in Markdown, before they are escaped

// What a spreadsheet takes for the beginning of a formula, also behind blanks. The last four are
// the full-width = + - @, which some take for those (OWASP, CSV Injection).
constexpr std::array<std::string_view, 8> kFormula{"=",      "+",      "-",      "@",
                                                   "\uff1d", "\uff0b", "\uff0d", "\uff20"};

bool is_formula(std::string_view text) {
  const std::string_view rest = base::trim(text);
  return std::ranges::any_of(kFormula, [&](auto sign) { return rest.starts_with(sign); }) &&
         !base::to_double(text);
}

std::string entity(char c) { return fmt::format("&#{};", static_cast<int>(c)); }

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || is_letter_or_digit(c) ||
         std::string_view(" .,;/+-()='").find(c) != std::string_view::npos;
}

// The place of the character that would begin a list, a heading or code if the text stood at the
// beginning of a line; the text's length when nothing would.
std::size_t begun_block(std::string_view text) {
  if (text.starts_with(' ')) return 0;
  const auto ends = [&](std::size_t at) {
    return at + 1 >= text.size() || !is_letter_or_digit(text[at + 1]);
  };
  if (!text.empty() && std::string_view("-+=").find(text[0]) != std::string_view::npos) {
    return ends(0) ? 0 : text.size();
  }
  const std::size_t number = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool counts = number > 0 && number < text.size() &&
                      (text[number] == '.' || text[number] == ')') && ends(number);
  return counts ? number : text.size();
}

// "www.x.test" is a link without any markup.
bool ends_www(std::string_view text, std::size_t at) {
  constexpr std::size_t kLetters = 3;
  return text[at] == '.' && at >= kLetters &&
         std::ranges::all_of(text.substr(at - kLetters, kLetters),
                             [](char c) { return c == 'w' || c == 'W'; });
}

// How XML has one character.
std::string xml_character(std::string_view one) {
  const std::uint32_t code = base::first_code_point(one).value;
  if (one == "&") return "&amp;";
  if (one == "<") return "&lt;";
  if (one == ">") return "&gt;";
  if (one == "\"") return "&quot;";
  const bool space = one == "\t" || one == "\n" || one == "\r";
  const bool allowed = space || (code >= 0x20 && code != 0xfffe && code != 0xffff);
  if (!allowed) return {};  // XML 1.0, production 2
  return base::is_control(code) ? fmt::format("&#{};", code) : std::string(one);
}

}  // namespace

std::string csv_field(std::string_view text) {
  const std::string quote = is_formula(text) || text.starts_with('\'') ? "'" : "";
  const std::string field =
      quote + base::printable(base::replace_all(std::string(text), "\\", "\\\\"), kAnyLength);
  // Some spreadsheets take ; for a comma, and some drop blanks at the ends.
  const bool plain = field.find_first_of(",;\"") == std::string::npos && base::trim(field) == field;
  return plain ? field : '"' + base::replace_all(field, "\"", "\"\"") + '"';
}

std::string xml_escaped(std::string_view text) {
  std::string result;
  const std::string valid = base::valid_utf8(text);
  char before = '\0';
  for (std::string_view rest = valid; !rest.empty();) {
    const std::string_view one = rest.substr(0, base::utf8_length(rest));
    rest.remove_prefix(one.size());
    // "##[error]" is a command wherever it stands in a log.
    result += one == "#" && before == '#' ? entity('#') : xml_character(one);
    before = one.front();
  }
  return result;
}

std::string github_message(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n') {
      result += fmt::format("%{:02X}", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string github_property(std::string_view text) {
  return base::replace_all(base::replace_all(github_message(text), ":", "%3A"), ",", "%2C");
}

std::string inert_markdown(std::string_view text, std::size_t limit) {
  const std::string shown = base::printable(text, limit);
  const std::size_t block = begun_block(shown);
  std::string result;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const char c = shown[at];
    const char next = at + 1 < shown.size() ? shown[at + 1] : ' ';
    const bool alone = std::string_view(" .,;)").find(next) != std::string_view::npos;
    const bool prose = (c == '%' || c == ':') && alone;
    const bool kept = (is_plain(c) || prose) && at != block && !ends_www(shown, at);
    result += kept ? std::string(1, c) : entity(c);
    // "@name", "#12", "!12", "~label", ":smile:", "http://x": references are looked for when
    // entities are resolved already.
    if (!alone && std::string_view("@#!~$%&^*:").find(c) != std::string_view::npos) {
      result += "&#8203;";  // zero-width space
    }
  }
  return result;
}

// Nothing is a reference inside <code>.
std::string markdown_code(std::string_view name) {
  const std::string shown = base::printable(name, kLongestMarkdownName);
  std::string text = "<code>";
  for (std::size_t at = 0; at < shown.size(); ++at) {
    const bool kept = is_plain(shown[at]) && !ends_www(shown, at);
    text += kept ? std::string(1, shown[at]) : entity(shown[at]);
  }
  return text + "</code>";
}

std::string uri_path(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool kept =
        is_letter_or_digit(c) || std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += kept ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

}  // namespace assay::present
