// SPDX-License-Identifier: Apache-2.0
// The three kinds of work that EEMBC's CoreMark mixes: a linked list, small integer matrices, a
// state machine, each on about 2 KB and with a CRC-16 over the result. Own code: figures are no
// CoreMark scores.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

// CRC-16/XMODEM: polynomial 0x1021, start 0, not reflected. The mask is opaque, or some compilers
// for some targets would branch on it.
std::uint16_t crc16(std::uint16_t crc, std::uint8_t byte) {
  std::uint32_t remainder = crc ^ std::uint32_t{byte} << 8;
  for (int bit = 0; bit < 8; ++bit) {
    std::uint32_t mask = 0 - (remainder >> 15 & 1);
    opaque(mask);
    remainder = remainder << 1 ^ (mask & 0x1021u);
  }
  return static_cast<std::uint16_t>(remainder);
}

template <class Integer>
std::uint16_t crc16_of(std::uint16_t crc, Integer value) {
  auto rest = static_cast<std::uint32_t>(value);
  for (std::size_t i = 0; i < sizeof(Integer); ++i, rest >>= 8)
    crc = crc16(crc, static_cast<std::uint8_t>(rest));
  return crc;
}

struct Node {
  Node* next;
  std::uint16_t key;
  std::uint16_t place;  // in the order of making
};

constexpr std::size_t kNodes = 128;

bool before(const Node& a, const Node& b) {
  return a.key != b.key ? a.key < b.key : a.place < b.place;
}
bool made_before(const Node& a, const Node& b) { return a.place < b.place; }

using Order = bool(const Node&, const Node&);

template <Order less>
Node* merge(Node* a, Node* b) {
  Node head{nullptr, 0, 0};
  Node* last = &head;
  while (a != nullptr && b != nullptr) {
    Node*& first = less(*b, *a) ? b : a;
    last->next = first;
    last = first;
    first = first->next;
  }
  last->next = a != nullptr ? a : b;
  return head.next;
}

// Bottom up: bins[k] holds a sorted list of 2^k nodes or none.
template <Order less>
Node* sort(Node* list) {
  std::array<Node*, 16> bins{};
  while (list != nullptr) {
    Node* run = list;
    list = list->next;
    run->next = nullptr;
    std::size_t k = 0;
    for (; bins[k] != nullptr; ++k) {
      run = merge<less>(bins[k], run);
      bins[k] = nullptr;
    }
    bins[k] = run;
  }
  Node* sorted = nullptr;
  for (Node* const run : bins) {
    if (run != nullptr) sorted = sorted == nullptr ? run : merge<less>(run, sorted);
  }
  return sorted;
}

Node* reverse(Node* list) {
  Node* turned = nullptr;
  while (list != nullptr) {
    Node* const next = list->next;
    list->next = turned;
    turned = list;
    list = next;
  }
  return turned;
}

std::uint16_t crc16_of_keys(std::uint16_t crc, const Node* list) {
  for (; list != nullptr; list = list->next) crc = crc16_of(crc, list->key);
  return crc;
}

constexpr std::uint32_t kKeyMask = 0xfff;

// Searches, sorts by key, turns round, sorts back, multiplies the keys: the order is as before.
[[gnu::noinline]] std::uint16_t list_work(Node*& list, std::uint32_t factor) {
  std::uint16_t crc = 0;
  for (std::uint16_t wanted = 0; wanted < 16; ++wanted) {
    std::uint16_t steps = 0;
    const Node* at = list;
    while (at != nullptr && (at->key & 15) != wanted) at = at->next, ++steps;
    crc = crc16_of(crc, steps);
  }
  list = sort<before>(list);
  crc = crc16_of_keys(crc, list);
  list = reverse(list);
  crc = crc16_of_keys(crc, list);
  list = sort<made_before>(list);
  crc = crc16_of_keys(crc, list);
  for (Node* at = list; at != nullptr; at = at->next) {
    at->key = static_cast<std::uint16_t>(at->key * factor & kKeyMask);
  }
  return crc;
}

// Powers of 5 modulo 4096 come again after 1,024 of them, so multiplying by a power of 5 leads
// through as many other keys as are wanted, and back.
constexpr std::uint64_t kMostKeys = 1024;
std::uint32_t factor_for(std::uint64_t inputs) {
  return affine_after<std::uint32_t>(kMostKeys / inputs, 1, 5, 0) & kKeyMask;
}

