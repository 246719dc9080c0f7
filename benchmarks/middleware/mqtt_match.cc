// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1 (OASIS, 2014): topics are matched with filters one by one, character by character.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "topics.h"

namespace assay {
namespace {

bool topic_matches(std::span<const std::uint8_t> filter, std::span<const std::uint8_t> topic) {
  const auto is_at = [](std::span<const std::uint8_t> text, std::size_t at, std::uint8_t c) {
    return at < text.size() && text[at] == c;
  };
  if (is_at(topic, 0, '$') && (is_at(filter, 0, '+') || is_at(filter, 0, '#'))) return false;
  std::size_t f = 0, t = 0;
  for (;; ++f, ++t) {
    if (is_at(filter, f, '#')) return true;
    if (is_at(filter, f, '+')) {
      ++f;
      while (t < topic.size() && topic[t] != '/') ++t;
    } else {
      while (f < filter.size() && is_at(topic, t, filter[f]) && filter[f] != '/') ++f, ++t;
    }
    if (f == filter.size()) return t == topic.size();
    if (t == topic.size())  // `a/#` is for `a` too
      return f + 2 == filter.size() && filter[f] == '/' && filter[f + 1] == '#';
    if (filter[f] != '/' || topic[t] != '/') return false;
  }
}

struct TopicPair {
  Slice filter, topic;
};

[[gnu::noinline]] std::uint64_t match_pairs(const std::uint8_t* texts,
                                            std::span<const TopicPair> pairs, std::uint8_t* out) {
  std::uint64_t matches = 0;
  for (const TopicPair& pair : pairs) {
    const bool found = topic_matches({texts + pair.filter.at, pair.filter.size},
                                     {texts + pair.topic.at, pair.topic.size});
    *out++ = found ? 1 : 0;
    matches += found ? 1 : 0;
  }
  return matches;
}

// How long each word is and which kind of word: more than 4 decisions of a pair.
void mqtt_match(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const Topics topics(seed(0x732));
  std::vector<std::uint8_t> texts;
  Buffer<TopicPair> pairs(static_cast<std::size_t>(turns.count()) * size);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x733, turn));
    for (std::size_t i = 0; i < size; ++i) {
      const Words topic = topics.topic(random);
      pairs[turn * size + i].filter = topics.write(topics.filter(random, topic), texts);
      pairs[turn * size + i].topic = topics.write(topic, texts);
    }
  }
  Bytes out(size, 192);
  run_batches(
      state, turns, Work{size, "pairs"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return match_pairs(texts.data(), pairs.span().subspan(turn * size, size), out.data());
      },
      [&](std::uint64_t matches) { return Fnv1a64().add(matches).add(out.span()); });
}

BENCHMARK(mqtt_match)->Name("mqtt/match")->Arg(512);

}  // namespace
}  // namespace assay
