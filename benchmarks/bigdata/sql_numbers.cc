// SPDX-License-Identifier: Apache-2.0
// SQL expressions on columns of numbers: product of decimals of 38 digits, parts of timestamps.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kRows = 16384;
constexpr std::uint32_t kTimes = 2048;  // 32-bit targets divide 64 bits by a function

// 128 bits in two's complement, as Arrow, Spark and others keep DECIMAL(38, s).
struct Decimal {
  std::uint64_t low, high;
};

// Without sign. One or two instructions on 64-bit targets.
[[gnu::always_inline]] inline Decimal product_of(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using Word = unsigned __int128;
  const Word product = static_cast<Word>(a) * b;
  return {static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64)};
#else
  const std::uint64_t a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;
  const std::uint64_t low = a0 * b0;
  const std::uint64_t middle = a1 * b0 + (low >> 32);
  const std::uint64_t other = a0 * b1 + (middle & 0xffffffffu);
  return {other << 32 | (low & 0xffffffffu), a1 * b1 + (middle >> 32) + (other >> 32)};
#endif
}

[[gnu::always_inline]] inline Decimal negated(Decimal value) {
  return {0 - value.low, ~value.high + (value.low == 0)};
}

// 10^38 and more does not fit.
constexpr std::uint64_t kTooLargeHigh = 0x4b3b4ca85a86c47au, kTooLargeLow = 0x098a224000000000u;

[[gnu::always_inline]] inline bool is_negative(Decimal value) { return value.high >> 63 != 0; }

// False, and zero, where the product has more than 38 digits: SQL's null.
[[gnu::always_inline]] inline bool multiply(Decimal a, Decimal b, Decimal& out) {
  const bool negative = is_negative(a) != is_negative(b);
  if (is_negative(a)) a = negated(a);
  if (is_negative(b)) b = negated(b);
  out = {0, 0};
  if (a.high != 0 && b.high != 0) return false;
  const Decimal cross = a.high != 0 ? product_of(a.high, b.low) : product_of(a.low, b.high);
  const Decimal low = product_of(a.low, b.low);
  const std::uint64_t high = low.high + cross.low;
  if (cross.high != 0 || high < cross.low) return false;
  if (high > kTooLargeHigh || (high == kTooLargeHigh && low.low >= kTooLargeLow)) return false;
  const Decimal product{low.low, high};
  out = negative ? negated(product) : product;
  return true;
}

// The key says which rows meet: each number has another partner in each turn.
[[gnu::noinline]] void multiply_all(const Decimal* a, const Decimal* b, Decimal* out,
                                    std::uint8_t* valid, std::uint32_t rows, std::uint64_t key) {
  for (std::uint32_t i = 0; i < rows; ++i) valid[i] = multiply(a[i], b[i ^ (key >> 50)], out[i]);
}

// Up to 64 bits, and one of so many up to 96; either sign.
Decimal draw_decimal(Random& random, std::uint32_t one_in) {
  const std::uint64_t bits = random.next(), low = random.next();
  Decimal value{low >> (bits >> 37 & 63), 0};
  if ((bits >> 43) % one_in == 0) value = {low, (bits & 0xffffffffu) >> (bits >> 32 & 31)};
  return bits >> 63 ? negated(value) : value;
}

// Every second left factor and every eighth right one has more than 64 bits, so that all ways of
// multiply() are taken. Rows 0 and 1 are 10^38 and 10^38 - 1. Whether a product is too large, which
// factor is long and which way the sign goes is open for each row. Products keep all digits: the
// scale is the sum of both, and nothing is rescaled or rounded.
void decimal128_mul(benchmark::State& state) {
  Buffer<Decimal> left(kRows), right(kRows, 192), products(kRows, 384);
  Bytes valid(kRows, 576);
  Random random(seed(0x5c0));
  for (std::uint32_t i = 0; i < kRows; ++i) {
    left[i] = draw_decimal(random, 2);
    right[i] = draw_decimal(random, 8);
  }
  constexpr std::uint64_t kPower19 = 10000000000000000000u;
  left[0] = right[0] = {kPower19, 0};
  left[1] = {kPower19 - 1, 0}, right[1] = {kPower19 + 1, 0};
  const Decimal* a = left.data();
  measure(
      state, {kRows, "rows"}, Turns(state, 8),
      [&](std::uint64_t turn) {
        opaque(a);
        multiply_all(a, right.data(), products.data(), valid.data(), kRows, key_of(turn));
      },
      [&] {
        Fnv1a64 hash;
        hash.add(valid);
        for (const Decimal& product : products) hash.add(product.low).add(product.high);
        return Checksum{hash};
      },
      products, valid);
}
BENCHMARK(decimal128_mul)->Name("decimal128_mul/16384");

struct Parts {
  std::int16_t* year;
  std::uint8_t *month, *day, *hour, *minute;
};

// H. Hinnant's civil_from_days, for days since 0000-03-01; all divisors are constants.
[[gnu::always_inline]] inline void civil_from_days(std::uint32_t shifted, const Parts& to,
                                                   std::uint32_t row) {
  const std::uint32_t era = shifted / 146097, of_era = shifted % 146097;
  const std::uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::uint32_t from_march = (5 * of_year + 2) / 153;
  const std::uint32_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  to.year[row] = static_cast<std::int16_t>(era * 400 + year + (month <= 2));
  to.month[row] = static_cast<std::uint8_t>(month);
  to.day[row] = static_cast<std::uint8_t>(of_year - (153 * from_march + 2) / 5 + 1);
}

// Microseconds since 1970, also before it, as Spark and Arrow keep timestamps.
[[gnu::noinline]] void extract(const std::int64_t* micros, const Parts& to, std::uint32_t rows,
                               std::int64_t key) {
  constexpr std::int64_t kSecond = 1000000;
  constexpr std::int64_t kDay = 86400;
  constexpr std::int64_t kFirst = -719468 * kDay;  // 0000-03-01: no negative numbers
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::int64_t seconds = ((micros[i] ^ key) - kFirst * kSecond) / kSecond;
    const auto days = static_cast<std::uint32_t>(seconds / kDay);
    const auto of_day = static_cast<std::uint32_t>(seconds % kDay);
    civil_from_days(days, to, i);
    to.hour[i] = static_cast<std::uint8_t>(of_day / 3600);
    to.minute[i] = static_cast<std::uint8_t>(of_day / 60 % 60);
  }
}

// 1898 to 2041. The one decision is whether a month is before March; the key changes the time
// within some 18 years.
void datetime_extract(benchmark::State& state) {
  Buffer<std::int64_t> micros(kTimes);
  Random random(seed(0x5c1));
  for (std::int64_t& time : micros)
    time = static_cast<std::int64_t>(random.next() >> 12) - (std::int64_t{1} << 51);
  Buffer<std::int16_t> years(kTimes, 192);
  Bytes months(kTimes, 384), days(kTimes, 576), hours(kTimes, 768), minutes(kTimes, 960);
  const Parts parts{years.data(), months.data(), days.data(), hours.data(), minutes.data()};
  const std::int64_t* time = micros.data();
  measure(
      state, {kTimes, "rows"}, Turns(state, 32),
      [&](std::uint64_t turn) {
        opaque(time);
        extract(time, parts, kTimes, static_cast<std::int64_t>(key_of(turn) >> 15));
      },
      [&] { return Checksum{Fnv1a64().add(years).add(months).add(days).add(hours).add(minutes)}; },
      years, months, days, hours, minutes);
}
BENCHMARK(datetime_extract)->Name("datetime_extract/2048");

}  // namespace
}  // namespace assay
