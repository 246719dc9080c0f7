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

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

// CRC-16/XMODEM: polynomial 0x1021, start 0, not reflected.
std::uint16_t crc16(std::uint16_t crc, std::uint8_t byte) {
  std::uint32_t remainder = crc ^ std::uint32_t{byte} << 8;
  for (int bit = 0; bit < 8; ++bit) {
    remainder = (remainder & 0x8000u) ? (remainder << 1 ^ 0x1021u) : remainder << 1;
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

// Searches, sorts by key, turns round, sorts back: the list is as before, so that passes are alike.
[[gnu::noinline]] std::uint16_t list_work(Node*& list) {
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
  return crc16_of_keys(crc, list);
}

void coremark_list(benchmark::State& state) {
  Buffer<Node> nodes(kNodes);
  Random random(seed(0x0a0));
  for (std::size_t i = 0; i < kNodes; ++i) {
    nodes[i] = {i + 1 < kNodes ? &nodes[i + 1] : nullptr,
                static_cast<std::uint16_t>(random.next() >> 52), static_cast<std::uint16_t>(i)};
  }
  Node* list = nodes.data();
  std::uint16_t crc = 0;
  for (auto _ : slices(state)) {
    crc = list_work(list);
    used(crc);
  }
  report(state, {1, "rounds"}, Checksum{list_work(list)}, Checksum{crc});
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

void coremark_state(benchmark::State& state) {
  const Bytes text = numbers(2048, seed(0x0a2));
  const std::uint8_t* data = text.data();
  std::uint16_t crc = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    crc = state_work({data, text.size()});
    used(crc);
  }
  report(state, {text.size(), "bytes"}, Checksum{state_work(text.span())}, Checksum{crc});
}
BENCHMARK(coremark_state)->Name("coremark_like/state");

}  // namespace
}  // namespace assay
