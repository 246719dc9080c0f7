// SPDX-License-Identifier: Apache-2.0
// What text goes through on its way in and out of a web server: percent decoding of forms, base64
// of binary data, and escaping of what stands in HTML.
#include "in_turns.h"
#include "sizes.h"

namespace assay::web {
namespace {

constexpr std::uint32_t kNoDigit = 16;

constexpr std::array<std::uint8_t, 256> make_hex_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t digit = 0; digit < 10; ++digit) values[std::size_t{'0'} + digit] = digit;
  for (std::uint8_t digit = 10; digit < 16; ++digit) {
    values[std::size_t{'a'} + digit - 10] = values[std::size_t{'A'} + digit - 10] = digit;
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kHexValues = make_hex_values();

// application/x-www-form-urlencoded as the WHATWG's URL standard parses it: a plus sign is a blank,
// and a percent sign without two digits behind it stands for itself.
[[gnu::noinline]] std::uint32_t percent_decoded(Text text, std::uint8_t* out) {
  std::uint8_t* to = out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::uint8_t byte = text[at];
    if (byte == '+') {
      byte = ' ';
    } else if (byte == '%' && text.size() - at > 2) {
      const std::uint32_t high = kHexValues[text[at + 1]], low = kHexValues[text[at + 2]];
      if (high != kNoDigit && low != kNoDigit) {
        byte = static_cast<std::uint8_t>(high << 4 | low);
        at += 2;
      }
    }
    *to++ = byte;
  }
  return static_cast<std::uint32_t>(to - out);
}

// Words, plus signs, separators, escaped bytes, and now and then a percent sign that is none.
std::string form_text(std::size_t size, const Vocabulary& words, Random& random) {
  std::string text;
  while (text.size() < size) {
    const std::uint32_t kind = random.below(16);
    if (kind < 6) {
      const std::uint32_t byte = random.below(256);
      const std::string_view digits = kind < 3 ? "0123456789abcdef" : "0123456789ABCDEF";
      text += '%';
      text += digits[byte >> 4];
      text += digits[byte & 15];
    } else if (kind < 10) {
      text += "+&=%"[kind - 6];
    } else {
      text += words.draw(random);
    }
  }
  text.resize(size);
  return text;
}

// After some four characters something else comes, of six kinds: 4,000 ends of runs in a text, 16
// texts of together 256 KiB.
void percent_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 16);
  const Messages forms(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x020, turn));
    return form_text(size, words, random);
  });
  run_in_turns<percent_decoded, std::uint8_t>(
      state, turns, {size, "bytes"}, forms, size, [&](Fnv1a64& hash, Bytes& out) {
        Random random(seed(0x021));
        const std::string form = form_text(64, words, random);
        add_faulty<percent_decoded>(hash, out, form, "%+/:@G`g", seed(0x022));
        for (const std::string_view end : {"a%4b", "a%4", "a%"}) {
          add_output(hash, out, percent_decoded(text_of(end), out.data()));
        }
      });
}
BENCHMARK(percent_decode)->Arg(16384);

constexpr std::array<std::string_view, 6> kEntities = {"",     "&amp;",  "&lt;",
                                                       "&gt;", "&quot;", "&#x27;"};

constexpr std::array<std::uint8_t, 256> make_entity_numbers() {
  std::array<std::uint8_t, 256> numbers{};
  constexpr std::string_view kMarks = "&<>\"'";
  for (std::uint8_t i = 0; i < kMarks.size(); ++i) {
    numbers[static_cast<std::uint8_t>(kMarks[i])] = static_cast<std::uint8_t>(i + 1);
  }
  return numbers;
}
constexpr std::array<std::uint8_t, 256> kEntityNumbers = make_entity_numbers();

// A table says which entity a character becomes, if any.
[[gnu::noinline]] std::uint32_t html_escaped(Text text, std::uint8_t* out) {
  std::uint8_t* to = out;
  for (const std::uint8_t byte : text) {
    const std::uint8_t number = kEntityNumbers[byte];
    if (number == 0) {
      *to++ = byte;
    } else {
      const std::string_view entity = kEntities[number];
      std::memcpy(to, entity.data(), entity.size());
      to += entity.size();
    }
  }
  return static_cast<std::uint32_t>(to - out);
}

std::string marked_text(std::size_t size, const Vocabulary& words, Random& random) {
  std::string text;
  while (text.size() < size) {
    const std::uint32_t mark = random.below(12);
    if (mark < 5) text += "&<>\"'"[mark];
    text += words.draw(random);
    text += ' ';
  }
  text.resize(size);
  return text;
}

// Some 2,000 words; whether a mark stands before the next one, which of five, and after how many
// letters is undetermined: 16 texts of together 256 KiB.
void html_escape(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 16);
  const Messages texts(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x024, turn));
    return marked_text(size, words, random);
  });
  run_in_turns<html_escaped, std::uint8_t>(state, turns, {size, "bytes"}, texts, 6 * size,
                                           kNoExtra);
}
BENCHMARK(html_escape)->Arg(16384);

constexpr std::string_view kDigits64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 with padding.
[[gnu::noinline]] std::uint32_t base64_encoded(Text in, std::uint8_t* out) {
  const auto digit = [](std::uint32_t bits) {
    return static_cast<std::uint8_t>(kDigits64[bits & 63]);
  };
  std::uint8_t* to = out;
  std::size_t i = 0;
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

constexpr std::uint8_t kNoDigit64 = 0x80;

constexpr std::array<std::uint8_t, 256> make_values64() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit64);
  for (std::uint8_t value = 0; value < 64; ++value) {
    values[static_cast<std::uint8_t>(kDigits64[value])] = value;
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues64 = make_values64();

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
  std::uint8_t* to = out;
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < last; i += 4, to += 3) {
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
BENCHMARK(base64_encode)->Name("base64/encode")->Arg(kBlockBytes)->Arg(kLongBytes);

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
      });
}
BENCHMARK(base64_decode)->Name("base64/decode")->Arg(kBlockBytes)->Arg(kLongBytes);

}  // namespace
}  // namespace assay::web
