// SPDX-License-Identifier: Apache-2.0
// Linked lists in one pool of nodes: sorted insertion, reversal, and a walk over nodes that lie in
// the order of the list or at random.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

struct Node {
  Node* next;
  std::uint32_t key;
  std::uint32_t number;  // of which insert() makes the keys
};

// A new node goes before the first whose key isn't less.
Node* insert_sorted(Node* head, Node* node) {
  Node** link = &head;
  while (*link != nullptr && (*link)->key < node->key) link = &(*link)->next;
  node->next = *link;
  *link = node;
  return head;
}

// At most one key more than there are nodes: a wrong loop may have made a ring of the list.
Fnv1a64 keys_in_order(const Node* head, std::size_t nodes) {
  Fnv1a64 hash;
  for (std::size_t i = 0; i <= nodes && head != nullptr; ++i, head = head->next)
    hash.add(head->key);
  return hash;
}

// Where a node goes is one decision. Each pass has other keys, of which so many times as many nodes
// come before the first ones again: a multiplication and a store for each insertion.
constexpr std::uint64_t kDecisions = 65536;

std::uint32_t key_in(std::uint64_t turn, std::uint32_t number) {
  return number * (static_cast<std::uint32_t>(key_of(turn)) + 1);
}

[[gnu::noinline]] Node* build(Buffer<Node>& pool, std::uint64_t turn) {
  Node* head = nullptr;
  for (Node& node : pool) {
    node.key = key_in(turn, node.number);
    head = insert_sorted(head, &node);
  }
  return head;
}

// What the list must be, without it.
Fnv1a64 keys_sorted(const Buffer<Node>& pool, std::uint64_t turn) {
  Buffer<std::uint32_t> keys(pool.size());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = key_in(turn, pool[i].number);
  std::sort(keys.begin(), keys.end());
  return Fnv1a64().add(keys.span());
}

void insert(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Buffer<Node> pool(count);
  Random random(seed(0x250));
  for (Node& node : pool) node.number = static_cast<std::uint32_t>(random.next() >> 32);
  Node* head = build(pool, 0);
  const Checksum checksum(keys_in_order(head, count));
  head = nullptr;
  for (Node& node : pool) node.next = nullptr;
  Turns turns(state, kDecisions / count);
  for (auto _ : slices(state)) {
    head = build(pool, turns.next());
    opaque(head);
  }
  report(state, Work{count, "insertions"}, checksum,
         Left{Checksum(keys_in_order(head, count)),
              Checksum(keys_sorted(pool, turns.last_of(passes_done(state))))});
}

// Nodes linked in the order of the pool, or in a random one; keys are the places in the list.
Node* link(Buffer<Node>& pool, bool random_order, std::uint64_t seed_value) {
  const auto count = static_cast<std::uint32_t>(pool.size());
  Buffer<std::uint32_t> order(count);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  Random random(seed_value);
  if (random_order)
    for (std::uint32_t left = count; left > 1; --left)
      std::swap(order[left - 1], order[random.below(left)]);
  for (std::uint32_t i = 0; i < count; ++i) {
    pool[order[i]].key = static_cast<std::uint32_t>(random.next() >> 32);
    pool[order[i]].next = i + 1 < count ? &pool[order[i + 1]] : nullptr;
  }
  return &pool[order[0]];
}

Node* reversed(Node* head) {
  Node* done = nullptr;
  while (head != nullptr) {
    Node* const next = std::exchange(head->next, done);
    done = std::exchange(head, next);
  }
  return done;
}

void reverse(benchmark::State& state) {
  Buffer<Node> pool(static_cast<std::size_t>(state.range(0)));
  Node* head = link(pool, true, seed(0x251));
  const Checksum unreversed(keys_in_order(head, pool.size()));
  head = reversed(head);
  const Checksum checksum(keys_in_order(head, pool.size()));
  for (auto _ : slices(state)) {
    head = reversed(head);
    opaque(head);
  }
  // As in copy.cc, an even number of passes leaves what was there before.
  report(state, Work{pool.size(), "nodes"}, checksum,
         Left{Checksum(keys_in_order(head, pool.size())),
              passes_done(state) % 2 == 0 ? checksum : unreversed});
}

std::uint32_t fold(const Node* head) {
  std::uint32_t folded = 0;
  for (; head != nullptr; head = head->next) folded = folded * 31 + head->key;
  return folded;
}

void walk(benchmark::State& state, bool random_order, std::uint64_t seed_value) {
  Buffer<Node> pool(static_cast<std::size_t>(state.range(0)));
  const Node* head = link(pool, random_order, seed_value);
  const std::uint32_t once = fold(head);
  std::uint32_t folded = 0;
  for (auto _ : slices(state)) {
    opaque(head);
    folded += fold(head);
    opaque(folded);
  }
  report(state, Work{pool.size(), "nodes"}, Checksum(once),
         Left{Checksum(folded), Checksum(static_cast<std::uint32_t>(passes_done(state) * once))});
}

void walk_in_order(benchmark::State& state) { walk(state, false, seed(0x252)); }
void walk_shuffled(benchmark::State& state) { walk(state, true, seed(0x253)); }

BENCHMARK(insert)->Name("list/insert")->Arg(16)->Arg(256);
BENCHMARK(reverse)->Name("list/reverse")->Arg(4096);
BENCHMARK(walk_in_order)->Name("list/walk_ordered")->Arg(4096);
BENCHMARK(walk_shuffled)->Name("list/walk_shuffled")->Arg(4096);

}  // namespace
}  // namespace assay
