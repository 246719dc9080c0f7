// SPDX-License-Identifier: Apache-2.0
// The Huffman code of HPACK alone.
#include "huffman.h"

#include "in_turns.h"

namespace assay::web {
namespace {

// Mostly words, as header fields are; one of 64 is any byte.
std::string header_text(std::size_t size, const Vocabulary& words, Random& random) {
  std::string text;
  while (text.size() < size) {
    text += words.draw(random);
    const std::uint32_t kind = random.below(64);
    text +=
        kind == 0 ? static_cast<char>(random.below(256)) : "0123456789ABCDEF =;/-.,:"[kind % 24];
  }
  text.resize(size);
  return text;
}

struct Encoded {
  const HuffmanCode* code;
  Text text;
};

std::uint32_t huffman_decoded(Encoded in, std::uint8_t* out) {
  return in.code->decode(in.text, out);
}

// No decision depends on data: a byte is always written, and counted or not. Eight texts show that.
void huffman_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  const HuffmanCode code;
  Turns turns(state, 8);
  const Messages texts(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_message(0x060, turn));
    return code.encoded(header_text(size, words, random));
  });
  const auto encoded_of = [&](std::uint64_t turn) { return Encoded{&code, texts(turn)}; };
  run_in_turns<huffman_decoded, std::uint8_t>(
      state, turns, {size, "bytes"}, encoded_of, size + 1, [&](Fnv1a64& hash, Bytes& out) {
        // Each byte alone, as the last and the first of three; ends that must be refused.
        for (int byte = 0; byte < 256; ++byte) {
          const char one[3] = {static_cast<char>(byte), 'a', static_cast<char>(byte)};
          const std::string text = code.encoded({one, 3});
          add_output(hash, out, code.decode(text_of(text), out.data()));
        }
        for (const std::string_view bad : {"\xff", "\x1c", "\xff\xff\xff\xff", "\x1f\xff"}) {
          add_output(hash, out, code.decode(text_of(bad), out.data()));
        }
      });
}
BENCHMARK(huffman_decode)->Name("hpack/huffman_decode")->Arg(16384);

}  // namespace
}  // namespace assay::web
