// SPDX-License-Identifier: Apache-2.0
// What text goes through on its way into a web server: percent decoding of forms.
#include "messages.h"

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

}  // namespace
}  // namespace assay::web
