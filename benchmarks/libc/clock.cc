// SPDX-License-Identifier: Apache-2.0
// time.h: calendar arithmetic and its text form, in UTC. No clock is read. Moments lie between 1970
// and 2038, where a time_t of 32 bits ends. Turns ask the caller's environment, so they stand
// before our own.
#include <time.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "calls.h"
#include "environment.h"

namespace assay {
namespace {

using Moments = std::array<time_t, kPool>;

Moments moments(std::uint64_t seed_value) {
  Random random(seed_value);
  Moments values{};
  for (time_t& value : values) value = static_cast<time_t>(random.below(0x7fffffff));
  return values;
}

using Calendar = std::array<tm, 256>;  // 14 KiB

Calendar calendar(const Moments& times) {
  Calendar days{};
  for (std::size_t i = 0; i < days.size(); ++i) gmtime_r(&times[i], &days[i]);
  return days;
}

void add_fields(Fnv1a64& hash, const tm& day) {
  for (const int field : {day.tm_year, day.tm_mon, day.tm_mday, day.tm_hour, day.tm_min, day.tm_sec,
                          day.tm_wday, day.tm_yday})
    hash.add(static_cast<std::int32_t>(field));
}

// The last call of the last pass must have left the fields in `day` that it leaves now.
template <class Result, class Inputs, class Call>
Left last_fields(const LastPass<Result, Inputs>& last, const tm& day, Call call) {
  const auto left = [&day](const Pass<Result>& pass) {
    Fnv1a64 hash;
    add_fields(hash, day);
    return left_by(pass, hash.value());
  };
  const Checksum found = left(last.left);
  return {found, left(last.again(call))};
}

template <class Split>
void splitting(benchmark::State& state, std::uint64_t seed_value, Split split) {
  const Turns turns(state, kTurns);
  FixedEnvironment utc;
  const Moments times = moments(seed_value);
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    tm day{};
    split(&times[i], &day);
    add_fields(hash, day);
  }
  tm day{};
  poison(std::span(&day, 1));
  const auto call = [&](std::size_t i) { return split(&times[i], &day)->tm_yday; };
  const auto last = many_calls(state, turns, out_of(times.size()), call);
  const Left left = last_fields(last, day, call);
  utc.leave();
  report(state, kCallsEach, Checksum(hash), left);
}

void greenwich_time(benchmark::State& state) { splitting(state, seed(0x3e0), gmtime_r); }
void local_time(benchmark::State& state) { splitting(state, seed(0x3e1), localtime_r); }

// Days beyond the month's end are part of the job: mktime puts them right.
template <class Join>
void joining(benchmark::State& state, std::uint64_t seed_value, Join join) {
  const Turns turns(state, kTurns);
  FixedEnvironment utc;
  Calendar days = calendar(moments(seed_value));
  for (tm& day : days) {
    day.tm_mday += 20;
    day.tm_year -= 1;
  }
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    tm copy = days[i];
    hash.add(std::int64_t{join(&copy)});
    add_fields(hash, copy);
  }
  const auto call = [&](std::size_t i) {
    tm copy = days[i];
    return join(&copy);
  };
  const auto last = many_calls(state, turns, out_of(days.size()), call);
  const Left left = last_calls<std::int64_t>(last, call);
  utc.leave();
  report(state, kCallsEach, Checksum(hash), left);
}

void make_time(benchmark::State& state) { joining(state, seed(0x3e2), mktime); }
void make_greenwich_time(benchmark::State& state) { joining(state, seed(0x3e3), timegm); }

// Names of days and months in the C locale, numbers, the day of the year.
constexpr const char* kFormat = "%a, %d %b %Y %H:%M:%S %j";

void time_to_text(benchmark::State& state) {
  const Moments times = moments(seed(0x3e4));
  const Turns turns(state, kTurns);
  FixedEnvironment utc;
  const Calendar days = calendar(times);
  std::array<char, 64> room{};
  const auto write = [&](std::size_t i) {
    return strftime(room.data(), room.size(), kFormat, &days[i]);
  };
  const auto text_of = [&room](std::size_t length) {
    return std::string(room.data(), std::min(length, room.size()));
  };
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(text_of(write(i)));
  poison(std::span<char>(room));
  const auto last = many_calls(state, turns, out_of(days.size()), write);
  const Left left = last_text(last, write, text_of);
  utc.leave();
  report(state, kCallsEach, Checksum(hash), left);
}

void text_to_time(benchmark::State& state) {
  const Turns turns(state, kTurns);
  FixedEnvironment utc;
  const Texts<32> texts(seed(0x3e5), [](Random& random) {
    const auto time = static_cast<time_t>(random.below(0x7fffffff));
    tm day{};
    std::array<char, 32> text{};
    strftime(text.data(), text.size(), kFormat, gmtime_r(&time, &day));
    return std::string(text.data());
  });
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) {
    tm day{};
    strptime(texts[i], kFormat, &day);
    add_fields(hash, day);
  }
  tm day{};
  poison(std::span(&day, 1));
  const auto call = [&](std::size_t i) {
    const char* end = strptime(texts[i], kFormat, &day);
    return day.tm_yday + *end;
  };
  const auto last = many_calls(state, turns, out_of(texts.places), call);
  const Left left = last_fields(last, day, call);
  utc.leave();
  report(state, kCallsEach, Checksum(hash), left);
}

BENCHMARK(greenwich_time)->Name("time/gmtime_r");
BENCHMARK(local_time)->Name("time/localtime_r");
BENCHMARK(make_time)->Name("time/mktime");
BENCHMARK(make_greenwich_time)->Name("time/timegm");
BENCHMARK(time_to_text)->Name("time/strftime");
BENCHMARK(text_to_time)->Name("time/strptime");

}  // namespace
}  // namespace assay
