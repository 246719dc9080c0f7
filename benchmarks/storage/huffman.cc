// SPDX-License-Identifier: Apache-2.0
// A coder of bytes with D. A. Huffman's codes (1952), in canonical form and no longer than 12 bits,
// so that one look-up decodes a byte. A block holds 256 lengths of four bits and then the codes,
// highest bit first. Compression counts, builds the code and writes it; decompression builds the
// table and reads.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codecs.h"
#include "data.h"
#include "sizes.h"
#include "turns.h"
#include "word_blocks.h"
#include "zeroed.h"

namespace assay {
namespace {

using Counts = std::array<std::uint32_t, 256>;
using Lengths = std::array<std::uint8_t, 256>;

constexpr unsigned kMostBits = 12;
constexpr std::size_t kHeader = 128;

// Leaves in order of their counts, then what joins two nodes in order of its making: two queues, of
// which the smaller head comes next (J. van Leeuwen 1976).
class Tree {
 public:
  explicit Tree(const Counts& counts) {
    for (std::uint32_t symbol = 0; symbol < 256; ++symbol) {
      if (counts[symbol] != 0) nodes_[leaves_++] = {counts[symbol], symbol, 0, 0};
    }
    std::sort(nodes_.begin(), nodes_.begin() + static_cast<std::ptrdiff_t>(leaves_),
              [](const Node& a, const Node& b) {
                return a.count != b.count ? a.count < b.count : a.symbol < b.symbol;
              });
    std::size_t leaf = 0, joined = leaves_;
    for (end_ = leaves_; end_ + 1 < 2 * leaves_; ++end_) {
      Node& node = nodes_[end_];
      for (int child = 0; child < 2; ++child) {
        const bool takes_leaf =
            leaf < leaves_ && (joined == end_ || nodes_[leaf].count <= nodes_[joined].count);
        Node& smaller = nodes_[takes_leaf ? leaf++ : joined++];
        node.count += smaller.count;
        smaller.parent = static_cast<std::uint16_t>(end_);
      }
    }
  }

  // Returns the longest. A block of one symbol only has a code of one bit.
  unsigned put_lengths(Lengths& lengths) {
    lengths.fill(0);
    if (leaves_ == 1) lengths[nodes_[0].symbol] = 1;
    if (leaves_ < 2) return 1;
    unsigned longest = 0;
    for (std::size_t i = end_ - 1; i-- > 0;) {
      nodes_[i].depth = static_cast<std::uint16_t>(nodes_[nodes_[i].parent].depth + 1);
      if (i >= leaves_) continue;
      lengths[nodes_[i].symbol] = static_cast<std::uint8_t>(nodes_[i].depth);
      longest = std::max(longest, unsigned{nodes_[i].depth});
    }
    return longest;
  }

 private:
  struct Node {
    std::uint32_t count = 0, symbol = 0;
    std::uint16_t parent = 0, depth = 0;
  };

  alignas(kZeroedAlignment) std::array<Node, 511> nodes_{};
  std::size_t leaves_ = 0;
  std::size_t end_ = 0;
};

// Where a code would be too long, all counts are halved, as bzip2 does it.
Lengths lengths_of(Counts counts) {
  Lengths lengths;
  while (Tree(counts).put_lengths(lengths) > kMostBits) {
    for (std::uint32_t& count : counts) count = (count + 1) / 2;
  }
  return lengths;
}

// The first code of each length: codes are numbered by length, and by symbol among equal lengths.
std::array<std::uint32_t, kMostBits + 1> first_codes(const Lengths& lengths) {
  std::array<std::uint32_t, kMostBits + 1> numbers{}, first{};
  for (const std::uint8_t length : lengths) ++numbers[length];
  for (std::size_t length = 2; length <= kMostBits; ++length)
    first[length] = (first[length - 1] + numbers[length - 1]) << 1;
  return first;
}

class BitWriter {
 public:
  explicit BitWriter(std::uint8_t* out) : out_(out) {}

  void put(std::uint32_t code, unsigned bits) {
    held_ = held_ << bits | code;
    count_ += bits;
    if (count_ < 32) return;
    count_ -= 32;
    put_word(static_cast<std::uint32_t>(held_ >> count_));
  }

  // Filled up with zeros to whole words.
  std::uint8_t* finish() {
    if (count_ > 0) put_word(static_cast<std::uint32_t>(held_ << (32 - count_)));
    return out_;
  }

