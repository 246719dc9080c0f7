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

// The keys or the values of one head: `elements` each, `step` apart.
struct HeadRows {
  const float* first;
  std::size_t step, elements;

  const float* operator[](std::size_t k) const { return first + k * step; }
};

// Four keys share what is loaded of the query, and four values what is loaded and stored of the
// outputs.
constexpr std::size_t kTogether = 4;

// In eight partial sums each: a compiler may not reorder one sum.
inline void score_together(const float* __restrict query, const float* __restrict keys,
                           const HeadRows& rows, float scale, float* __restrict scores) {
  float sums[kTogether][kLanes] = {};
  const std::size_t whole = rows.elements / kLanes * kLanes;
  for (std::size_t e = 0; e < whole; e += kLanes) {
    for (std::size_t k = 0; k < kTogether; ++k) {
      for (std::size_t l = 0; l < kLanes; ++l) {
        sums[k][l] += query[e + l] * keys[k * rows.step + e + l];
      }
    }
  }
  for (std::size_t k = 0; k < kTogether; ++k) {
    float sum = 0.0F;
    for (const float part : sums[k]) sum += part;
    for (std::size_t e = whole; e < rows.elements; ++e) sum += query[e] * keys[k * rows.step + e];
    scores[k] = scale * sum;
  }
}

inline void score(const float* query, const HeadRows& keys, std::size_t n, float* scores) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(keys.elements));
  std::size_t k = 0;
  for (; k + kTogether <= n; k += kTogether)
    score_together(query, keys[k], keys, scale, scores + k);
  for (; k < n; ++k) scores[k] = scale * dot(query, keys[k], keys.elements);
}

// Scores become weights, relative to e^most. Returns their sum.
inline float weigh(float* scores, std::size_t n, float most) {
  for (std::size_t k = 0; k < n; ++k) scores[k] = exp_of(scores[k] - most);
  return sum_of(n, [scores](std::size_t k) { return scores[k]; });
}

// out += weights * values
inline void add_values(const float* __restrict weights, const HeadRows& values, std::size_t n,
                       float* __restrict out) {
  std::size_t k = 0;
  for (; k + kTogether <= n; k += kTogether) {
    const float w0 = weights[k], w1 = weights[k + 1], w2 = weights[k + 2], w3 = weights[k + 3];
    const float *const v0 = values[k], *const v1 = values[k + 1];
    const float *const v2 = values[k + 2], *const v3 = values[k + 3];
    for (std::size_t e = 0; e < values.elements; ++e) {
      out[e] = out[e] + w0 * v0[e] + w1 * v1[e] + w2 * v2[e] + w3 * v3[e];
    }
  }
  for (; k < n; ++k) {
    const float weight = weights[k];
    const float* const value = values[k];
    for (std::size_t e = 0; e < values.elements; ++e) out[e] += weight * value[e];
  }
}

// What a tile of queries has of the keys seen so far: outputs before division by `sum`, both
// relative to e^most.
struct OnlineSoftmax {
  float most[kQueryTile], sum[kQueryTile];
  float values[kQueryTile][kMostElements];
};

struct AttentionInput {
  const float *queries, *keys, *values;
};

// One query of the tile with n keys: the old outputs shrink where a larger score comes.
inline void attend(OnlineSoftmax& state, std::size_t query, float* __restrict scores, std::size_t n,
                   const HeadRows& values) {
  const float most = std::max(state.most[query], largest_of(scores, n));
  const float shrink = exp_of(state.most[query] - most);
  float* const out = state.values[query];
  for (std::size_t e = 0; e < values.elements; ++e) out[e] *= shrink;
  state.sum[query] = state.sum[query] * shrink + weigh(scores, n, most);
  add_values(scores, values, n, out);
  state.most[query] = most;
}

// FlashAttention (Dao et al. 2022): no row of scores is ever whole. Causal: a query sees the keys
// up to its own position.
[[gnu::noinline]] inline void attention_prefill(AttentionInput in, float* __restrict out,
                                                const HeadShape& shape) {
  OnlineSoftmax state;
  float scores[kKeyTile];
  const std::size_t row = shape.row(), n = shape.elements;
  for (std::size_t column = 0; column < row; column += n) {
    for (std::size_t q0 = 0; q0 < shape.positions; q0 += kQueryTile) {
      const std::size_t queries = std::min(kQueryTile, shape.positions - q0);
      for (std::size_t q = 0; q < queries; ++q) {
        state.most[q] = -1e30F, state.sum[q] = 0.0F;
        std::fill_n(state.values[q], n, 0.0F);
      }
      for (std::size_t k0 = 0; k0 < q0 + queries; k0 += kKeyTile) {
        for (std::size_t q = k0 > q0 ? k0 - q0 : 0; q < queries; ++q) {
          const std::size_t keys = std::min(kKeyTile, q0 + q + 1 - k0), first = k0 * row + column;
          score(in.queries + (q0 + q) * row + column, {in.keys + first, row, n}, keys, scores);
          attend(state, q, scores, keys, {in.values + first, row, n});
        }
      }
      for (std::size_t q = 0; q < queries; ++q) {
        float* const to = out + (q0 + q) * row + column;
        const float factor = 1.0F / state.sum[q];
        for (std::size_t e = 0; e < n; ++e) to[e] = state.values[q][e] * factor;
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
  const std::size_t group = shape.query_heads / shape.key_heads, n = shape.positions;
  for (std::size_t head = 0; head < shape.query_heads; ++head) {
    const std::size_t first = head / group * n * kMostElements;
    score(in.queries + head * kMostElements, {in.keys + first, kMostElements, kMostElements}, n,
          scores);
    const float factor = 1.0F / weigh(scores, n, largest_of(scores, n));
    float sums[kMostElements] = {};
    add_values(scores, {in.values + first, kMostElements, kMostElements}, n, sums);
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
