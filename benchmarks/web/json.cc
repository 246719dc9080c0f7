// SPDX-License-Identifier: Apache-2.0
// JSON texts of three kinds to trees, and trees to texts.
#include "in_turns.h"
#include "json_reader.h"
#include "json_texts.h"
#include "json_writer.h"

namespace assay::web {
namespace {

[[gnu::noinline]] std::uint32_t parse_json(Text text, JsonTree tree) {
  return JsonReader(text, tree).read();
}

[[gnu::noinline]] std::uint32_t serialise(JsonTree tree, std::uint8_t* out) {
  return JsonWriter(tree, out).write();
}

// All of a tree from a node on, in the order of the text.
void add_node(Fnv1a64& hash, const JsonTree& tree, const JsonNode& node) {
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

Fnv1a64 hash_of(const JsonTree& tree, std::uint32_t nodes) {
  Fnv1a64 hash;
  hash.add(nodes);
  if (nodes != kFault) add_node(hash, tree, tree.nodes[0]);
  return hash;
}

struct Kind {
  std::string (JsonText::*text)(std::size_t);
  std::uint64_t seed;
};
constexpr Kind kTwitter{&JsonText::twitter_like, 0x070};
constexpr Kind kCanada{&JsonText::canada_like, 0x071};
constexpr Kind kCitm{&JsonText::citm_like, 0x072};
constexpr Kind kCitmWritten{&JsonText::citm_without_blanks, 0x072};

Messages texts_of(const Kind& kind, std::uint64_t count, std::size_t items) {
  const Vocabulary words(seed(0x001));
  return {count, [&](std::uint64_t turn) {
            return (JsonText(words, seed_of_turn(kind.seed, turn)).*kind.text)(items);
          }};
}

// Everything that the grammar has, to put wrong bytes into.
constexpr std::string_view kExample =
    " {\"a\":[true,false,null,0,-1,12.25,1e2,1E-2,-0.5,123456.78901234567],\t\"\\u0041\\\"\\\\\\/"
    "\\b\\f\\n\\r\\t\\u001f\":{},\"\":[[],[{\"b\":\"\\u00e9\\ud83d\\ude00\"}]],\"c\":\"d e\"}\r\n";

std::uint32_t parse_and_serialise(Text text, std::uint8_t* out) {
  std::array<JsonNode, 64> nodes;
  std::array<std::uint8_t, 512> strings;
  const JsonTree tree{nodes, strings};
  return parse_json(text, tree) == kFault ? kFault : serialise(tree, out);
}

// Numbers of up to 17 digits, most of which one multiplication can't round rightly.
void add_hard_numbers(Fnv1a64& hash) {
  Random random(seed(0x074));
  std::array<JsonNode, 1> nodes;
  std::array<std::uint8_t, 64> strings;
  for (int i = 0; i < 64; ++i) {
    const std::uint64_t digits = random.next() % 100000000000000000u;
    const auto tens = static_cast<std::int32_t>(random.below(600)) - 300;
    const std::string text = std::to_string(digits) + 'e' + std::to_string(tens);
    parse_json(text_of(text), {nodes, strings});
    hash.add(nodes[0].value);
  }
}

void add_faulty_json(Fnv1a64& hash, Bytes& out) {
  std::string example(kExample);
  add_output(hash, out, parse_and_serialise(text_of(example), out.data()));
  constexpr std::string_view kWrong("\"\\{}[],:-. tnu/\x01", 16);
  add_faulty<parse_and_serialise>(hash, out, example, kWrong, seed(0x073));
  add_hard_numbers(hash);
}

// Texts of some 64 KB. Undetermined are lengths of strings and where something in them is escaped,
// digits of numbers, kinds of values: some ten in a status, six in a point, sixty in a performance.
template <const Kind& kind, std::uint64_t inputs>
void json_parse(benchmark::State& state) {
  Turns turns(state, inputs);
  const Messages texts = texts_of(kind, turns.count(), static_cast<std::size_t>(state.range(0)));
  std::size_t longest = 0;
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    longest = std::max(longest, texts(turn).size());
  }
  Buffer<JsonNode> nodes(longest / 4);
  Bytes strings(longest, 192);
  const JsonTree tree{nodes.span(), strings.span()};
  const auto poison_all = [&] { poison(nodes), poison(strings); };
  std::uint32_t count = 0, last = 0;
  poison_all();
  for (auto _ : slices(state, KeepLast(count, last))) {
    count = parse_json(texts(turns.next()), tree);
    used(count);
  }
  const Checksum left{hash_of(tree, last)};
  const auto hash_of_turn = [&](std::uint64_t turn) {
    poison_all();
    return hash_of(tree, parse_json(texts(turn), tree));
  };
  const Checksum expected{hash_of_turn(turns.last_of(passes_done(state)))};
  Fnv1a64 hash = hash_of_turn(0);
  Bytes out(1024);
  add_faulty_json(hash, out);
  report(state, {texts.mean_size(), "bytes"}, Checksum{hash}, Left{left, expected});
}
BENCHMARK(json_parse<kTwitter, 32>)->Name("json_parse/twitter_like")->Arg(144);
BENCHMARK(json_parse<kCanada, 8>)->Name("json_parse/canada_like")->Arg(2176);
BENCHMARK(json_parse<kCitm, 32>)->Name("json_parse/citm_like")->Arg(32);

// A quarter of the texts that are parsed, since all trees are in memory, and four times as many.
template <const Kind& kind, std::uint64_t inputs>
void json_serialise(benchmark::State& state) {
  Turns turns(state, inputs);
  const Messages texts = texts_of(kind, turns.count(), static_cast<std::size_t>(state.range(0)));
  Buffer<JsonNode> nodes(texts.size() / 4);
  Bytes strings(texts.size(), 192);
  std::vector<JsonTree> trees;
  std::span<JsonNode> room = nodes.span();
  std::span<std::uint8_t> string_room = strings.span();
  std::size_t longest = 0;
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    const Text text = texts(turn);
    const std::uint32_t count = parse_json(text, {room, string_room});
    trees.push_back({room.first(count), string_room.first(text.size())});
    room = room.subspan(count);
    string_room = string_room.subspan(text.size());
    longest = std::max(longest, text.size());
  }
  const auto tree_of = [&](std::uint64_t turn) { return trees[static_cast<std::size_t>(turn)]; };
  run_in_turns<serialise, std::uint8_t>(
      state, turns, {texts.mean_size(), "bytes"}, tree_of, longest,
      [&](Fnv1a64& hash, Bytes& out) { add_faulty_json(hash, out); });
}
BENCHMARK(json_serialise<kTwitter, 128>)->Name("json_serialise/twitter_like")->Arg(36);
BENCHMARK(json_serialise<kCanada, 32>)->Name("json_serialise/canada_like")->Arg(544);
BENCHMARK(json_serialise<kCitmWritten, 128>)->Name("json_serialise/citm_like")->Arg(16);

}  // namespace
}  // namespace assay::web
