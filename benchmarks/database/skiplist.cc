// SPDX-License-Identifier: Apache-2.0
// A skip list (W. Pugh 1990) as Redis's sorted sets have it: every fourth node of a level is in the
// next one, and each link knows how many nodes it skips, so that ranks are found on the way.
#include <benchmark/benchmark.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kMostLevels = 32;

struct Member {
  double score;
  std::uint32_t id;
  std::uint32_t levels;
};

struct Link {
  std::uint32_t forward;  // 0: the end
  std::uint32_t span;
};

struct SkipNode {
  double score;
  std::uint32_t id, links;  // where its links begin: nodes have as many as levels
};

class SkipList {
 public:
  explicit SkipList(std::size_t most_nodes)
      : nodes_(most_nodes + 1), links_(kMostLevels * 2 + 2 * most_nodes, 4096) {
    clear();
  }

  void clear() {
    size_ = 0;
    levels_ = 1;
    link_count_ = kMostLevels;
    nodes_[0] = {0.0, 0, 0};
    links_[0] = {0, 0};
  }

  void insert(const Member& member) {
    std::array<std::uint32_t, kMostLevels> update, rank;
    std::uint32_t at = 0, passed = 0;
    for (std::uint32_t level = levels_; level-- > 0;) {
      for (std::uint32_t next; (next = link(at, level).forward) != 0 && is_before(next, member);
           at = next)
        passed += link(at, level).span;
      update[level] = at;
      rank[level] = passed;
    }
    for (; levels_ < member.levels; ++levels_) {
      update[levels_] = rank[levels_] = 0;
      links_[levels_] = {0, size_};
    }
    const std::uint32_t node = ++size_;
    nodes_[node] = {member.score, member.id, link_count_};
    link_count_ += member.levels;
    for (std::uint32_t level = 0; level < member.levels; ++level) {
      Link& before = link(update[level], level);
      const std::uint32_t skipped = rank[0] - rank[level];
      link(node, level) = {before.forward, before.span - skipped};
      before = {node, skipped + 1};
    }
    for (std::uint32_t level = member.levels; level < levels_; ++level)
      ++link(update[level], level).span;
  }

  // From 1 on; 0 where it is not in the list.
  std::uint32_t rank_of(const Member& member) const {
    std::uint32_t at = 0, passed = 0;
    for (std::uint32_t level = levels_; level-- > 0;) {
      for (std::uint32_t next; (next = link(at, level).forward) != 0 && !is_after(next, member);
           at = next)
        passed += link(at, level).span;
    }
    return at != 0 && nodes_[at].id == member.id ? passed : 0;
  }

  // All nodes in order, with all links: to which member, and how far.
  Fnv1a64 links(const Member* members) const {
    Fnv1a64 hash;
    for (std::uint32_t at = 0, is_first = 1; at != 0 || is_first != 0;
         at = links_[nodes_[at].links].forward, is_first = 0) {
      const std::uint32_t levels = at == 0 ? levels_ : members[nodes_[at].id].levels;
      hash.add(nodes_[at].id).add(levels);
      for (std::uint32_t level = 0; level < levels; ++level)
        hash.add(nodes_[link(at, level).forward].id).add(link(at, level).span);
    }
    return hash;
  }

 private:
  Link& link(std::uint32_t node, std::uint32_t level) { return links_[nodes_[node].links + level]; }
  const Link& link(std::uint32_t node, std::uint32_t level) const {
    return links_[nodes_[node].links + level];
  }
  bool is_before(std::uint32_t node, const Member& member) const {
    const SkipNode& one = nodes_[node];
    return one.score < member.score || (one.score == member.score && one.id < member.id);
  }
  bool is_after(std::uint32_t node, const Member& member) const {
    const SkipNode& one = nodes_[node];
    return one.score > member.score || (one.score == member.score && one.id > member.id);
  }

  Buffer<SkipNode> nodes_;
  Buffer<Link> links_;
  std::uint32_t size_, levels_, link_count_;
};

// Scores are whole numbers, half as many as members: some are equal, and then the id decides.
Buffer<Member> draw_members(std::size_t count, std::uint64_t seed_value) {
  Buffer<Member> members(count);
  Random random(seed_value);
  for (std::size_t i = 0; i < count; ++i) {
    members[i].score = random.below(static_cast<std::uint32_t>(count / 2));
    members[i].id = static_cast<std::uint32_t>(i);
    const std::uint64_t bits = random.next() | std::uint64_t{1} << 20;
    members[i].levels = 1 + static_cast<std::uint32_t>(std::countr_zero(bits)) / 2;
  }
  return members;
}

[[gnu::noinline]] void insert_members(SkipList& list, const Member* members, std::size_t count) {
  list.clear();
  for (std::size_t i = 0; i < count; ++i) list.insert(members[i]);
}

// From an empty list on; some 15 decisions each. An input has other scores and levels: 16 KB.
void skiplist_insert(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 8);
  const auto inputs = static_cast<std::size_t>(turns.count());
  Buffer<Member> members(inputs * count, 192);
  for (std::size_t turn = 0; turn < inputs; ++turn) {
    const Buffer<Member> one = draw_members(count, seed_of_turn(0x190, turn));
    std::copy(one.begin(), one.end(), members.begin() + turn * count);
  }
  SkipList list(count);
  const Member *data = members.data(), *inserted = data;
  in_turns(
      state, {count, "members"}, turns, [&] { list.clear(); },
      [&](std::uint64_t turn) {
        opaque(data);
        inserted = data + turn * count;
        insert_members(list, inserted, count);
      },
      [&] { return list.links(inserted); });
}
BENCHMARK(skiplist_insert)->Name("skiplist/insert")->Arg(1024);

[[gnu::noinline]] void rank_all(const SkipList& list, const Member* members,
                                const std::uint16_t* wanted, std::size_t count,
                                std::uint32_t* ranks) {
  for (std::size_t i = 0; i < count; ++i) ranks[i] = list.rank_of(members[wanted[i]]);
}

// Every eighth member of the set was not inserted.
void skiplist_lookup(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Buffer<Member> members = draw_members(count + count / 8, seed(0x191));
  SkipList list(count);
  insert_members(list, members.data(), count);
  Turns turns(state, 8);
  Buffer<std::uint16_t> wanted(static_cast<std::size_t>(turns.count()) * count, 192);
  Random random(seed(0x192));
  for (std::uint16_t& one : wanted)
    one = static_cast<std::uint16_t>(random.below(static_cast<std::uint32_t>(members.size())));
  Buffer<std::uint32_t> ranks(count, 8192);
  const std::uint16_t* data = wanted.data();
  in_turns(
      state, {count, "members"}, turns, [&] { poison(ranks); },
      [&](std::uint64_t turn) {
        opaque(data);
        rank_all(list, members.data(), data + turn * count, count, ranks.data());
      },
      [&] { return Fnv1a64().add(ranks); });
}
BENCHMARK(skiplist_lookup)->Name("skiplist/lookup")->Arg(1024);

}  // namespace
}  // namespace assay
