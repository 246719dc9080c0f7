// SPDX-License-Identifier: Apache-2.0
// Hash functions of keys and records, 16 bytes to 64 KiB: FNV-1a (a byte at a time), MurmurHash3
// (32-bit words), SipHash-2-4 (64-bit words, shifts and additions) and one that folds 128-bit
// products, as wyhash and others do.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

// Little-endian whatever the host; compilers make one load of it where that is allowed.
template <class Word>
Word load(const std::uint8_t* from, std::size_t bytes = sizeof(Word)) {
  Word word = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    word = static_cast<Word>(word | static_cast<Word>(from[i]) << (8 * i));
  return word;
}

[[gnu::noinline]] std::uint64_t fnv(const std::uint8_t* key, std::size_t size,
                                    std::uint64_t start) {
  std::uint64_t hash = 0xcbf29ce484222325u ^ start;
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ key[i]) * 0x00000100000001b3u;
  return hash;
}

// A. Appleby's MurmurHash3_x86_32.
[[gnu::noinline]] std::uint64_t murmur3(const std::uint8_t* key, std::size_t size,
                                        std::uint64_t start) {
  const auto scramble = [](std::uint32_t k) {
    return std::rotl(k * 0xcc9e2d51u, 15) * 0x1b873593u;
  };
  auto hash = static_cast<std::uint32_t>(start);
  std::size_t i = 0;
  for (; i + 4 <= size; i += 4) {
    hash = std::rotl(hash ^ scramble(load<std::uint32_t>(key + i)), 13) * 5 + 0xe6546b64u;
  }
  if (i < size) hash ^= scramble(load<std::uint32_t>(key + i, size - i));
  hash ^= static_cast<std::uint32_t>(size);
  hash = (hash ^ hash >> 16) * 0x85ebca6bu;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
  return hash ^ hash >> 16;
}

// SipHash-2-4 (J.-P. Aumasson, D. J. Bernstein 2012), the key's halves made from `start`.
struct Sip {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round(), round();
    v0 ^= word;
  }
};

[[gnu::noinline]] std::uint64_t siphash(const std::uint8_t* key, std::size_t size,
                                        std::uint64_t start) {
  const std::uint64_t k0 = 0x0706050403020100u ^ start;
  const std::uint64_t k1 = 0x0f0e0d0c0b0a0908u;
  Sip sip{k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
          k1 ^ 0x7465646279746573u};
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) sip.absorb(load<std::uint64_t>(key + i));
  sip.absorb(load<std::uint64_t>(key + i, size - i) | static_cast<std::uint64_t>(size) << 56);
  sip.v2 ^= 0xff;
  for (int k = 0; k < 4; ++k) sip.round();
  return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

// Upper half of the 128-bit product exclusive-or the lower: one or two instructions on 64-bit
// targets.
std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
  const std::uint64_t a0 = a & 0xffffffffu, a1 = a >> 32, b0 = b & 0xffffffffu, b1 = b >> 32;
  const std::uint64_t low = a0 * b0;
  const std::uint64_t middle = a1 * b0 + (low >> 32);
  const std::uint64_t other = a0 * b1 + (middle & 0xffffffffu);
  return (other << 32 | (low & 0xffffffffu)) ^ (a1 * b1 + (middle >> 32) + (other >> 32));
#endif
}

// Sixteen bytes per product. The constants are those of splitmix64: odd, and half of their bits
// set.
[[gnu::noinline]] std::uint64_t fold128(const std::uint8_t* key, std::size_t size,
                                        std::uint64_t start) {
  constexpr std::uint64_t kLeft = 0xbf58476d1ce4e5b9u, kRight = 0x94d049bb133111ebu;
  std::uint64_t hash = start;
  std::size_t i = 0;
  for (; i + 16 <= size; i += 16) {
    hash = folded_product(load<std::uint64_t>(key + i) ^ kLeft ^ hash,
                          load<std::uint64_t>(key + i + 8) ^ kRight);
  }
  for (; i < size; ++i) hash = folded_product(hash ^ key[i], kLeft);
  return folded_product(hash ^ kRight, static_cast<std::uint64_t>(size) ^ kLeft);
}

using Hash = std::uint64_t(const std::uint8_t*, std::size_t, std::uint64_t);

template <Hash hash>
void hashing(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x030));
  const std::uint8_t* key = bytes.data();
  std::uint64_t value = 0;
  Milestone<std::uint64_t> last{value};  // a chain of hashes has no closed form
  for (auto _ : slices(state, value, last)) {
    opaque(key);
    value = hash(key, size, value);
    used(value);
  }
  for (std::int64_t pass = 0; pass < last.passes; ++pass) {
    last.value = hash(key, size, last.value);
  }
  report(state, {size, "bytes"}, Checksum{hash(key, size, 0)},
         Left{Checksum{value}, Checksum{last.value}});
}

BENCHMARK(hashing<fnv>)->Name("hash/fnv")->Arg(kShortBytes)->Arg(kBlockBytes)->Arg(kLongBytes);
BENCHMARK(hashing<murmur3>)
    ->Name("hash/murmur3")
    ->Arg(kShortBytes)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);
BENCHMARK(hashing<siphash>)
    ->Name("hash/siphash")
    ->Arg(kShortBytes)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);
BENCHMARK(hashing<fold128>)
    ->Name("hash/fold128")
    ->Arg(kShortBytes)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay
