// SPDX-License-Identifier: Apache-2.0
// Content-defined chunking, with which deduplicating stores cut a stream so that the same bytes are
// cut the same way wherever they stand. A hash of the last bytes rolls on; where its masked bits
// are zero is a cut. Rabin's fingerprint (M. O. Rabin 1981; A. Muthitacharoen, B. Chen, D. Mazieres
// 2001), gear (W. Xia and others 2014), and FastCDC, which is gear with two masks (W. Xia and
// others 2016). Chunks of 2 KiB to 64 KiB, some 8 KiB on average. The hash begins one window before
// the shortest chunk's end, so that a cut depends on what is before it and on nothing else.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"

namespace assay {
namespace {

constexpr std::size_t kShortest = 2048, kUsual = 8192, kLongest = 65536;

// A hash of the last 64 bytes: each byte's number is shifted out at the top after so many steps.
class Gear {
 public:
  static constexpr std::size_t kWindow = 64;

  Gear() {
    Random random(seed(0x030));
    for (std::uint64_t& number : numbers_) number = random.next();
  }

  // Where the chunk ends that begins at `bytes`. FastCDC's first mask is for chunks that are
  // shorter than usual.
  template <bool two_masks>
  std::size_t end(const std::uint8_t* bytes, std::size_t size) const {
    if (size <= kShortest) return size;
    const std::size_t last = std::min(size, kLongest);
    std::uint64_t hash = 0;
    std::size_t i = kShortest - kWindow;
    for (; i < kShortest; ++i) hash = (hash << 1) + numbers_[bytes[i]];
    if constexpr (two_masks) {
      for (const std::size_t middle = std::min(last, kUsual); i < middle; ++i) {
        if ((hash & kStrict) == 0) return i;
        hash = (hash << 1) + numbers_[bytes[i]];
      }
    }
    for (; i < last; ++i) {
      if ((hash & (two_masks ? kLoose : kSingle)) == 0) return i;
      hash = (hash << 1) + numbers_[bytes[i]];
    }
    return last;
  }

 private:
  // The topmost bits, which know most of the window.
  static constexpr std::uint64_t kSingle = std::uint64_t{0x1fff} << 51;
  static constexpr std::uint64_t kStrict = std::uint64_t{0x7fff} << 49;
  static constexpr std::uint64_t kLoose = std::uint64_t{0x7ff} << 53;

  std::array<std::uint64_t, 256> numbers_;
};

struct SingleMask {
  Gear gear;
  std::size_t end(const std::uint8_t* bytes, std::size_t size) const {
    return gear.end<false>(bytes, size);
  }
};
struct TwoMasks {
  Gear gear;
  std::size_t end(const std::uint8_t* bytes, std::size_t size) const {
    return gear.end<true>(bytes, size);
  }
};

// The remainder of the last 48 bytes, taken as a polynomial over GF(2), by an irreducible one of
// degree 53.
class Rabin {
 public:
  Rabin() {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint64_t beyond = times_x(byte, kDegree);
      reduce_[byte] = beyond ^ std::uint64_t{byte} << kDegree;
      leaving_[byte] = times_x(byte, 8 * (kWindow - 1));
    }
  }

  std::size_t end(const std::uint8_t* bytes, std::size_t size) const {
    if (size <= kShortest) return size;
    const std::size_t last = std::min(size, kLongest);
    std::uint64_t hash = 0;
    std::size_t i = kShortest - kWindow;
    for (; i < kShortest; ++i) hash = with(hash, bytes[i]);
    for (; i < last; ++i) {
      if ((hash & kMask) == kCut) return i;
      hash = with(hash ^ leaving_[bytes[i - kWindow]], bytes[i]);
    }
    return last;
  }

 private:
  static constexpr std::size_t kWindow = 48;
  static constexpr unsigned kDegree = 53;
  static constexpr std::uint64_t kPolynomial = 0x3da3358b4dc173;
  static constexpr std::uint64_t kMask = 0x1fff;
  static constexpr std::uint64_t kCut = 0x78;  // not 0, which is the remainder of zeros

  static std::uint64_t times_x(std::uint64_t value, std::size_t times) {
    for (; times > 0; --times) {
      value <<= 1;
      if (value >> kDegree & 1) value ^= kPolynomial;
    }
    return value;
  }

  std::uint64_t with(std::uint64_t hash, std::uint8_t byte) const {
    return (hash << 8 | byte) ^ reduce_[hash >> (kDegree - 8)];
  }

  std::array<std::uint64_t, 256> reduce_, leaving_;
};

// The ends of all chunks; returns their number.
template <class Chunker>
[[gnu::noinline]] std::size_t cut(const Chunker& chunker, const std::uint8_t* bytes,
                                  std::size_t size, std::uint32_t* ends) {
  std::size_t chunks = 0;
  for (std::size_t at = 0; at < size;) {
    at += chunker.end(bytes + at, size - at);
    ends[chunks++] = static_cast<std::uint32_t>(at);
  }
  return chunks;
}

// More than 65,536 bytes each take a decision, cut or not. Between two cuts are thousands of them:
// a CPU foresees all but the cuts, of which the smaller stream has some dozen.
template <class Chunker>
void chunking(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x031));
  const std::uint8_t* data = bytes.data();
  const Chunker chunker;
  Buffer<std::uint32_t> ends(size / kShortest + 1, 192);
  std::size_t chunks = 0;
  on_one_input(
      state, {size, "bytes"}, [&] { poison(ends); },
      [&] {
        opaque(data);
        chunks = cut(chunker, data, size, ends.data());
      },
      [&] { return Fnv1a64().add(ends.span().first(chunks)); });
}
BENCHMARK(chunking<Rabin>)->Name("cdc/rabin")->Arg(128 << 10)->Arg(1 << 20);
BENCHMARK(chunking<SingleMask>)->Name("cdc/gear")->Arg(128 << 10)->Arg(1 << 20);
BENCHMARK(chunking<TwoMasks>)->Name("cdc/fastcdc")->Arg(128 << 10)->Arg(1 << 20);

}  // namespace
}  // namespace assay
