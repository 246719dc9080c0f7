// SPDX-License-Identifier: Apache-2.0
// The texts that rows of JSON read and write, and what they are checked by, whoever does the work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json.h"
#include "json_texts.h"
#include "json_writer.h"
#include "messages.h"

namespace assay::web {

// All of a tree from a node on, in the order of the text.
inline void add_node(Fnv1a64& hash, const JsonTree& tree, const JsonNode& node) {
  hash.add(static_cast<std::uint8_t>(node.type));
  if (node.type == JsonType::string) {
    hash.add(node.count()).add(tree.string(node.first(), node.count()));
  } else if (node.type < JsonType::string) {
    hash.add(node.value);
  } else {
    hash.add(node.count());
    std::uint32_t at = node.first();
    for (std::uint32_t i = 0; i < node.count(); ++i) {
      const JsonNode& element = tree.nodes[at];
      if (node.type == JsonType::object) {
        hash.add(element.key_length).add(tree.string(element.key, element.key_length));
      }
      add_node(hash, tree, element);
      at = element.next;
    }
  }
}

inline Fnv1a64 hash_of(const JsonTree& tree, std::uint32_t nodes) {
  Fnv1a64 hash;
  hash.add(nodes);
  if (nodes != kFault) add_node(hash, tree, tree.nodes[0]);
  return hash;
}

struct Kind {
  std::string (JsonText::*text)(std::size_t);
  std::uint64_t seed;
};
inline constexpr Kind kTwitter{&JsonText::twitter_like, 0x070};
inline constexpr Kind kCanada{&JsonText::canada_like, 0x071};
inline constexpr Kind kCitm{&JsonText::citm_like, 0x072};
inline constexpr Kind kCitmWritten{&JsonText::citm_without_blanks, 0x072};

inline Messages texts_of(const Kind& kind, std::uint64_t count, std::size_t items) {
  const Vocabulary words(seed(0x001));
  return {count, [&](std::uint64_t turn) {
            return (JsonText(words, seed_of_turn(kind.seed, turn)).*kind.text)(items);
          }};
}

// Everything that the grammar has, to put wrong bytes into.
inline constexpr std::string_view kExample =
    " {\"a\":[true,false,null,0,-1,12.25,1e2,1E-2,-0.5,123456.78901234567],\t\"\\u0041\\\"\\\\\\/"
    "\\b\\f\\n\\r\\t\\u001f\":{},\"\":[[],[{\"b\":\"\\u00e9\\ud83d\\ude00\"}]],\"c\":\"d e\"}\r\n";

template <auto parse>
std::uint32_t parse_and_serialise(Text text, std::uint8_t* out) {
  std::array<JsonNode, 64> nodes;
  std::array<std::uint8_t, 512> strings;
  const JsonTree tree{nodes, strings};
  return parse(text, tree) == kFault ? kFault : JsonWriter(tree, out).write();
}

// Numbers of up to 17 digits, most of which one multiplication can't round rightly. One is above
// the largest double; `refused` is what stands for it if a parser does not say infinity.
template <auto parse>
void add_hard_numbers(Fnv1a64& hash, std::uint64_t refused) {
  Random random(seed(0x074));
  std::array<JsonNode, 1> nodes;
  std::array<std::uint8_t, 64> strings;
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t digits = random.next() % 100000000000000000u;
    const auto tens = static_cast<std::int32_t>(random.below(600)) - 300;
    const std::string text = std::to_string(digits) + 'e' + std::to_string(tens);
    const std::uint32_t count = parse(text_of(text), JsonTree{nodes, strings});
    hash.add(count == kFault ? refused : nodes[0].value);
  }
}

// What parse(text, tree) must do right beside the texts that are timed: it makes a tree of a text
// and returns how many nodes, or kFault.
template <auto parse>
void add_faulty_json(Fnv1a64& hash, Bytes& out, std::uint64_t refused = 0) {
  std::string example(kExample);
  add_output(hash, out, parse_and_serialise<parse>(text_of(example), out.data()));
  constexpr std::string_view kWrong("\"\\{}[],:-. tnu/\x01", 16);
  add_faulty<parse_and_serialise<parse>>(hash, out, example, kWrong, seed(0x073));
  add_hard_numbers<parse>(hash, refused);
}

}  // namespace assay::web
