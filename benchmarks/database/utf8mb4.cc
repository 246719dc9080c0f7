// SPDX-License-Identifier: Apache-2.0
// Strings of MySQL's utf8mb4 with the collation utf8mb4_general_ci, character by character: the
// hash that equal strings share, and the key that sorts as they do.
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
#include "utf8mb4_strings.h"

namespace assay {
namespace {

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

// Above U+FFFF all have the weight of the replacement character.
std::uint32_t weight_of(const Collation& collation, std::uint32_t character) {
  if (character > 0xffff) return 0xfffd;
  const std::uint16_t* const page = collation.pages[character >> 8];
  return page == nullptr ? character : page[character & 255];
}

// my_hash_sort_utf8mb4: two numbers, blanks at the end left out.
struct HashSort {
  static constexpr std::size_t kBytes = 16;
  static std::size_t bytes_read(const Strings& strings) { return strings.size; }
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
  static std::size_t bytes_read(const Strings& strings) { return strings.with_weights; }
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

template <class What>
[[gnu::noinline]] void run_all(const Collation& collation, const std::uint8_t* bytes,
                               const Text* texts, std::uint8_t* out, std::uint64_t key) {
  for (std::uint64_t i = 0; i < kStrings; ++i) {
    const Text& text = texts[place_of(i, key)];
    What::run(collation, bytes + text.place, text, out + What::kBytes * i);
  }
}

// The checksum is also of how many bytes are read.
template <class What, class Script>
void utf8mb4(benchmark::State& state) {
  const Strings strings = draw_strings<Script>();
  Collation collation;
  fill_collation(collation);
  Bytes out(kStrings * What::kBytes, 4096);
  Turns turns(state, 256);
  const std::uint8_t* data = strings.bytes.data();
  const std::uint64_t bytes = What::bytes_read(strings);
  in_turns(
      state, {bytes, "bytes"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(data);
        run_all<What>(collation, data, strings.texts.data(), out.data(), key_of(turn));
      },
      [&] { return Fnv1a64().add(out).add(bytes); });
}
BENCHMARK(utf8mb4<HashSort, Ascii>)->Name("utf8mb4/hash_sort/ascii")->Arg(kStrings);
BENCHMARK(utf8mb4<HashSort, Cjk>)->Name("utf8mb4/hash_sort/cjk")->Arg(kStrings);
BENCHMARK(utf8mb4<SortKey, Ascii>)->Name("utf8mb4/strnxfrm/ascii")->Arg(kStrings);
BENCHMARK(utf8mb4<SortKey, Cjk>)->Name("utf8mb4/strnxfrm/cjk")->Arg(kStrings);

}  // namespace
}  // namespace assay
