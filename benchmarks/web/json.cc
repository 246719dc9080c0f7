// SPDX-License-Identifier: Apache-2.0
// JSON texts of three kinds to trees, and trees to texts.
#include "json_checks.h"
#include "json_reader.h"
#include "messages.h"

namespace assay::web {
namespace {

[[gnu::noinline]] std::uint32_t parse_json(Text text, JsonTree tree) {
  return JsonReader(text, tree).read();
}

[[gnu::noinline]] std::uint32_t serialise(JsonTree tree, std::uint8_t* out) {
  return JsonWriter(tree, out).write();
}

// Texts of some 64 KB. Undetermined are lengths of strings and where something in them is escaped,
// how many digits a number has, how many elements a list: some sixty bits of a status, six of a
// point, twenty of a performance. All texts of statuses have 2 MB, of points half a MB, of
// performances 8 MB.
template <const Kind& kind, std::uint64_t inputs>
void json_parse(benchmark::State& state) {
  Turns turns(state, inputs);
  const Messages texts = texts_of(kind, turns.count(), static_cast<std::size_t>(state.range(0)));
  Buffer<JsonNode> nodes(texts.longest() / 4);
  Bytes strings(texts.longest(), 192);
  const JsonTree tree{nodes.span(), strings.span()};
  run_passes(
      state, turns, {texts.mean_size(), "bytes"}, [&] { poison(nodes), poison(strings); },
      [&](std::uint64_t turn) { return parse_json(texts(turn), tree); },
      [&](std::uint32_t count) { return hash_of(tree, count); },
      [](Fnv1a64& hash) {
        Bytes out(1024);
        add_faulty_json<parse_json>(hash, out);
      });
}
BENCHMARK(json_parse<kTwitter, 32>)->Name("json_parse/twitter_like")->Arg(144);
BENCHMARK(json_parse<kCanada, 8>)->Name("json_parse/canada_like")->Arg(2176);
BENCHMARK(json_parse<kCitm, 128>)->Name("json_parse/citm_like")->Arg(32);

// A quarter of the texts that are parsed, since all trees are in memory, and more of them.
// What is written is shorter than what was read: escapes that need not be, zeros behind a number.
template <const Kind& kind, std::uint64_t inputs>
void json_serialise(benchmark::State& state) {
  Turns turns(state, inputs);
  const Messages texts = texts_of(kind, turns.count(), static_cast<std::size_t>(state.range(0)));
  Buffer<JsonNode> nodes(texts.size() / 4);
  Bytes strings(texts.size(), 192);
  std::vector<JsonTree> trees;
  std::span<JsonNode> room = nodes.span();
  std::span<std::uint8_t> string_room = strings.span();
  Bytes text_room(texts.longest());
  std::uint64_t written = 0;
  for (std::uint64_t turn = 0; turn < turns.count(); ++turn) {
    const Text text = texts(turn);
    const std::uint32_t count = parse_json(text, {room, string_room});
    trees.push_back({room.first(count), string_room.first(text.size())});
    written += serialise(trees.back(), text_room.data());
    room = room.subspan(count);
    string_room = string_room.subspan(text.size());
  }
  const auto tree_of = [&](std::uint64_t turn) { return trees[static_cast<std::size_t>(turn)]; };
  run_in_turns<serialise, std::uint8_t>(
      state, turns, {written / turns.count(), "bytes"}, tree_of, texts.longest(),
      [&](Fnv1a64& hash, Bytes& out) { add_faulty_json<parse_json>(hash, out); });
}
BENCHMARK(json_serialise<kTwitter, 128>)->Name("json_serialise/twitter_like")->Arg(36);
BENCHMARK(json_serialise<kCanada, 32>)->Name("json_serialise/canada_like")->Arg(544);
BENCHMARK(json_serialise<kCitmWritten, 256>)->Name("json_serialise/citm_like")->Arg(16);

}  // namespace
}  // namespace assay::web
