// SPDX-License-Identifier: Apache-2.0
// A broker's table of subscriptions: a tree with one level for each word of a filter. The branches
// of all nodes stand in one hash table, those for `+` and `#` in the node. A topic visits every
// node that it may match.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "topics.h"

namespace assay {
namespace {

struct Level {
  Slice word;
  std::uint32_t hash;
};

struct Levels {
  std::array<Level, kMostLevels> all;
  std::size_t count = 0;
};

// The words of a filter or a topic and their hashes (FNV-1a, 32 bits).
Levels split(const std::uint8_t* texts, Slice text) {
  constexpr std::uint32_t kBasis = 0x811c9dc5u, kPrime = 0x01000193u;
  Levels levels;
  const std::uint32_t end = text.at + text.size;
  Level level{{text.at, 0}, kBasis};
  for (std::uint32_t at = text.at; at <= end; ++at) {
    if (at < end && texts[at] != '/') {
      level.hash = (level.hash ^ texts[at]) * kPrime;
      continue;
    }
    level.word.size = at - level.word.at;
    levels.all[levels.count++] = level;
    if (levels.count == kMostLevels) break;
    level = {{at + 1, 0}, kBasis};
  }
  return levels;
}

constexpr std::uint32_t kNobody = 0xffffffffu;

struct TopicNode {
  std::uint32_t plus, rest;   // 0: none
  std::uint32_t subscribers;  // the newest one
};

struct Branch {
  std::uint32_t parent, child;  // child 0: free
  Slice word;
};

class TopicTree {
 public:
  explicit TopicTree(std::size_t filters)
      : nodes_(1 + filters * kMostLevels), branches_(8 * filters), older_(filters) {}

  void clear() {
    for (Branch& branch : branches_) branch.child = 0;
    nodes_[0] = {0, 0, kNobody};
    used_ = 1;
  }

  std::uint32_t insert(const std::uint8_t* texts, Slice filter, std::uint32_t subscriber) {
    const Levels levels = split(texts, filter);
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < levels.count; ++i) {
      const Level& level = levels.all[i];
      const std::uint8_t first = level.word.size == 1 ? texts[level.word.at] : std::uint8_t{0};
      node = first == '+'   ? made(nodes_[node].plus)
             : first == '#' ? made(nodes_[node].rest)
                            : made(new_branch(texts, node, level));
    }
    older_[subscriber] = nodes_[node].subscribers;
    nodes_[node].subscribers = subscriber;
    return node;
  }

  // All subscribers of a topic, as many as there is room for. Gives how many.
  std::size_t match(const std::uint8_t* texts, Slice topic, std::span<std::uint32_t> room) const {
    Visit visit{texts, split(texts, topic), room, 0};
    go_on(visit, 0, 0, topic.size > 0 && texts[topic.at] == '$');
    return visit.found;
  }

  std::span<const TopicNode> nodes() const { return nodes_.span().first(used_); }

  void poison_all() {
    poison(nodes_);
    poison(older_);
    used_ = 0;
  }

 private:
  std::uint32_t made(std::uint32_t& child) {
    if (child == 0) {
      child = used_;
      nodes_[used_++] = {0, 0, kNobody};
    }
    return child;
  }

  // Where the branch is, or would be.
  std::size_t place_of(const std::uint8_t* texts, std::uint32_t parent, const Level& level) const {
    const std::size_t mask = branches_.size() - 1;
    std::size_t at = ((level.hash ^ parent * 0x9e3779b1u) * 0x85ebca6bu >> 12) & mask;
    for (;; at = (at + 1) & mask) {
      const Branch& branch = branches_[at];
      if (branch.child == 0) return at;
      if (branch.parent == parent && branch.word.size == level.word.size &&
          std::equal(texts + level.word.at, texts + level.word.at + level.word.size,
                     texts + branch.word.at))
        return at;
    }
  }

  std::uint32_t& new_branch(const std::uint8_t* texts, std::uint32_t parent, const Level& level) {
    Branch& branch = branches_[place_of(texts, parent, level)];
    if (branch.child == 0) branch = {parent, 0, level.word};
    return branch.child;
  }

  struct Visit {
    const std::uint8_t* texts;
    Levels levels;
    std::span<std::uint32_t> room;
    std::size_t found;
  };

  void add_subscribers(Visit& visit, std::uint32_t node) const {
    for (std::uint32_t one = nodes_[node].subscribers; one != kNobody; one = older_[one])
      if (visit.found < visit.room.size()) visit.room[visit.found++] = one;
  }

  void go_on(Visit& visit, std::size_t depth, std::uint32_t node, bool only_words) const {
    const TopicNode& here = nodes_[node];
    if (here.rest != 0 && !only_words) add_subscribers(visit, here.rest);
    if (depth == visit.levels.count) {
      add_subscribers(visit, node);
      return;
    }
    if (here.plus != 0 && !only_words) go_on(visit, depth + 1, here.plus, false);
    const std::uint32_t child =
        branches_[place_of(visit.texts, node, visit.levels.all[depth])].child;
    if (child != 0) go_on(visit, depth + 1, child, false);
  }

  Buffer<TopicNode> nodes_;
  Buffer<Branch> branches_;
  Buffer<std::uint32_t> older_;  // of the same node
  std::uint32_t used_ = 0;
};

// Texts of all batches, one after the other.
struct Texts {
  std::vector<std::uint8_t> bytes;
  std::vector<Slice> slices;

  void keep(const Topics& topics, const Words& words) {
    slices.push_back(topics.write(words, bytes));
  }
  std::span<const Slice> batch(std::size_t turn, std::size_t size) const {
    return std::span(slices).subspan(turn * size, size);
  }
};

void keep_filters(Texts& texts, const Topics& topics, std::uint64_t turn, std::size_t count) {
  Random random(seed_of_turn(0x741, turn));
  for (std::size_t i = 0; i < count; ++i) {
    const Words topic = topics.topic(random);
    texts.keep(topics, topics.filter(random, topic));
  }
}

[[gnu::noinline]] std::uint64_t insert_filters(TopicTree& tree, const std::uint8_t* texts,
                                               std::span<const Slice> filters,
                                               std::uint32_t* node_of) {
  tree.clear();
  std::uint32_t subscriber = 0;
  for (const Slice filter : filters) *node_of++ = tree.insert(texts, filter, subscriber++);
  return tree.nodes().size();
}

// Which kind of word, how long it is, whether it is new: more than 8 decisions of a filter.
void trie_insert(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  const Topics topics(seed(0x740));
  Texts texts;
  for (std::size_t turn = 0; turn < turns.count(); ++turn) keep_filters(texts, topics, turn, size);
  TopicTree tree(size);
  Buffer<std::uint32_t> node_of(size, 192);
  run_batches(
      state, turns, Work{size, "filters"},
      [&] {
        tree.poison_all();
        poison(node_of);
      },
      [&](std::size_t turn) {
        return insert_filters(tree, texts.bytes.data(), texts.batch(turn, size), node_of.data());
      },
      [&](std::uint64_t nodes) {
        Fnv1a64 hash;
        hash.add(nodes).add(node_of.span());
        for (const TopicNode& node : tree.nodes())
          hash.add(node.plus).add(node.rest).add(node.subscribers);
        return hash;
      });
}

[[gnu::noinline]] std::uint64_t match_topics(const TopicTree& tree, const std::uint8_t* texts,
                                             std::span<const Slice> topics, std::uint32_t* ends,
                                             std::span<std::uint32_t> room) {
  std::size_t found = 0;
  for (const Slice topic : topics) {
    found += tree.match(texts, topic, room.subspan(found));
    *ends++ = static_cast<std::uint32_t>(found);
  }
  return found;
}

constexpr std::size_t kTopics = 128;  // of a pass
constexpr std::size_t kRoom = 64 * kTopics;

// Each node that a topic visits is three decisions, and it visits some ten.
void trie_match(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const Topics topics(seed(0x740));
  Texts filters, texts;
  keep_filters(filters, topics, 0, size);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x742, turn));
    for (std::size_t i = 0; i < kTopics; ++i) texts.keep(topics, topics.topic(random));
  }
  // Words are compared where they lie: filters first, then topics.
  const auto shift = static_cast<std::uint32_t>(filters.bytes.size());
  for (Slice& slice : texts.slices) slice.at += shift;
  texts.bytes.insert(texts.bytes.begin(), filters.bytes.begin(), filters.bytes.end());
  TopicTree tree(size);
  Buffer<std::uint32_t> node_of(size), ends(kTopics, 192), found(kRoom, 320);
  insert_filters(tree, texts.bytes.data(), filters.slices, node_of.data());
  run_batches(
      state, turns, Work{kTopics, "topics"},
      [&] {
        poison(ends);
        poison(found);
      },
      [&](std::size_t turn) {
        return match_topics(tree, texts.bytes.data(), texts.batch(turn, kTopics), ends.data(),
                            found.span());
      },
      [&](std::uint64_t count) {
        // The order of one topic's subscribers is nobody's concern.
        Fnv1a64 hash;
        hash.add(count).add(ends.span());
        std::uint32_t* from = found.data();
        for (const std::uint32_t end : ends) {
          std::uint32_t* const to = found.data() + std::min<std::size_t>(end, found.size());
          if (to > from) std::sort(from, to);
          from = to;
        }
        return hash.add(found.span().first(static_cast<std::size_t>(count)));
      });
}

BENCHMARK(trie_insert)->Name("topic_trie/insert")->Arg(512);
BENCHMARK(trie_match)->Name("topic_trie/match")->Arg(1024);

}  // namespace
}  // namespace assay
