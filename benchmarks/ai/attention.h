// SPDX-License-Identifier: Apache-2.0
// Attention and rotary positions. Queries, keys and values are [position][head][element]; the cache
// of a decoder is [head][position][element].
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "inputs.h"
#include "matrix.h"
#include "rows.h"

namespace assay {
namespace {

struct HeadShape {
  std::size_t positions, heads, elements;  // elements of one head, at most kMostElements

  std::size_t row() const { return heads * elements; }
  std::size_t size() const { return positions * row(); }
};

constexpr std::size_t kMostElements = 128, kQueryTile = 16, kKeyTile = 16;

// What a tile of queries has of the keys seen so far: outputs before division by `sum`, both
// relative to e^most.
struct OnlineSoftmax {
  float most[kQueryTile], sum[kQueryTile];
  float values[kQueryTile][kMostElements];
};

struct AttentionInput {
  const float *queries, *keys, *values;
};

// One query of the tile with `keys` keys: the old outputs shrink where a larger score comes.
inline void attend(OnlineSoftmax& state, std::size_t query, const float* __restrict scores,
                   std::size_t keys, const float* __restrict values, const HeadShape& shape) {
  const float most = std::max(state.most[query], largest_of(scores, keys));
  const float shrink = exp_of(state.most[query] - most);
  float* const out = state.values[query];
  for (std::size_t e = 0; e < shape.elements; ++e) out[e] *= shrink;
  float sum = state.sum[query] * shrink;
  for (std::size_t k = 0; k < keys; ++k) {
    const float weight = exp_of(scores[k] - most);
    sum += weight;
    for (std::size_t e = 0; e < shape.elements; ++e) out[e] += weight * values[k * shape.row() + e];
  }
  state.most[query] = most;
  state.sum[query] = sum;
}

// FlashAttention (Dao et al. 2022): no row of scores is ever whole. Causal: a query sees the keys
// up to its own position.
[[gnu::noinline]] inline void attention_prefill(AttentionInput in, float* __restrict out,
                                                const HeadShape& shape) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(shape.elements));
  OnlineSoftmax state;
  float scores[kKeyTile];
  for (std::size_t head = 0; head < shape.heads; ++head) {
    const std::size_t column = head * shape.elements;
    for (std::size_t q0 = 0; q0 < shape.positions; q0 += kQueryTile) {
      const std::size_t queries = std::min(kQueryTile, shape.positions - q0);
      for (std::size_t q = 0; q < queries; ++q) {
        state.most[q] = -1e30F, state.sum[q] = 0.0F;
        std::fill_n(state.values[q], shape.elements, 0.0F);
      }
      for (std::size_t k0 = 0; k0 < q0 + queries; k0 += kKeyTile) {
        for (std::size_t q = k0 > q0 ? k0 - q0 : 0; q < queries; ++q) {
          const std::size_t keys = std::min(kKeyTile, q0 + q + 1 - k0);
          const float* const query = in.queries + (q0 + q) * shape.row() + column;
          for (std::size_t k = 0; k < keys; ++k) {
            const float* const key = in.keys + (k0 + k) * shape.row() + column;
            scores[k] = scale * dot(query, key, shape.elements);
          }
          attend(state, q, scores, keys, in.values + k0 * shape.row() + column, shape);
        }
      }
      for (std::size_t q = 0; q < queries; ++q) {
        float* const to = out + (q0 + q) * shape.row() + column;
        const float factor = 1.0F / state.sum[q];
        for (std::size_t e = 0; e < shape.elements; ++e) to[e] = state.values[q][e] * factor;
      }
    }
  }
}

struct DecodeShape {
  std::size_t query_heads, key_heads, positions;
};

// One new query a head; query heads share the keys and values of a group (Ainslie et al. 2023).
[[gnu::noinline]] inline void attention_decode(AttentionInput in, float* __restrict scores,
                                               float* __restrict out, const DecodeShape& shape) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(kMostElements));
  const std::size_t group = shape.query_heads / shape.key_heads, n = shape.positions;
  for (std::size_t head = 0; head < shape.query_heads; ++head) {
    const std::size_t first = head / group * n * kMostElements;
    const float* const query = in.queries + head * kMostElements;
    for (std::size_t k = 0; k < n; ++k) {
      scores[k] = scale * dot(query, in.keys + first + k * kMostElements, kMostElements);
    }
    const float most = largest_of(scores, n);
    float sum = 0.0F;
    float sums[kMostElements] = {};
    for (std::size_t k = 0; k < n; ++k) {
      const float weight = exp_of(scores[k] - most);
      const float* const value = in.values + first + k * kMostElements;
      sum += weight;
      for (std::size_t e = 0; e < kMostElements; ++e) sums[e] += weight * value[e];
    }
    const float factor = 1.0F / sum;
    float* const to = out + head * kMostElements;
    for (std::size_t e = 0; e < kMostElements; ++e) to[e] = sums[e] * factor;
  }
}

// By which the numbers of a pair turn (Su et al. 2021).
inline double angle_of(std::size_t position, std::size_t pair, std::size_t elements) {
  const double power = 2.0 * static_cast<double>(pair) / static_cast<double>(elements);
  return static_cast<double>(position) * std::pow(10000.0, -power);
}

// Cosine of each position and pair, then sine; from double, since a table is made once.
inline Buffer<float> rotations(std::size_t positions, std::size_t elements,
                               std::size_t offset_bytes) {
  const std::size_t pairs = elements / 2;
  Buffer<float> table(positions * elements, offset_bytes);
  for (std::size_t p = 0; p < positions; ++p) {
    for (std::size_t i = 0; i < pairs; ++i) {
      const double angle = angle_of(p, i, elements);
      table[p * elements + i] = static_cast<float>(std::cos(angle));
      table[p * elements + pairs + i] = static_cast<float>(std::sin(angle));
    }
  }
  return table;
}

// RoPE (Su et al. 2021); the two numbers of a pair are half a head apart, as in LLaMA.
[[gnu::noinline]] inline void rope(const float* __restrict x, const float* __restrict table,
                                   float* __restrict y, const HeadShape& shape) {
  const std::size_t pairs = shape.elements / 2;
  for (std::size_t p = 0; p < shape.positions; ++p) {
    const float* const cosines = table + p * shape.elements;
    const float* const sines = cosines + pairs;
    for (std::size_t h = 0; h < shape.heads; ++h, x += shape.elements, y += shape.elements) {
      for (std::size_t i = 0; i < pairs; ++i) {
        y[i] = x[i] * cosines[i] - x[pairs + i] * sines[i];
        y[pairs + i] = x[i] * sines[i] + x[pairs + i] * cosines[i];
      }
    }
  }
}

}  // namespace
}  // namespace assay
