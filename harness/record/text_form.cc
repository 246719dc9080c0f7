// SPDX-License-Identifier: Apache-2.0
#include "record/text_form.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace assay::record {
namespace {

constexpr std::string_view kDigits = "0123456789", kHex = "0123456789abcdef",
                           kLetters = "abcdefghijklmnopqrstuvwxyz";

bool is_in(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool consists_of(std::string_view text, std::string_view set) {
  return text.find_first_not_of(set) == std::string_view::npos;
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && consists_of(text, kHex);
}

// A '0' in the pattern stands for any digit, every other character for itself.
bool has_shape(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern, [](char c, char wanted) {
    return wanted == '0' ? is_in(c, kDigits) : c == wanted;
  });
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = 10 * value + static_cast<unsigned>(digit - '0');
  return value;
}

bool is_day(std::string_view text) {
  using namespace std::chrono;
  if (!has_shape(text, "0000-00-00")) return false;
  return year_month_day{year(static_cast<int>(number(text.substr(0, 4)))),
                        month(number(text.substr(5, 2))), day(number(text.substr(8, 2)))}
      .ok();
}

bool is_utc_time(std::string_view text) {
  return has_shape(text, "0000-00-00T00:00:00Z") && is_day(text.substr(0, 10)) &&
         number(text.substr(11, 2)) < 24 && number(text.substr(14, 2)) < 60 &&
         number(text.substr(17, 2)) < 60;
}

bool is_record_id(std::string_view text) {
  constexpr std::string_view kTime = "00000000T000000Z-";
  return has_shape(text.substr(0, kTime.size()), kTime) && is_hex(text.substr(kTime.size()), 6);
}

bool is_version(std::string_view text) {
  int parts = 1;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (dot == 0 || !consists_of(text.substr(0, dot), kDigits)) return false;
    text.remove_prefix(dot + 1);
    ++parts;
  }
  return parts == 3 && !text.empty() && consists_of(text, kDigits);
}

bool is_file_name(std::string_view text) {
  const auto good = [](char c) { return is_in(c, kLetters) || is_in(c, kDigits); };
  return !text.empty() && good(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return good(c) || is_in(c, "._-"); });
}

bool is_benchmark_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != 0 && slash != std::string_view::npos && slash + 1 < text.size() &&
         text[slash + 1] != '\n' && text[slash + 1] != '\r';
}

bool is_code(std::string_view text) {
  return !text.empty() && is_in(text[0], kLetters) && std::ranges::all_of(text, [](char c) {
    return is_in(c, kLetters) || is_in(c, kDigits) || c == '-';
  });
}

}  // namespace

const TextForm kNotEmpty{[](std::string_view text) { return !text.empty(); },
                         "a string that is not empty"};
const TextForm kPlaceWord{
    [](std::string_view text) {
      return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
    },
    "a word of ASCII characters without blanks"};
const TextForm kRecordId{is_record_id, "an id such as 20261125T120351Z-3f9a01"};
const TextForm kUtcTime{is_utc_time, "a time such as 2026-11-25T12:03:51Z"};
const TextForm kDay{is_day, "a day such as 2026-11-25"};
const TextForm kShortHash{[](std::string_view text) { return is_hex(text, 16); },
                          "16 hexadecimal digits in lower case"};
const TextForm kSession{[](std::string_view text) { return text.empty() || is_hex(text, 16); },
                        "16 hexadecimal digits in lower case, or nothing"};
const TextForm kSha256{[](std::string_view text) { return is_hex(text, 64); },
                       "64 hexadecimal digits in lower case"};
const TextForm kBuildId{[](std::string_view text) {
                          return !text.empty() && text.size() % 2 == 0 && consists_of(text, kHex);
                        },
                        "hexadecimal digits in lower case, two for each byte"};
const TextForm kCommit{[](std::string_view text) { return text.empty() || is_hex(text, 40); },
                       "40 hexadecimal digits in lower case, or nothing"};
const TextForm kRevision{[](std::string_view text) { return is_hex(text, 40) || is_hex(text, 64); },
                         "a commit's 40 or 64 hexadecimal digits in lower case"};
const TextForm kVersion{[](std::string_view text) { return text.empty() || is_version(text); },
                        "a version such as 0.1.0, or nothing"};
const TextForm kFileName{is_file_name, "a name of small letters, digits, '.', '_' and '-'"};
const TextForm kBenchmarkName{is_benchmark_name, "suite and benchmark with a '/' between them"};
const TextForm kCode{is_code, "a word of small letters, digits and '-'"};

}  // namespace assay::record