 private:
  void put_word(std::uint32_t word) {
    for (unsigned k = 0; k < 4; ++k) *out_++ = static_cast<std::uint8_t>(word >> (24 - 8 * k));
  }

  std::uint64_t held_ = 0;
  unsigned count_ = 0;
  std::uint8_t* out_;
};

// Returns how many bytes it wrote.
[[gnu::noinline]] std::size_t huffman_compressed(Block in, std::uint8_t* out) {
  alignas(kZeroedAlignment) Counts counts{};
  for (const std::uint8_t byte : in) ++counts[byte];
  const Lengths lengths = lengths_of(counts);
  for (std::size_t i = 0; i < kHeader; ++i)
    out[i] = static_cast<std::uint8_t>(lengths[2 * i] << 4 | lengths[2 * i + 1]);
  auto next = first_codes(lengths);
  Counts codes;
  for (std::size_t symbol = 0; symbol < 256; ++symbol) codes[symbol] = next[lengths[symbol]]++;
  BitWriter writer(out + kHeader);
  for (const std::uint8_t byte : in) writer.put(codes[byte], lengths[byte]);
  return static_cast<std::size_t>(writer.finish() - out);
}

// What each twelve bits begin with.
struct Entry {
  std::uint8_t symbol, length;
};
using Entries = std::array<Entry, std::size_t{1} << kMostBits>;

// False where the lengths are of no code.
bool put_entries(const Lengths& lengths, Entries& entries) {
  if (std::ranges::max(lengths) > kMostBits) return false;
  entries.fill({0, 1});
  auto next = first_codes(lengths);
  for (std::uint32_t symbol = 0; symbol < 256; ++symbol) {
    const unsigned length = lengths[symbol];
    if (length == 0) continue;
    const std::size_t width = std::size_t{1} << (kMostBits - length);
    const std::size_t begin = next[length]++ * width;
    if (begin + width > entries.size()) return false;
    std::fill_n(entries.data() + begin, width,
                Entry{static_cast<std::uint8_t>(symbol), static_cast<std::uint8_t>(length)});
  }
  return true;
}

// Writes all of `out`, or nothing where the block is not well-formed.
[[gnu::noinline]] void huffman_decompress(Block in, std::span<std::uint8_t> out) {
  if (in.size() < kHeader) return;
  Lengths lengths;
  for (std::size_t i = 0; i < kHeader; ++i) {
    lengths[2 * i] = in[i] >> 4;
    lengths[2 * i + 1] = in[i] & 15;
  }
  Entries entries;
  if (!put_entries(lengths, entries)) return;
  std::size_t at = kHeader;
  std::uint64_t held = 0;
  unsigned count = 0;
  for (std::uint8_t& byte : out) {
    if (count < kMostBits) {
      std::uint32_t word = 0;
      for (unsigned k = 0; k < 4; ++k) word = word << 8 | (at < in.size() ? in[at++] : 0u);
      held = held << 32 | word;
      count += 32;
    }
    const Entry entry = entries[held >> (count - kMostBits) & (entries.size() - 1)];
    byte = entry.symbol;
    count -= entry.length;
  }
}

// Bytes take no decisions, but the order of the counts does, some 250 in each block: 256 blocks of
// 4 KiB come in turn. In larger ones that is so little beside the bytes that four are enough.
std::uint64_t texts_in_turn(std::size_t size) { return size <= 4096 ? 256 : 4; }

struct Huffman {
  static constexpr bool kHasReference = true;
  static std::size_t most(std::size_t size) { return kHeader + size * kMostBits / 8 + 8; }
  static std::size_t compress(Block in, std::span<std::uint8_t> out) {
    return huffman_compressed(in, out.data());
  }
  static std::size_t decompress(Block in, std::span<std::uint8_t> out) {
    huffman_decompress(in, out);
    return out.size();
  }
};

// `row` is compress_blocks<Huffman> or decompress_blocks<Huffman>, and the k-th seed is that of the
// texts.
template <auto row, std::uint64_t k>
void huffman(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, texts_in_turn(size));
  row(state, turns, ascii_text(static_cast<std::size_t>(turns.count()) * size, seed(k)));
}
BENCHMARK(huffman<compress_blocks<Huffman>, 0x060>)
    ->Name("huffman/compress")
    ->Arg(kPageBytes)
    ->Arg(16384)
    ->Arg(kLongBytes);
BENCHMARK(huffman<decompress_blocks<Huffman>, 0x061>)
    ->Name("huffman/decompress")
    ->Arg(kPageBytes)
    ->Arg(16384)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay
