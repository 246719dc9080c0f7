// SPDX-License-Identifier: Apache-2.0
// Sectors in the XTS mode (IEEE 1619; P. Rogaway 2004): each block of 16 bytes is added to its
// tweak before the cipher and after it, and the next tweak is the last times x in GF(2^128). Once
// the walk along the tweaks alone, and then around a cipher, Speck128/128 (R. Beaulieu and others
// 2013), which Linux had for disks without AES instructions.
#include <benchmark/benchmark.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "sizes.h"

namespace assay {
namespace {

struct Pair {
  std::uint64_t low, high;
};

Pair operator^(Pair a, Pair b) { return {a.low ^ b.low, a.high ^ b.high}; }

// Modulo x^128 + x^7 + x^2 + x + 1; the lowest bit is the coefficient of 1.
Pair times_x(Pair tweak) {
  const std::uint64_t out = tweak.high >> 63;
  return {tweak.low << 1 ^ ((0 - out) & 0x87), tweak.high << 1 | tweak.low >> 63};
}

// Little-endian whatever the host.
Pair load(const std::uint8_t* from) {
  Pair pair{0, 0};
  for (unsigned k = 0; k < 8; ++k) {
    pair.low |= std::uint64_t{from[k]} << (8 * k);
    pair.high |= std::uint64_t{from[8 + k]} << (8 * k);
  }
  return pair;
}

void store(Pair pair, std::uint8_t* to) {
  for (unsigned k = 0; k < 8; ++k) {
    to[k] = static_cast<std::uint8_t>(pair.low >> (8 * k));
    to[8 + k] = static_cast<std::uint8_t>(pair.high >> (8 * k));
  }
}

class Speck {
 public:
  explicit Speck(Pair key) {
    std::uint64_t other = key.high;
    for (std::uint64_t i = 0; i < keys_.size(); ++i) {
      keys_[static_cast<std::size_t>(i)] = key.low;
      round(key.low, other, i);
    }
  }

  Pair encrypted(Pair block) const {
    for (const std::uint64_t key : keys_) round(block.low, block.high, key);
    return block;
  }

  Pair decrypted(Pair block) const {
    for (std::size_t i = keys_.size(); i-- > 0;) {
      block.low = std::rotr(block.low ^ block.high, 3);
      block.high = std::rotl((block.high ^ keys_[i]) - block.low, 8);
    }
    return block;
  }

 private:
  static void round(std::uint64_t& low, std::uint64_t& high, std::uint64_t key) {
    high = (std::rotr(high, 8) + low) ^ key;
    low = std::rotl(low, 3) ^ high;
  }

  std::array<std::uint64_t, 32> keys_;
};

struct Encrypt {
  Speck cipher;
  Pair operator()(Pair block) const { return cipher.encrypted(block); }
};
struct Decrypt {
  Speck cipher;
  Pair operator()(Pair block) const { return cipher.decrypted(block); }
};

template <class Cipher>
[[gnu::noinline]] void xts(const Cipher& cipher, Pair tweak, const std::uint8_t* in,
                           std::uint8_t* out, std::size_t size) {
  for (std::size_t i = 0; i < size; i += 16, tweak = times_x(tweak))
    store(cipher(load(in + i) ^ tweak) ^ tweak, out + i);
}

// Without a cipher between, a tweak is added once only: twice would be nothing.
[[gnu::noinline]] void add_tweaks(Pair tweak, const std::uint8_t* in, std::uint8_t* out,
                                  std::size_t size) {
  for (std::size_t i = 0; i < size; i += 16, tweak = times_x(tweak))
    store(load(in + i) ^ tweak, out + i);
}

// `pass` makes a sector of another one.
template <class Pass>
void sector(benchmark::State& state, const Bytes& in, Pass pass) {
  Bytes out(in.size(), 192);
  const std::uint8_t* data = in.data();
  on_one_input(
      state, {in.size(), "bytes"}, [&] { poison(out); },
      [&] {
        opaque(data);
        pass(data, out.data());
      },
      [&] { return Fnv1a64().add(out); });
}

Bytes plain_sector(const benchmark::State& state) {
  return random_bytes(static_cast<std::size_t>(state.range(0)), seed(0x090));
}

void tweak_walk(benchmark::State& state) {
  const Bytes in = plain_sector(state);
  Random random(seed(0x091));
  const std::uint64_t low = random.next();
  const Pair tweak{low, random.next()};
  sector(state, in, [&](const std::uint8_t* from, std::uint8_t* to) {
    add_tweaks(tweak, from, to, in.size());
  });
}
BENCHMARK(tweak_walk)->Name("xts/tweak_walk")->Arg(512)->Arg(kPageBytes);

// The key of the data, and the first tweak: the sector's number, encrypted with another key.
struct Disk {
  Speck data;
  Pair tweak;
};

Disk make_disk() {
  Random random(seed(0x092));
  std::array<std::uint64_t, 5> words;
  for (std::uint64_t& word : words) word = random.next();
  return {Speck({words[0], words[1]}), Speck({words[2], words[3]}).encrypted({words[4], 0})};
}

void encrypt(benchmark::State& state) {
  const Bytes in = plain_sector(state);
  const Disk disk = make_disk();
  const Encrypt cipher{disk.data};
  sector(state, in, [&](const std::uint8_t* from, std::uint8_t* to) {
    xts(cipher, disk.tweak, from, to, in.size());
  });
}
BENCHMARK(encrypt)->Name("xts/speck128/encrypt")->Arg(512)->Arg(kPageBytes);

void decrypt(benchmark::State& state) {
  const Bytes plain = plain_sector(state);
  const Disk disk = make_disk();
  Bytes in(plain.size());
  xts(Encrypt{disk.data}, disk.tweak, plain.data(), in.data(), plain.size());
  const Decrypt cipher{disk.data};
  sector(state, in, [&](const std::uint8_t* from, std::uint8_t* to) {
    xts(cipher, disk.tweak, from, to, in.size());
  });
}
BENCHMARK(decrypt)->Name("xts/speck128/decrypt")->Arg(512)->Arg(kPageBytes);

}  // namespace
}  // namespace assay