// Keys as they are after so many passes.
Node* fill_list(std::span<Node> nodes, std::uint64_t passes, std::uint32_t factor) {
  Random random(seed(0x0a0));
  for (std::size_t i = 0; i < kNodes; ++i) {
    const auto key = static_cast<std::uint32_t>(random.next() >> 52);
    nodes[i] = {
        i + 1 < kNodes ? &nodes[i + 1] : nullptr,
        static_cast<std::uint16_t>(affine_after<std::uint32_t>(passes, key, factor, 0) & kKeyMask),
        static_cast<std::uint16_t>(i)};
  }
  return nodes.data();
}

Checksum crc_and_list(std::uint16_t crc, const Node* list) {
  Fnv1a64 hash;
  for (hash.add(crc); list != nullptr; list = list->next) hash.add(list->key).add(list->place);
  return Checksum{hash};
}

// Each of the two sorts decides log2(128!) = 716 bits: 1,024 sets of keys, the next made in place
// at the end of a pass, which costs some four instructions per node.
void coremark_list(benchmark::State& state) {
  const std::uint64_t inputs = Turns(state, kMostKeys).count();
  const std::uint32_t factor = factor_for(inputs);
  Buffer<Node> nodes(kNodes);
  Node* list = fill_list(nodes.span(), 0, factor);
  std::uint16_t crc = 0;
  for (auto _ : slices(state)) {
    crc = list_work(list, factor);
    used(crc);
  }
  const Checksum left = crc_and_list(crc, list);
  list = fill_list(nodes.span(), passes_done(state) - 1, factor);
  crc = list_work(list, factor);
  const Checksum expected = crc_and_list(crc, list);
  list = fill_list(nodes.span(), 0, factor);
  report(state, {1, "rounds"}, Checksum{list_work(list, factor)}, Left{left, expected});
}
BENCHMARK(coremark_list)->Name("coremark_like/list");

constexpr std::size_t kSide = 14;  // two matrices of 16 and one of 32 bits: 1568 bytes

struct Matrices {
  std::array<std::int16_t, kSide * kSide> a, b;
  std::array<std::int32_t, kSide * kSide> c;
};

// Adds a constant to a, then three products: with a constant, a vector, a matrix; bits 2-5 and 5-11
// of the last product's terms are multiplied instead of added whole. The constant is taken off
// again.
[[gnu::noinline]] std::uint16_t matrix_work(Matrices& m, std::int16_t constant) {
  std::uint16_t crc = 0;
  const auto sum_into_crc = [&] {
    std::uint32_t sum = 0;
    for (const std::int32_t value : m.c) sum = sum * 3 + static_cast<std::uint32_t>(value);
    crc = crc16_of(crc, sum);
  };
  for (std::int16_t& value : m.a) value = static_cast<std::int16_t>(value + constant);

  for (std::size_t i = 0; i < m.c.size(); ++i) m.c[i] = m.a[i] * constant;
  sum_into_crc();

  for (std::size_t i = 0; i < kSide; ++i) {
    std::int32_t sum = 0;
    for (std::size_t k = 0; k < kSide; ++k) sum += m.a[i * kSide + k] * m.b[k];
    m.c[i] = sum;
  }
  sum_into_crc();

  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t j = 0; j < kSide; ++j) {
      std::int32_t sum = 0;
      for (std::size_t k = 0; k < kSide; ++k) sum += m.a[i * kSide + k] * m.b[k * kSide + j];
      m.c[i * kSide + j] = sum;
    }
  }
  sum_into_crc();

  for (std::size_t i = 0; i < kSide; ++i) {
    for (std::size_t j = 0; j < kSide; ++j) {
      std::uint32_t sum = 0;
      for (std::size_t k = 0; k < kSide; ++k) {
        const auto term = static_cast<std::uint32_t>(m.a[i * kSide + k] * m.b[k * kSide + j]);
        sum += (term >> 2 & 15) * (term >> 5 & 127);
      }
      m.c[i * kSide + j] = static_cast<std::int32_t>(sum);
    }
  }
  sum_into_crc();

  for (std::int16_t& value : m.a) value = static_cast<std::int16_t>(value - constant);
  return crc;
}

void coremark_matrix(benchmark::State& state) {
  Matrices matrices{};
  Random random(seed(0x0a1));
  for (std::int16_t& value : matrices.a)
    value = static_cast<std::int16_t>(static_cast<int>(random.below(512)) - 256);
  for (std::int16_t& value : matrices.b)
    value = static_cast<std::int16_t>(static_cast<int>(random.below(512)) - 256);
  std::int16_t constant = 7;
  std::uint16_t crc = 0;
  poison(std::span<std::int32_t>(matrices.c));
  for (auto _ : slices(state)) {
    opaque(constant);
    crc = matrix_work(matrices, constant);
    used(crc);
  }
  poison(std::span<std::int32_t>(matrices.c));
  report(state, {1, "rounds"}, Checksum{matrix_work(matrices, 7)}, Checksum{crc});
}
BENCHMARK(coremark_matrix)->Name("coremark_like/matrix");

// What a piece of text between commas is, read byte by byte: [+-] digits [. digits] [(e|E) [+-]
// digits].
enum class Piece : std::uint8_t {
  start,
  sign,
  integer,
  point,
  fraction,
  exponent,
  exponent_sign,
  power,
  invalid
};
constexpr std::size_t kPieces = 9;

Piece next(Piece piece, std::uint8_t c) {
  const bool digit = c >= '0' && c <= '9';
  const bool sign = c == '+' || c == '-';
  switch (piece) {
    case Piece::start:
      return digit ? Piece::integer : sign ? Piece::sign : c == '.' ? Piece::point : Piece::invalid;
    case Piece::sign:
      return digit ? Piece::integer : c == '.' ? Piece::point : Piece::invalid;
    case Piece::integer:
      if (digit) return Piece::integer;
      if (c == '.') return Piece::fraction;
      return c == 'e' || c == 'E' ? Piece::exponent : Piece::invalid;
    case Piece::point:
      return digit ? Piece::fraction : Piece::invalid;
    case Piece::fraction:
      return digit ? Piece::fraction : c == 'e' || c == 'E' ? Piece::exponent : Piece::invalid;
    case Piece::exponent:
      return digit ? Piece::power : sign ? Piece::exponent_sign : Piece::invalid;
    case Piece::exponent_sign:
      return digit ? Piece::power : Piece::invalid;
    case Piece::power:
      return digit ? Piece::power : Piece::invalid;
    case Piece::invalid:
      return Piece::invalid;
  }
  return Piece::invalid;
}

// How many pieces ended in each state, and how often each state was entered from another.
[[gnu::noinline]] std::uint16_t state_work(std::span<const std::uint8_t> text) {
  std::array<std::uint32_t, kPieces> ended{}, entered{};
  Piece piece = Piece::start;
  for (const std::uint8_t c : text) {
    if (c == ',') {
      ++ended[static_cast<std::size_t>(piece)];
      piece = Piece::start;
      continue;
    }
    const Piece following = next(piece, c);
    entered[static_cast<std::size_t>(following)] += following != piece;
    piece = following;
  }
  std::uint16_t crc = 0;
  for (const std::uint32_t count : ended) crc = crc16_of(crc, count);
  for (const std::uint32_t count : entered) crc = crc16_of(crc, count);
  return crc;
}

// Pieces of some sixteen characters on average, mostly digits; most are no numbers, as in text that
// was not checked.
Bytes numbers(std::size_t size, std::uint64_t seed_value) {
  constexpr std::string_view kLetters =
      "0123456789012345678901234567890123456789.......eeeeeEE+++--T,,,,";
  static_assert(kLetters.size() == 64);
  Bytes text(size);
  Random random(seed_value);
  for (std::uint8_t& c : text) c = static_cast<std::uint8_t>(kLetters[random.below(64)]);
  return text;
}

constexpr std::size_t kCharacters = 2048;

// A pass decides 2,048 times whether a character is a comma, as one in sixteen is, and some 550
// times what else it is: 256 texts in turn, one after the other in memory.
void coremark_state(benchmark::State& state) {
  Turns turns(state, 256);
  const Bytes text = numbers(static_cast<std::size_t>(turns.count()) * kCharacters, seed(0x0a2));
  const std::uint8_t* data = text.data();
  const auto crc_of = [&](std::uint64_t turn) {
    return state_work({data + turn * kCharacters, kCharacters});
  };
  std::uint16_t crc = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    crc = crc_of(turns.next());
    used(crc);
  }
  report(state, {kCharacters, "bytes"}, Checksum{crc_of(0)},
         Left{Checksum{crc}, Checksum{crc_of(turns.last_of(passes_done(state)))}});
}
BENCHMARK(coremark_state)->Name("coremark_like/state");

}  // namespace
}  // namespace assay
