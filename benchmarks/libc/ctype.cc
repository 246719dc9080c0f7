// SPDX-License-Identifier: Apache-2.0
// ctype.h and wctype.h in the C locale, over ASCII: beyond it, C libraries differ.
#include <ctype.h>
#include <wctype.h>

#include "calls.h"

namespace assay {
namespace {

// A pass asks about kCalls characters; the checksum holds the answers for as many.
template <class Call>
void classify(benchmark::State& state, std::uint64_t seed_value, Call call) {
  Random random(seed_value);
  Bytes text(kPool);
  for (std::uint8_t& letter : text) letter = static_cast<std::uint8_t>(random.below(128));
  const std::uint8_t* at = text.data();
  opaque(at);
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kCalls; ++i) hash.add(at[i]).add(call(at[i]));
  const auto ask = [&](std::size_t i) { return call(at[i]); };
  const auto last = many_calls(state, text.size(), ask);
  report(state, kCallsEach, Checksum(hash), last_calls<decltype(call(0))>(last, ask));
}

std::uint8_t yes(int answer) { return answer != 0 ? 1 : 0; }

void is_alpha(benchmark::State& state) {
  classify(state, seed(0x340), [](std::uint8_t letter) { return yes(isalpha(letter)); });
}
void is_digit(benchmark::State& state) {
  classify(state, seed(0x341), [](std::uint8_t letter) { return yes(isdigit(letter)); });
}
// Compilers replace isdigit by a comparison. This is the C library's function, through a pointer
// that nobody knows. (They call the others: libstdc++ keeps glibc from having them inline.)
void is_digit_call(benchmark::State& state) {
  int (*function)(int) = isdigit;
  opaque(function);
  classify(state, seed(0x341), [&](std::uint8_t letter) { return yes(function(letter)); });
}
void is_space(benchmark::State& state) {
  classify(state, seed(0x342), [](std::uint8_t letter) { return yes(isspace(letter)); });
}
void is_punct(benchmark::State& state) {
  classify(state, seed(0x343), [](std::uint8_t letter) { return yes(ispunct(letter)); });
}
void is_xdigit(benchmark::State& state) {
  classify(state, seed(0x344), [](std::uint8_t letter) { return yes(isxdigit(letter)); });
}
void to_upper(benchmark::State& state) {
  classify(state, seed(0x345), [](std::uint8_t letter) { return toupper(letter); });
}
void to_lower(benchmark::State& state) {
  classify(state, seed(0x346), [](std::uint8_t letter) { return tolower(letter); });
}
void is_wide_alpha(benchmark::State& state) {
  classify(state, seed(0x347), [](std::uint8_t letter) { return yes(iswalpha(letter)); });
}
void to_wide_upper(benchmark::State& state) {
  classify(state, seed(0x348),
           [](std::uint8_t letter) { return static_cast<std::uint32_t>(towupper(letter)); });
}

BENCHMARK(is_alpha)->Name("ctype/isalpha");
BENCHMARK(is_digit)->Name("ctype/isdigit");
BENCHMARK(is_space)->Name("ctype/isspace");
BENCHMARK(is_punct)->Name("ctype/ispunct");
BENCHMARK(is_xdigit)->Name("ctype/isxdigit");
BENCHMARK(to_upper)->Name("ctype/toupper");
BENCHMARK(to_lower)->Name("ctype/tolower");
BENCHMARK(is_digit_call)->Name("ctype/isdigit_call");
BENCHMARK(is_wide_alpha)->Name("ctype/iswalpha");
BENCHMARK(to_wide_upper)->Name("ctype/towupper");

}  // namespace
}  // namespace assay
