// SPDX-License-Identifier: Apache-2.0
// Base64 with padding (RFC 4648). Compiled as variants: see README.md.
#pragma once

#include "base64_digits.h"
#include "messages.h"
#include "sizes.h"
#include "variants.h"
#if USES_HIGHWAY
#include "base64_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

using namespace web;

#if !USES_HIGHWAY  // else base64_highway.h has them

// How much of the input is done by vectors. No compiler makes any: the digits are looked up.
constexpr std::size_t encode_vectors(Text, std::uint8_t*) { return 0; }
constexpr std::size_t decode_vectors(Text, std::uint8_t*, std::uint32_t&) { return 0; }

#endif

[[gnu::noinline]] std::uint32_t base64_encoded(Text in, std::uint8_t* out) {
  const auto digit = [](std::uint32_t bits) {
    return static_cast<std::uint8_t>(kDigits64[bits & 63]);
  };
  std::size_t i = encode_vectors(in, out);
  std::uint8_t* to = out + i / 3 * 4;
  for (; in.size() - i >= 3; i += 3, to += 4) {
    const std::uint32_t bits =
        std::uint32_t{in[i]} << 16 | std::uint32_t{in[i + 1]} << 8 | in[i + 2];
    to[0] = digit(bits >> 18);
    to[1] = digit(bits >> 12);
    to[2] = digit(bits >> 6);
    to[3] = digit(bits);
  }
  if (i < in.size()) {
    const bool two = in.size() - i == 2;
    const std::uint32_t bits =
        std::uint32_t{in[i]} << 16 | (two ? std::uint32_t{in[i + 1]} << 8 : 0);
    to[0] = digit(bits >> 18);
    to[1] = digit(bits >> 12);
    to[2] = two ? digit(bits >> 6) : std::uint8_t{'='};
    to[3] = '=';
    to += 4;
  }
  return static_cast<std::uint32_t>(to - out);
}

// A group of which `digits` stand before the padding; false if one of them is unknown or the bits
// behind the last byte are not zero.
bool decode_last_group(const std::uint8_t* group, std::size_t digits, std::uint8_t* to) {
  std::uint32_t bits = 0, seen = 0;
  for (std::size_t k = 0; k < digits; ++k) {
    const std::uint32_t value = kValues64[group[k]];
    seen |= value;
    bits |= (value & 63) << (18 - 6 * k);
  }
  to[0] = static_cast<std::uint8_t>(bits >> 16);
  if (digits > 2) to[1] = static_cast<std::uint8_t>(bits >> 8);
  if (digits > 3) to[2] = static_cast<std::uint8_t>(bits);
  const std::uint32_t unused = digits == 2 ? bits & 0xffff : digits == 3 ? bits & 0xff : 0;
  return (seen & kNoDigit64) == 0 && unused == 0;
}

// Strict: padding, no line breaks. All groups are decoded before a wrong digit is looked for.
[[gnu::noinline]] std::uint32_t base64_decoded(Text text, std::uint8_t* out) {
  if (text.empty()) return 0;
  if (text.size() % 4 != 0) return kFault;
  const std::size_t last = text.size() - 4;
  std::uint32_t seen = 0;
  std::size_t i = decode_vectors(text.first(last), out, seen);
  std::uint8_t* to = out + i / 4 * 3;
  for (; i < last; i += 4, to += 3) {
    const std::uint32_t a = kValues64[text[i]], b = kValues64[text[i + 1]];
    const std::uint32_t c = kValues64[text[i + 2]], d = kValues64[text[i + 3]];
    seen |= a | b | c | d;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    to[0] = static_cast<std::uint8_t>(bits >> 16);
    to[1] = static_cast<std::uint8_t>(bits >> 8);
    to[2] = static_cast<std::uint8_t>(bits);
  }
  std::size_t digits = 4;
  while (digits > 2 && text[last + digits - 1] == '=') --digits;
  if (!decode_last_group(&text[last], digits, to)) return kFault;
  if ((seen & kNoDigit64) != 0) return kFault;
  return static_cast<std::uint32_t>(to - out) + static_cast<std::uint32_t>(digits) - 1;
}

std::string random_characters(std::size_t size, std::uint64_t seed_value) {
  const Bytes bytes = random_bytes(size, seed_value);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string in_base64(std::size_t size, std::uint64_t seed_value) {
  std::string text(size / 3 * 4 + 4, '\0');
  const std::string bytes = random_characters(size, seed_value);
  text.resize(base64_encoded(text_of(bytes), reinterpret_cast<std::uint8_t*>(text.data())));
  return text;
}

// No decision depends on data, so one input is enough; the checksum also has all short lengths.
void base64_encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 1);
  const Messages bytes(1, [&](std::uint64_t) { return random_characters(size, seed(0x028)); });
  run_in_turns<base64_encoded, std::uint8_t>(
      state, turns, {size, "bytes"}, bytes, size / 3 * 4 + 4, [&](Fnv1a64& hash, Bytes& out) {
        const Text in = bytes(0);
        for (std::size_t length = 0; length < 16; ++length) {
          add_output(hash, out, base64_encoded(in.first(length), out.data()));
        }
      });
}
BENCHMARK(variant<base64_encode>)
    ->Name("base64/encode/" ASSAY_VARIANT_NAME)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);

// Each byte once, somewhere in a text that is longer than four vectors of 512 bits.
void add_all_bytes(Fnv1a64& hash, Bytes& out) {
  const std::string right = in_base64(200, seed(0x02d));
  Random random(seed(0x02c));
  for (int byte = 0; byte < 256; ++byte) {
    std::string text = right;
    text[random.below(256)] = static_cast<char>(byte);
    add_output(hash, out, base64_decoded(text_of(text), out.data()));
  }
}

void base64_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 1);
  const Messages text(1, [&](std::uint64_t) { return in_base64(size, seed(0x029)); });
  run_in_turns<base64_decoded, std::uint8_t>(
      state, turns, {size, "bytes"}, text, size + 3, [&](Fnv1a64& hash, Bytes& out) {
        for (std::size_t length = 0; length < 4; ++length) {
          const std::string one = in_base64(28 + length, seed(0x02a));
          add_faulty<base64_decoded>(hash, out, one, "=A/-\n", seed(0x02b));
        }
        add_all_bytes(hash, out);
      });
}
BENCHMARK(variant<base64_decode>)
    ->Name("base64/decode/" ASSAY_VARIANT_NAME)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
