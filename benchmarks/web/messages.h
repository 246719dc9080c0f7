// SPDX-License-Identifier: Apache-2.0
// The shape of most rows here: a server reads one message after the other, and writes what it made
// of it to a buffer. Messages come in turn (turns.h) and lie one behind the other in memory. Most
// are made of the words of a Vocabulary.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay::web {

using Text = std::span<const std::uint8_t>;

// What a kernel returns for a message that is malformed.
inline constexpr std::uint32_t kFault = 0xffffffffu;

// 256 words of 2 to 11 lower-case letters.
class Vocabulary {
 public:
  explicit Vocabulary(std::uint64_t seed_value) {
    Random random(seed_value);
    for (std::string& word : words_) {
      std::uint64_t bits = random.next();
      word.resize(2 + (bits >> 32) % 10);
      for (char& letter : word) {
        letter = static_cast<char>('a' + (bits & 31) % 26);
        bits >>= 5;
      }
    }
  }

  std::string_view operator[](std::uint32_t i) const { return words_[i]; }
  std::string_view draw(Random& random) const { return words_[random.below(256)]; }

 private:
  std::array<std::string, 256> words_;
};

class Messages {
 public:
  // A parser may read so many bytes behind each message.
  static constexpr std::size_t kReadableBehind = 64;

  // make(turn) is the text of a turn.
  template <class Make>
  Messages(std::uint64_t count, Make make) {
    std::string all;
    for (std::uint64_t turn = 0; turn < count; ++turn) {
      begins_.push_back(all.size());
      all += make(turn);
    }
    begins_.push_back(all.size());
    bytes_ = Bytes(all.size() + kReadableBehind);
    std::memcpy(bytes_.data(), all.data(), all.size());
  }

  Text operator()(std::uint64_t turn) const {
    const auto at = static_cast<std::size_t>(turn);
    return {bytes_.data() + begins_[at], begins_[at + 1] - begins_[at]};
  }
  std::size_t size() const { return begins_.back(); }
  std::size_t longest() const {
    std::size_t most = 0;
    for (std::size_t i = 1; i < begins_.size(); ++i) {
      most = std::max(most, begins_[i] - begins_[i - 1]);
    }
    return most;
  }
  std::uint64_t mean_size() const { return size() / (begins_.size() - 1); }

 private:
  std::vector<std::size_t> begins_;
  Bytes bytes_;
};

// The bytes of a text that is not in a Buffer.
inline Text text_of(std::string_view characters) {
  return {reinterpret_cast<const std::uint8_t*>(characters.data()), characters.size()};
}

// Of published examples.
inline std::string bytes_of(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
    const auto digit = [&](std::size_t at) {
      return std::string_view("0123456789abcdef").find(hexadecimal[at]);
    };
    bytes += static_cast<char>(digit(i) << 4 | digit(i + 1));
  }
  return bytes;
}

template <class T>
void add_output(Fnv1a64& hash, const Buffer<T>& out, std::uint32_t length) {
  hash.add(length);
  if (length <= out.size()) hash.add(out.span().first(length));
}

// The loop of all rows here: pass(turn) does the work and returns a word, such as how much it
// wrote. `spoil` poisons the outputs, and hash_of(word) is of the word and of them. `extra` adds to
// the checksum what else the kernel must do right: malformed messages, published examples.
template <class Spoil, class Pass, class HashOf, class Extra>
void run_passes(benchmark::State& state, Turns& turns, Work amount, Spoil spoil, Pass pass,
                HashOf hash_of, Extra extra) {
  std::uint32_t word = 0, last = 0;
  spoil();
  for (auto _ : slices(state, KeepLast(word, last))) {
    word = pass(turns.next());
    used(word);
  }
  const Checksum left{hash_of(last)};
  const auto hash_of_turn = [&](std::uint64_t turn) {
    spoil();
    return hash_of(pass(turn));
  };
  const Checksum expected{hash_of_turn(turns.last_of(passes_done(state)))};
  Fnv1a64 hash = hash_of_turn(0);
  extra(hash);
  report(state, amount, Checksum{hash}, Left{left, expected});
}

// Input of a kernel by turn, and output: work(input_of(turn), out) returns how many elements of
// `out` it wrote, or kFault.
template <auto work, class T, class InputOf, class Extra>
void run_in_turns(benchmark::State& state, Turns& turns, Work amount, const InputOf& input_of,
                  std::size_t most, Extra extra) {
  Buffer<T> out(most, 192);
  T* to = out.data();
  run_passes(
      state, turns, amount, [&] { poison(out); },
      [&](std::uint64_t turn) {
        opaque(to);
        return work(input_of(turn), to);
      },
      [&](std::uint32_t length) {
        Fnv1a64 hash;
        add_output(hash, out, length);
        return hash;
      },
      [&](Fnv1a64& hash) { extra(hash, out); });
}

inline constexpr auto kNoExtra = [](Fnv1a64&, auto&) {};

// Tries `work` on a text of which one byte is wrong, or only wrong in some places.
template <class Work, class T>
void add_faulty_by(const Work& work, Fnv1a64& hash, Buffer<T>& out, std::string text,
                   std::string_view wrong, std::uint64_t seed_value, int times = 128) {
  Random random(seed_value);
  for (; times > 0; --times) {
    const std::uint32_t at = random.below(static_cast<std::uint32_t>(text.size()));
    const char right = text[at];
    text[at] = wrong[random.below(static_cast<std::uint32_t>(wrong.size()))];
    add_output(hash, out, work(text_of(text), out.data()));
    text[at] = right;
  }
}
template <auto work, class T>
void add_faulty(Fnv1a64& hash, Buffer<T>& out, std::string text, std::string_view wrong,
                std::uint64_t seed_value) {
  add_faulty_by(work, hash, out, std::move(text), wrong, seed_value);
}

}  // namespace assay::web
