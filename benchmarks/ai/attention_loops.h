// SPDX-License-Identifier: Apache-2.0
// Attention over a whole prompt and of one new token, and rotary positions, with and without the
// vectoriser, and with Highway. Values are positive, and weights of a softmax are too: nothing
// cancels. Queries and keys have both signs. The exponential is our own (rows.h).
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "attention.h"
#include "golden.h"
#include "inputs.h"
#include "kernels.h"
#include "opaque.h"
#include "variants.h"
#if USES_HIGHWAY
#include "attention_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

// The definition. Outputs of one query and head share their weights, which are kept from one output
// to the next. Positions are `step` elements apart.
class Attended {
 public:
  Attended(std::size_t elements, std::size_t step) : elements_(elements), step_(step) {}

  Exact at(const float* query, const float* keys, const float* values, std::size_t count) {
    if (query != query_) weigh(query, keys, count);
    double sum = 0.0;
    for (std::size_t k = 0; k < count; ++k) sum += weights_[k] * double{values[k * step_]};
    return without_cancellation(sum / sum_of_weights_);
  }

 private:
  void weigh(const float* query, const float* keys, std::size_t count) {
    query_ = query;
    weights_.resize(count);
    sum_of_weights_ = 0.0;
    for (std::size_t k = 0; k < count; ++k) {
      double score = 0.0;
      for (std::size_t e = 0; e < elements_; ++e) {
        score += double{query[e]} * double{keys[k * step_ + e]};
      }
      weights_[k] = std::exp(score / std::sqrt(static_cast<double>(elements_)));
      sum_of_weights_ += weights_[k];
    }
  }

  std::size_t elements_, step_;
  const float* query_ = nullptr;
  std::vector<double> weights_;
  double sum_of_weights_ = 0.0;
};

// Heads, positions; 64 elements a head as in BERT-base. 40 positions are two tiles and a half.
void prefill(benchmark::State& state) {
  const HeadShape shape{extent(state, 1), extent(state, 0), 64};
  const auto queries = signed_reals(shape.size(), 2.0F, seed(0x140));
  const auto keys = signed_reals(shape.size(), 2.0F, seed(0x141), 192);
  const auto values = positive<float>(shape.size(), seed(0x142), 384);
  Buffer<float> result(shape.size(), 576);
  AttentionInput in{queries.data(), keys.data(), values.data()};
  float* out = result.data();
  const std::uint64_t pairs = std::uint64_t{shape.positions} * (shape.positions + 1) / 2;
  Attended attended(shape.elements, shape.row());
  run(
      state, {4 * pairs * shape.row(), "operations"}, result, {2 * shape.positions, kF32Threshold},
      [&] {
        opaque(in.queries), opaque(in.keys), opaque(in.values), opaque(out);
        kernels::attention_prefill(in, out, shape);
      },
      [&](std::size_t i) {
        const std::size_t position = i / shape.row(), column = i % shape.row();
        const std::size_t head = column / shape.elements * shape.elements;
        return attended.at(queries.data() + position * shape.row() + head, keys.data() + head,
                           values.data() + column, position + 1);
      });
}
BENCHMARK(variant<prefill>)
    ->Name("attention_prefill/" ASSAY_VARIANT_NAME)
    ->Args({2, 40})
    ->Args({12, 128});

// Query heads, heads of keys and values, positions in the cache; 128 elements a head.
void decode(benchmark::State& state) {
  const DecodeShape shape{extent(state, 0), extent(state, 1), extent(state, 2)};
  const std::size_t cached = shape.key_heads * shape.positions * kMostElements;
  const auto queries = signed_reals(shape.query_heads * kMostElements, 2.0F, seed(0x143));
  const auto keys = signed_reals(cached, 2.0F, seed(0x144), 192);
  const auto values = positive<float>(cached, seed(0x145), 384);
  Buffer<float> between(shape.positions, 576), result(shape.query_heads * kMostElements, 768);
  AttentionInput in{queries.data(), keys.data(), values.data()};
  float *scores = between.data(), *out = result.data();
  Attended attended(kMostElements, kMostElements);
  run(
      state, {std::uint64_t{4} * shape.query_heads * shape.positions * kMostElements, "operations"},
      result, {2 * shape.positions, kF32Threshold},
      [&] {
        opaque(in.queries), opaque(in.keys), opaque(in.values), opaque(scores), opaque(out);
        kernels::attention_decode(in, scores, out, shape);
      },
      [&](std::size_t i) {
        const std::size_t head = i / kMostElements;
        const std::size_t first =
            head / (shape.query_heads / shape.key_heads) * shape.positions * kMostElements;
        return attended.at(queries.data() + head * kMostElements, keys.data() + first,
                           values.data() + first + i % kMostElements, shape.positions);
      });
}
BENCHMARK(variant<decode>)
    ->Name("attention_decode/" ASSAY_VARIANT_NAME)
    ->Args({8, 2, 70})
    ->Args({32, 8, 256})
    ->Args({32, 8, 1024});

// Positions, heads, elements. A difference of products cancels. The small shape's 22 pairs of a
// head are no whole number of vectors.
void rotary(benchmark::State& state) {
  const HeadShape shape{extent(state, 0), extent(state, 1), extent(state, 2)};
  const std::size_t pairs = shape.elements / 2;
  const auto in = signed_reals(shape.size(), 1.0F, seed(0x146));
  const auto angles = rotations(shape.positions, shape.elements, 192);
  Buffer<float> out(shape.size(), 384);
  const float *x = in.data(), *table = angles.data();
  float* y = out.data();
  run(
      state, {shape.size(), "elements"}, out, {1, kF32Threshold},
      [&] {
        opaque(x), opaque(table), opaque(y);
        kernels::rope(x, table, y, shape);
      },
      [&](std::size_t i) {
        const std::size_t element = i % shape.elements, pair = element % pairs;
        const double angle = angle_of(i / shape.row(), pair, shape.elements);
        const std::size_t first = i - element + pair;
        const double a = in[first], b = in[first + pairs];
        const double cosine = std::cos(angle), sine = std::sin(angle);
        if (element < pairs) {
          return Exact{a * cosine - b * sine, std::abs(a * cosine) + std::abs(b * sine)};
        }
        return Exact{a * sine + b * cosine, std::abs(a * sine) + std::abs(b * cosine)};
      });
}
BENCHMARK(variant<rotary>)
    ->Name("rope/" ASSAY_VARIANT_NAME)
    ->Args({10, 6, 44})
    ->Args({128, 12, 64})
    ->Args({1, 32, 128});

}  // namespace
}  // namespace assay::ASSAY_VARIANT
