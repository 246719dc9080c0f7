// SPDX-License-Identifier: Apache-2.0
// Strings of MySQL's utf8mb4 with the collation utf8mb4_general_ci, character by character: the
// place of the n-th, the hash that equal strings share, and the key that sorts as they do.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kStrings = 256, kMostChars = 120;
constexpr std::size_t kWeights = 64;  // of a sort key, two bytes each

struct Text {
  std::uint32_t place, size, wanted;  // bytes; the number of a character
};

// Weights by the upper byte of a character, null where each has its own. Of Latin-1 (page 0) they
// are letters without case and accent.
struct Collation {
  std::array<const std::uint16_t*, 256> pages;
  std::array<std::uint16_t, 256> latin1;
};

void fill_collation(Collation& collation) {
  constexpr std::string_view kUpper =
      "AAAAAA\xc6"
      "CEEEEIIII\xd0"
      "NOOOOO\xd7\xd8"
      "UUUUY\xde"
      "S";
  for (std::size_t c = 0; c < 256; ++c) {
    std::size_t weight = c >= 'a' && c <= 'z' ? c - 32 : c;
    if (c >= 0xc0 && c != 0xf7) weight = static_cast<std::uint8_t>(kUpper[c & 31]);
    if (c == 0xff) weight = 'Y';
    collation.latin1[c] = static_cast<std::uint16_t>(weight);
  }
  collation.pages.fill(nullptr);
  collation.pages[0] = collation.latin1.data();
}

// The bytes of a well-formed character, 0 at the end or where there is none.
struct Character {
  std::uint32_t code, bytes;
};

constexpr Character kNoCharacter{0, 0};

bool goes_on(std::uint8_t byte) { return (byte & 0xc0u) == 0x80; }

Character of_two(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 2 || !goes_on(at[1])) return kNoCharacter;
  return {(at[0] & 31u) << 6 | (at[1] & 63u), 2};
}

Character of_three(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 3 || !goes_on(at[1]) || !goes_on(at[2])) return kNoCharacter;
  const std::uint32_t code = (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
  return code < 0x800 ? kNoCharacter : Character{code, 3};
}

Character of_four(const std::uint8_t* at, const std::uint8_t* end) {
  if (end - at < 4 || !goes_on(at[1]) || !goes_on(at[2]) || !goes_on(at[3])) return kNoCharacter;
  const std::uint32_t code =
      (at[0] & 7u) << 18 | (at[1] & 63u) << 12 | (at[2] & 63u) << 6 | (at[3] & 63u);
  return code < 0x10000 || code > 0x10ffff ? kNoCharacter : Character{code, 4};
}

[[gnu::always_inline]] inline Character decoded(const std::uint8_t* at, const std::uint8_t* end) {
  if (at >= end) return kNoCharacter;
  const std::uint32_t lead = at[0];
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xc2) return kNoCharacter;
  if (lead < 0xe0) return of_two(at, end);
  if (lead < 0xf0) return of_three(at, end);
  return lead > 0xf4 ? kNoCharacter : of_four(at, end);
}

// Above U+FFFF all have the weight of the replacement character.
std::uint32_t weight_of(const Collation& collation, std::uint32_t character) {
  if (character > 0xffff) return 0xfffd;
  const std::uint16_t* const page = collation.pages[character >> 8];
  return page == nullptr ? character : page[character & 255];
}

// my_charpos_mb4: where the wanted character begins; a byte that begins none counts as one.
struct CharPos {
  static constexpr std::size_t kBytes = 4;
  static void run(const Collation&, const std::uint8_t* at, const Text& text, std::uint8_t* out) {
    const std::uint8_t *const begin = at, *const end = at + text.size;
    for (std::uint32_t left = text.wanted; left > 0 && at < end; --left) {
      const std::uint32_t bytes = decoded(at, end).bytes;
      at += bytes == 0 ? 1 : bytes;
    }
    store_little(out, static_cast<std::uint32_t>(at - begin));
  }
};

// my_hash_sort_utf8mb4: two numbers, blanks at the end left out.
struct HashSort {
  static constexpr std::size_t kBytes = 16;
  static void run(const Collation& collation, const std::uint8_t* at, const Text& text,
                  std::uint8_t* out) {
    const std::uint8_t* end = at + text.size;
    while (end > at && end[-1] == ' ') --end;
    std::uint64_t first = 1, second = 4;
    const auto add = [&](std::uint32_t byte) {
      first ^= ((first & 63) + second) * byte + (first << 8);
      second += 3;
    };
    for (Character next; (next = decoded(at, end)).bytes != 0; at += next.bytes) {
      const std::uint32_t weight = weight_of(collation, next.code);
      add(weight & 255), add(weight >> 8);
    }
    store_little(out, first);
    store_little(out + 8, second);
  }
};

