// SPDX-License-Identifier: Apache-2.0
// A compressor of blocks in LZ4's block format (Y. Collet 2011, lz4_Block_format.md): a hash table
// of the newest place of four bytes, and the first match that it gives. Steps grow where nothing is
// found.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "codecs.h"
#include "sizes.h"
#include "word_blocks.h"
#include "zeroed.h"

namespace assay {
namespace {

constexpr std::size_t kShortestMatch = 4;
constexpr std::size_t kLastLiterals = 5;     // the format: the last bytes are literals,
constexpr std::size_t kLastMatchStart = 12;  // and no match begins within as many of the end

std::uint32_t word_at(const std::uint8_t* at) {
  return at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
         std::uint32_t{at[3]} << 24;
}

class Compressor {
 public:
  // Returns how many bytes it wrote.
  [[gnu::noinline]] std::size_t compress(Block in, std::uint8_t* out) {
    newest_.fill(0);
    out_ = out;
    std::size_t anchor = 0;  // of the literals that are not written yet
    if (in.size() > kLastMatchStart) {
      const std::size_t last_start = in.size() - kLastMatchStart;
      for (std::size_t at = 1; at <= last_start;) {
        const std::size_t match = find(in, at);
        if (match == at) {
          at += 1 + ((at - anchor) >> 6);
          continue;
        }
        const std::size_t length = match_length(in, match, at);
        put_sequence(in.subspan(anchor, at - anchor), at - match, length);
        at += length;
        anchor = at;
        if (at <= last_start) newest_[slot(&in[at - 2])] = static_cast<std::uint32_t>(at - 2);
      }
    }
    put_literals(in.subspan(anchor), 0);
    return static_cast<std::size_t>(out_ - out);
  }

 private:
  static constexpr unsigned kSlotBits = 12;  // 16 KiB of places, which every first cache holds
  static constexpr std::size_t kMostDistance = 65535;

  static std::size_t slot(const std::uint8_t* at) {
    return word_at(at) * 2654435761u >> (32 - kSlotBits);
  }

  // An earlier place of the next four bytes, or `at` itself.
  std::size_t find(Block in, std::size_t at) {
    std::uint32_t& newest = newest_[slot(&in[at])];
    const std::size_t match = newest;
    newest = static_cast<std::uint32_t>(at);
    if (at - match > kMostDistance || word_at(&in[match]) != word_at(&in[at])) return at;
    return match;
  }

  static std::size_t match_length(Block in, std::size_t match, std::size_t at) {
    const std::size_t end = in.size() - kLastLiterals;
    std::size_t length = kShortestMatch;
    while (at + length < end && in[match + length] == in[at + length]) ++length;
    return length;
  }

  // A length of 15 and more goes on in bytes, of which the last is below 255.
  void put_rest_of_length(std::size_t length) {
    if (length < 15) return;
    for (length -= 15; length >= 255; length -= 255) *out_++ = 255;
    *out_++ = static_cast<std::uint8_t>(length);
  }

  void put_literals(Block literals, std::size_t match_code) {
    *out_++ = static_cast<std::uint8_t>(std::min<std::size_t>(literals.size(), 15) << 4 |
                                        std::min<std::size_t>(match_code, 15));
    put_rest_of_length(literals.size());
    out_ = std::copy(literals.begin(), literals.end(), out_);
  }

  void put_sequence(Block literals, std::size_t distance, std::size_t length) {
    put_literals(literals, length - kShortestMatch);
    *out_++ = static_cast<std::uint8_t>(distance);
    *out_++ = static_cast<std::uint8_t>(distance >> 8);
    put_rest_of_length(length - kShortestMatch);
  }

  alignas(kZeroedAlignment) std::array<std::uint32_t, std::size_t{1} << kSlotBits> newest_;
  std::uint8_t* out_ = nullptr;
};

// A decoder that trusts nothing: it stops where the input would lead it out of either buffer.
class Decompressor {
 public:
  // Returns how many bytes it wrote, or 0 where the block is not well-formed.
  [[gnu::noinline]] std::size_t decompress(Block in, std::span<std::uint8_t> out) {
    in_ = in;
    at_ = 0;
    std::size_t written = 0;
    while (at_ < in_.size()) {
      const std::size_t token = in_[at_++];
      const std::size_t literals = length_of(token >> 4);
      if (literals > in_.size() - at_ || literals > out.size() - written) return 0;
      std::copy_n(in_.data() + at_, literals, out.data() + written);
      at_ += literals;
      written += literals;
      if (at_ == in_.size()) return written;
      if (in_.size() - at_ < 2) return 0;
      const std::size_t distance = in_[at_] | std::size_t{in_[at_ + 1]} << 8;
      at_ += 2;
      const std::size_t length = length_of(token & 15) + kShortestMatch;
      if (distance == 0 || distance > written || length > out.size() - written) return 0;
      copy_match(out.data() + written, distance, length);
      written += length;
    }
    return 0;  // the last sequence has no match
  }

 private:
  std::size_t length_of(std::size_t length) {
    if (length < 15) return length;
    std::uint8_t more = 255;
    while (more == 255 && at_ < in_.size()) length += more = in_[at_++];
    return length;
  }

  // What is copied may be a part of what it is copied to, byte after byte.
  static void copy_match(std::uint8_t* to, std::size_t distance, std::size_t length) {
    const std::uint8_t* from = to - distance;
    if (distance >= length) {
      std::memcpy(to, from, length);
    } else {
      for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
    }
  }

  Block in_;
  std::size_t at_ = 0;
};

struct Lz4Like {
  static constexpr bool kHasReference = true;
  static std::size_t most(std::size_t size) { return size + size / 255 + 16; }
  std::size_t compress(Block in, std::span<std::uint8_t> out) {
    return compressor.compress(in, out.data());
  }
  std::size_t decompress(Block in, std::span<std::uint8_t> out) {
    return decompressor.decompress(in, out);
  }

  Compressor compressor;
  Decompressor decompressor;
};

const std::vector<std::int64_t> kSizes = {kPageBytes, 16384, kLongBytes};
BENCHMARK(word_blocks<compress_blocks<Lz4Like>, kFew>)
    ->Name("lz4_like/compress/few_words")
    ->ArgsProduct({kSizes});
BENCHMARK(word_blocks<compress_blocks<Lz4Like>, kMany>)
    ->Name("lz4_like/compress/many_words")
    ->ArgsProduct({kSizes});
BENCHMARK(word_blocks<compress_blocks<Lz4Like>, kNoise>)
    ->Name("lz4_like/compress/noise")
    ->ArgsProduct({kSizes});
BENCHMARK(word_blocks<decompress_blocks<Lz4Like>, kFew>)
    ->Name("lz4_like/decompress/few_words")
    ->ArgsProduct({kSizes});
BENCHMARK(word_blocks<decompress_blocks<Lz4Like>, kMany>)
    ->Name("lz4_like/decompress/many_words")
    ->ArgsProduct({kSizes});
// One run of literals: a copy.
BENCHMARK(word_blocks<decompress_blocks<Lz4Like>, kNoise>)
    ->Name("lz4_like/decompress/noise")
    ->ArgsProduct({kSizes});

}  // namespace
}  // namespace assay
