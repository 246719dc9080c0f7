// SPDX-License-Identifier: Apache-2.0
// Choosing by score: the best tokens of a vocabulary, and the best boxes of a detector. Scores of
// each pass are those in memory times an odd number, so no pass repeats the decisions of another.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "golden.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

struct Candidate {
  float logit;
  std::int32_t token;
};

// Of equal logits the first token is the better one.
bool is_worse(const Candidate& a, const Candidate& b) {
  return a.logit < b.logit || (a.logit == b.logit && a.token > b.token);
}

// The worst candidate is at the root of the heap.
void sift_down(std::span<Candidate> heap, std::size_t at) {
  const Candidate moved = heap[at];
  for (std::size_t child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
    if (child + 1 < heap.size() && is_worse(heap[child + 1], heap[child])) ++child;
    if (!is_worse(heap[child], moved)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = moved;
}

// 24 bits with sign: exact in float.
inline float logit_of(std::uint32_t key, std::uint32_t factor) {
  return static_cast<float>(static_cast<std::int32_t>(key * factor) >> 8);
}

// Leaves the best in falling order.
[[gnu::noinline]] void top_k_of(std::span<const std::uint32_t> keys, std::uint32_t factor,
                                std::span<Candidate> best) {
  for (std::size_t i = 0; i < best.size(); ++i) {
    best[i] = {logit_of(keys[i], factor), static_cast<std::int32_t>(i)};
  }
  for (std::size_t i = best.size() / 2; i-- > 0;) sift_down(best, i);
  for (std::size_t i = best.size(); i < keys.size(); ++i) {
    const float logit = logit_of(keys[i], factor);
    if (logit > best[0].logit) {
      best[0] = {logit, static_cast<std::int32_t>(i)};
      sift_down(best, 0);
    }
  }
  for (std::size_t n = best.size(); n-- > 1;) {
    std::swap(best[0], best[n]);
    sift_down(best.first(n), 0);
  }
}

// 40 of 32,000 logits, as a sampler takes them. About 270 logits enter the heap, with some five
// comparisons each: 64 inputs.
void top_k(benchmark::State& state) {
  const auto keys = random_buffer<std::uint32_t>(extent(state, 0), seed(0x170));
  Buffer<Candidate> best(extent(state, 1), 192);
  Turns turns(state, 64);
  in_turns(
      state, {keys.size(), "elements"}, turns, [&] { poison(best); },
      [&](std::uint64_t turn) {
        top_k_of(keys.span(), static_cast<std::uint32_t>(key_of(turn) + 1), best.span());
      },
      [&] {
        Fnv1a64 hash;
        for (const Candidate& candidate : best)
          hash.add(candidate.token).add(static_cast<std::int32_t>(candidate.logit));
        return hash;
      });
}
BENCHMARK(top_k)->Args({32000, 40});

// Whole coordinates below 2,048: areas are exact in float.
struct Box {
  float left, top, right, bottom;

  float area() const { return (right - left) * (bottom - top); }
};

// More than half of their union is common to both; without a division.
inline bool overlap(const Box& a, const Box& b) {
  const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  if (width <= 0.0F || height <= 0.0F) return false;
  const float common = width * height;
  return 2 * common > a.area() + b.area() - common;
}

struct Detector {
  Buffer<Box> boxes, kept;
  Buffer<std::uint32_t> scores;
  Buffer<std::uint64_t> order;  // score above, number of the box from the end below
  Buffer<std::uint32_t> numbers;

  explicit Detector(std::size_t n)
      : boxes(n), kept(n, 192), scores(n, 384), order(n, 576), numbers(n, 768) {}
};

// Greedy: the best box is kept, and whatever overlaps a kept box is not. Returns how many are kept.
[[gnu::noinline]] std::size_t suppress(Detector& d, std::uint32_t factor) {
  const std::size_t n = d.boxes.size();
  for (std::size_t i = 0; i < n; ++i) {
    d.order[i] = std::uint64_t{d.scores[i] * factor} << 32 | (0xffffffffu - i);
  }
  std::sort(d.order.begin(), d.order.end());
  std::size_t count = 0;
  for (std::size_t i = n; i-- > 0;) {
    const auto number = 0xffffffffu - static_cast<std::uint32_t>(d.order[i]);
    const Box box = d.boxes[number];
    std::size_t k = 0;
    while (k < count && !overlap(box, d.kept[k])) ++k;
    if (k < count) continue;
    d.kept[count] = box;
    d.numbers[count++] = number;
  }
  return count;
}

// Eight boxes an object, each side moved by up to eight pixels.
void place_boxes(std::span<Box> boxes, Random& random) {
  const auto coordinate = [&random](std::uint32_t bound) {
    return static_cast<float>(random.below(bound));
  };
  Box object{};
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i % 8 == 0) {
      object.left = 16 + coordinate(1024);
      object.top = 16 + coordinate(1024);
      object.right = object.left + 32 + coordinate(128);
      object.bottom = object.top + 32 + coordinate(128);
    }
    boxes[i].left = object.left + coordinate(17) - 8;
    boxes[i].top = object.top + coordinate(17) - 8;
    boxes[i].right = object.right + coordinate(17) - 8;
    boxes[i].bottom = object.bottom + coordinate(17) - 8;
  }
}

// To sort 1,000 scores decides log2(1000!) = 8,530 bits, and the tests of overlap come on top:
// 16 inputs.
void non_maximum_suppression(benchmark::State& state) {
  Detector detector(extent(state, 0));
  Random random(seed(0x171));
  place_boxes(detector.boxes.span(), random);
  fill(detector.scores.span(), random);
  Turns turns(state, 16);
  std::size_t count = 0;
  in_turns(
      state, {detector.boxes.size(), "boxes"}, turns, [&] { poison(detector.numbers); },
      [&](std::uint64_t turn) {
        count = suppress(detector, static_cast<std::uint32_t>(key_of(turn) + 1));
        used(count);
      },
      [&] { return Fnv1a64().add(detector.numbers.span().first(count)); });
}
BENCHMARK(non_maximum_suppression)->Name("nms")->Arg(1000);

}  // namespace
}  // namespace assay