// my_strnxfrm_unicode: 64 big-endian weights, filled up with those of blanks.
struct SortKey {
  static constexpr std::size_t kBytes = 2 * kWeights;
  static void run(const Collation& collation, const std::uint8_t* at, const Text& text,
                  std::uint8_t* out) {
    const std::uint8_t* const end = at + text.size;
    std::size_t weights = 0;
    for (Character next; weights < kWeights && (next = decoded(at, end)).bytes != 0;
         at += next.bytes, ++weights)
      store_big(out + 2 * weights, static_cast<std::uint16_t>(weight_of(collation, next.code)));
    for (; weights < kWeights; ++weights) store_big(out + 2 * weights, std::uint16_t{' '});
  }
};

// All strings in the order of a turn: odd numbers permute the places of a power of two.
template <class What>
[[gnu::noinline]] void run_all(const Collation& collation, const std::uint8_t* bytes,
                               const Text* texts, std::uint8_t* out, std::uint64_t key) {
  for (std::uint64_t i = 0; i < kStrings; ++i) {
    const auto place = static_cast<std::size_t>(i * (key + 1) % kStrings);
    What::run(collation, bytes + texts[place].place, texts[place], out + What::kBytes * i);
  }
}

// Letters and blanks.
struct Ascii {
  static std::uint32_t draw(std::uint64_t word) {
    const auto letter = static_cast<std::uint32_t>((word & 0xffffffff) % 26);
    const std::uint64_t kind = word >> 60;
    return kind == 0 ? ' ' : kind < 4 ? 'A' + letter : 'a' + letter;
  }
};

// Of sixteen characters eleven are of the CJK block, three Latin, one is kana, one beyond U+FFFF.
struct Cjk {
  static std::uint32_t draw(std::uint64_t word) {
    const auto bits = static_cast<std::uint32_t>(word);
    const std::uint64_t kind = word >> 60;
    if (kind < 11) return 0x4e00 + bits % 0x5200;
    if (kind < 13) return Ascii::draw(word << 4);
    if (kind == 13) return 0xc0 + bits % 64;
    return kind == 14 ? 0x3040 + bits % 192 : 0x20000 + bits % 0xa000;
  }
};

// 256 strings of 16 to 112 characters, every fourth with blanks at its end. Where characters have
// several lengths, that is a decision for each of 16,000; else only the ends of strings are
// undetermined, and strings come in 256 orders.
template <class What, class Script>
void utf8mb4(benchmark::State& state) {
  Bytes bytes(kStrings * kMostChars * 4);
  Buffer<Text> texts(kStrings, 192);
  Random random(seed(0x1b0));
  std::uint8_t* to = bytes.data();
  for (Text& text : texts) {
    const std::uint8_t* const begin = to;
    const std::uint32_t blanks = random.below(4) == 0 ? 1 + random.below(8) : 0;
    const std::uint32_t characters = 16 + random.below(97);
    for (std::uint32_t i = 0; i < characters; ++i) to = put_utf8(to, Script::draw(random.next()));
    for (std::uint32_t i = 0; i < blanks; ++i) *to++ = ' ';
    text = {static_cast<std::uint32_t>(begin - bytes.data()),
            static_cast<std::uint32_t>(to - begin), random.below(characters + 1)};
  }
  Collation collation;
  fill_collation(collation);
  Bytes out(kStrings * What::kBytes, 4096);
  Turns turns(state, 256);
  const std::uint8_t* data = bytes.data();
  in_turns(
      state, {static_cast<std::uint64_t>(to - bytes.data()), "bytes"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(data);
        run_all<What>(collation, data, texts.data(), out.data(), key_of(turn));
      },
      [&] { return Fnv1a64().add(out); });
}
BENCHMARK(utf8mb4<CharPos, Ascii>)->Name("utf8mb4/charpos/ascii")->Arg(kStrings);
BENCHMARK(utf8mb4<CharPos, Cjk>)->Name("utf8mb4/charpos/cjk")->Arg(kStrings);
BENCHMARK(utf8mb4<HashSort, Ascii>)->Name("utf8mb4/hash_sort/ascii")->Arg(kStrings);
BENCHMARK(utf8mb4<HashSort, Cjk>)->Name("utf8mb4/hash_sort/cjk")->Arg(kStrings);
BENCHMARK(utf8mb4<SortKey, Ascii>)->Name("utf8mb4/strnxfrm/ascii")->Arg(kStrings);
BENCHMARK(utf8mb4<SortKey, Cjk>)->Name("utf8mb4/strnxfrm/cjk")->Arg(kStrings);

}  // namespace
}  // namespace assay
