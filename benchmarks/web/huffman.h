// SPDX-License-Identifier: Apache-2.0
// The Huffman code of HPACK (RFC 7541, section 5.2). Decoded four bits at a time by a table of
// states, as servers do: no code is shorter than five bits, so a step gives one byte at most.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include "hpack_tables.h"
#include "messages.h"

namespace assay::web {

// Codes of a length follow one another in the order of the bytes.
inline std::array<std::uint32_t, 257> make_codes() {
  std::array<std::uint16_t, 257> order;
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  std::sort(order.begin(), order.end(), [](std::uint16_t a, std::uint16_t b) {
    return std::pair(kCodeLengths[a], a) < std::pair(kCodeLengths[b], b);
  });
  std::array<std::uint32_t, 257> codes{};
  std::uint32_t code = 0;
  std::uint32_t length = kCodeLengths[order[0]];
  for (const std::uint16_t symbol : order) {
    code <<= kCodeLengths[symbol] - length;
    length = kCodeLengths[symbol];
    codes[symbol] = code++;
  }
  return codes;
}

class HuffmanCode {
 public:
  HuffmanCode() : codes_(make_codes()) {
    make_tree();
    for (std::uint32_t state = 0; state < kStates; ++state) {
      for (std::uint32_t bits = 0; bits < 16; ++bits) steps_[state][bits] = step_of(state, bits);
    }
  }

  // Filled up with ones, the first bits of the end's code.
  std::string encoded(std::string_view text) const {
    std::string out;
    std::uint64_t bits = 0;
    std::uint32_t held = 0;
    for (const char c : text) {
      const auto byte = static_cast<std::uint8_t>(c);
      bits = bits << kCodeLengths[byte] | codes_[byte];
      held += kCodeLengths[byte];
      for (; held >= 8; held -= 8) out += static_cast<char>(bits >> (held - 8) & 0xff);
    }
    if (held > 0) out += static_cast<char>((bits << (8 - held) | 0xff >> held) & 0xff);
    return out;
  }

  // Returns how many bytes it wrote, or kFault. It may write one byte more than it counts.
  [[gnu::noinline]] std::uint32_t decode(Text text, std::uint8_t* out) const {
    std::uint8_t* to = out;
    Step step{0, 0, kMayEnd};
    std::uint32_t seen = 0;
    const auto advance = [&](std::uint32_t bits) {
      step = steps_[step.next][bits];
      seen |= step.flags;
      *to = step.byte;
      to += step.flags & kGivesByte;
    };
    for (const std::uint8_t byte : text) {
      advance(byte >> 4);
      advance(byte & 15u);
    }
    if ((seen & kIsFault) != 0 || (step.flags & kMayEnd) == 0) return kFault;
    return static_cast<std::uint32_t>(to - out);
  }

 private:
  static constexpr std::uint32_t kStates = 256;  // inner nodes of a tree of 257 leaves
  enum : std::uint8_t { kGivesByte = 1, kMayEnd = 2, kIsFault = 4 };
  struct alignas(4) Step {
    std::uint8_t next, byte, flags;
  };

  // A child is an inner node, or kStates and a symbol.
  void make_tree() {
    std::uint32_t used = 1;
    for (std::uint32_t symbol = 0; symbol < codes_.size(); ++symbol) {
      std::uint32_t node = 0;
      for (std::uint32_t left = kCodeLengths[symbol] - 1u; left > 0; --left) {
        std::uint16_t& child = tree_[node][codes_[symbol] >> left & 1];
        if (child == 0) {
          child = static_cast<std::uint16_t>(used);
          may_end_[used] = may_end_[node] && (codes_[symbol] >> left & 1) == 1 &&
                           kCodeLengths[symbol] - left < 8;
          ++used;
        }
        node = child;
      }
      tree_[node][codes_[symbol] & 1] = static_cast<std::uint16_t>(kStates + symbol);
    }
  }

  Step step_of(std::uint32_t node, std::uint32_t bits) const {
    Step step{0, 0, 0};
    for (std::uint32_t left = 4; left-- > 0;) {
      node = tree_[node][bits >> left & 1];
      if (node < kStates) continue;
      if (node == kStates + 256) return {0, 0, kIsFault};  // the end's code, which nobody sends
      step.byte = static_cast<std::uint8_t>(node - kStates);
      step.flags = kGivesByte;
      node = 0;
    }
    step.next = static_cast<std::uint8_t>(node);
    if (may_end_[node]) step.flags |= kMayEnd;
    return step;
  }

  std::array<std::uint32_t, 257> codes_;
  std::array<std::array<std::uint16_t, 2>, kStates> tree_{};
  std::array<bool, kStates> may_end_{true};  // less than eight ones since the last byte
  std::array<std::array<Step, 16>, kStates> steps_;
};

}  // namespace assay::web
