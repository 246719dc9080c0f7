// SPDX-License-Identifier: Apache-2.0
// A text of comma-separated values (RFC 4180) becomes columns: integer, decimal with two places,
// text with or without quotes, date.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kSize = 262144;
constexpr std::uint32_t kLongestRow = 80, kMostRows = kSize / 16;

std::uint8_t* write_number(std::uint8_t* out, std::uint32_t value, int least_digits) {
  std::array<std::uint8_t, 10> digits;
  int count = 0;
  for (; value != 0 || count < least_digits; value /= 10)
    digits[static_cast<std::size_t>(count++)] = static_cast<std::uint8_t>('0' + value % 10);
  while (count > 0) *out++ = digits[static_cast<std::size_t>(--count)];
  return out;
}

// Up to 15 letters; in quotes one of four is a comma, and one of sixteen a doubled quote.
std::uint8_t* write_text(std::uint8_t* out, std::uint64_t draw) {
  const bool quoted = draw >> 63;
  if (quoted) *out++ = '"';
  for (std::uint64_t length = draw >> 59 & 15; length > 0; --length, draw >>= 3) {
    if (!quoted || (draw & 3) != 0) {
      *out++ = static_cast<std::uint8_t>('a' + (draw & 15));
    } else if ((draw & 12) != 0) {
      *out++ = ',';
    } else {
      *out++ = '"', *out++ = '"';
    }
  }
  if (quoted) *out++ = '"';
  return out;
}

// Whole rows; their bytes, which are at most kSize.
std::uint32_t write_csv(Bytes& text, std::uint64_t seed_value) {
  Random random(seed_value);
  std::uint8_t* out = text.data();
  std::uint8_t* const last = out + (kSize - kLongestRow);
  while (out <= last) {
    const std::uint64_t draw = random.next();
    out = write_number(out, static_cast<std::uint32_t>(draw) >> (draw >> 59), 1);
    *out++ = ',';
    if (draw >> 58 & 1) *out++ = '-';
    const auto cents = static_cast<std::uint32_t>(draw >> 32 & 0xffffff);
    out = write_number(out, cents / 100, 1);
    *out++ = '.';
    out = write_number(out, cents % 100, 2);
    *out++ = ',';
    out = write_text(out, random.next());
    *out++ = ',';
    const std::uint64_t date = random.next();
    out = write_number(out, 1992 + static_cast<std::uint32_t>(date & 7), 4);
    *out++ = '-';
    out = write_number(out, 1 + static_cast<std::uint32_t>((date >> 8 & 255) * 12 >> 8), 2);
    *out++ = '-';
    out = write_number(out, 1 + static_cast<std::uint32_t>((date >> 16 & 255) * 28 >> 8), 2);
    *out++ = '\n';
  }
  return static_cast<std::uint32_t>(out - text.data());
}

struct Columns {
  std::uint32_t* ids;
  std::int64_t* cents;
  std::uint32_t* ends;  // of each text among the letters
  std::uint8_t* letters;
  std::int32_t* days;  // since 1970-01-01
};

std::uint32_t read_digits(const std::uint8_t*& in) {
  std::uint32_t value = 0;
  for (; static_cast<std::uint8_t>(*in - '0') < 10; ++in)
    value = value * 10 + static_cast<std::uint32_t>(*in - '0');
  return value;
}

// The digits after a separator.
std::uint32_t read_next(const std::uint8_t*& in) { return read_digits(++in); }

std::uint8_t* read_text(const std::uint8_t*& in, std::uint8_t* out) {
  if (*in != '"') {
    while (*in != ',') *out++ = *in++;
    return out;
  }
  for (++in;; *out++ = *in++) {
    if (*in == '"' && *++in != '"') return out;
  }
}

// H. Hinnant's days_from_civil for years after 0.
std::int32_t days_of_date(std::uint32_t year, std::uint32_t month, std::uint32_t day) {
  year -= month <= 2;
  const std::uint32_t era = year / 400, of_era = year % 400;
  const std::uint32_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return static_cast<std::int32_t>(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
                                   of_year) -
         719468;
}

// The number of rows.
[[gnu::noinline]] std::uint32_t read_rows(const std::uint8_t* in, std::uint32_t size,
                                          const Columns& columns) {
  const std::uint8_t* const end = in + size;
  std::uint8_t* letter = columns.letters;
  std::uint32_t row = 0;
  for (; in != end; ++row, ++in) {
    columns.ids[row] = read_digits(in);
    const bool negative = *++in == '-';
    in += negative;
    std::int64_t cents = std::int64_t{read_digits(in)} * 100;
    cents += read_next(in);
    columns.cents[row] = negative ? -cents : cents;
    letter = read_text(++in, letter);
    columns.ends[row] = static_cast<std::uint32_t>(letter - columns.letters);
    const std::uint32_t year = read_next(in), month = read_next(in), day = read_next(in);
    columns.days[row] = days_of_date(year, month, day);
  }
  return row;
}

// Some 7,000 rows, each of a dozen decisions: how many digits, which letters, quotes or not.
void csv_to_columns(benchmark::State& state) {
  Bytes text(kSize);
  const std::uint32_t size = write_csv(text, seed(0x5b0));
  Buffer<std::uint32_t> ids(kMostRows, 192), ends(kMostRows, 384);
  Buffer<std::int64_t> cents(kMostRows, 576);
  Buffer<std::int32_t> days(kMostRows, 768);
  Bytes letters(kSize, 960);
  const Columns columns{ids.data(), cents.data(), ends.data(), letters.data(), days.data()};
  const std::uint8_t* in = text.data();
  std::uint32_t rows = 0;
  measure(
      state, {size, "bytes"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(in);
        rows = read_rows(in, size, columns);
      },
      [&] {
        Fnv1a64 hash;
        hash.add(ids.span().first(rows)).add(cents.span().first(rows));
        hash.add(ends.span().first(rows)).add(days.span().first(rows));
        if (rows > 0) hash.add(letters.span().first(std::min(ends[rows - 1], kSize)));
        return Checksum{hash};
      },
      ids, ends, cents, days, letters);
}
BENCHMARK(csv_to_columns)->Name("csv_to_columns/262144");

}  // namespace
}  // namespace assay
