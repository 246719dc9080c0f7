// SPDX-License-Identifier: Apache-2.0
// The kernels of attention.h, written with Highway. Four keys at a time share what is loaded of the
// query, and four values what is loaded and stored of the outputs.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "attention.h"
#include "matrix_highway.h"
#include "parts_highway.h"
#include "rows.h"
#include "rows_highway.h"

namespace assay::ASSAY_VARIANT {
namespace {

// The scores of as many keys as are taken together.
inline void scores_together(const float* __restrict query, const float* __restrict keys,
                            std::size_t step, std::size_t elements, float scale,
                            float* __restrict scores) {
  const std::size_t lanes = hn::Lanes(Floats());
  Reals sums0 = hn::Zero(Floats()), sums1 = sums0, sums2 = sums0, sums3 = sums0;
  const auto add = [=](std::size_t e, const auto& part, Reals& a, Reals& b, Reals& c, Reals& d) {
    const Reals factor = part.load(query + e);
    a = hn::MulAdd(factor, part.load(keys + e), a);
    b = hn::MulAdd(factor, part.load(keys + step + e), b);
    c = hn::MulAdd(factor, part.load(keys + 2 * step + e), c);
    d = hn::MulAdd(factor, part.load(keys + 3 * step + e), d);
  };
  std::size_t e = 0;
  for (; e + lanes <= elements; e += lanes) add(e, WholeVector(), sums0, sums1, sums2, sums3);
  if (e < elements) add(e, Rest{elements - e}, sums0, sums1, sums2, sums3);
  scores[0] = scale * hn::ReduceSum(Floats(), sums0);
  scores[1] = scale * hn::ReduceSum(Floats(), sums1);
  scores[2] = scale * hn::ReduceSum(Floats(), sums2);
  scores[3] = scale * hn::ReduceSum(Floats(), sums3);
}

inline void scores_of(const float* query, const HeadRows& keys, std::size_t n, float* scores) {
  const float scale = 1.0F / std::sqrt(static_cast<float>(keys.elements));
  std::size_t k = 0;
  for (; k + kTogether <= n; k += kTogether) {
    scores_together(query, keys[k], keys.step, keys.elements, scale, scores + k);
  }
  for (; k < n; ++k) scores[k] = scale * dot(query, keys[k], keys.elements);
}

// out += weights * values
inline void add_weighted(const float* weights, const HeadRows& values, std::size_t n, float* out) {
  const std::size_t step = values.step;
  std::size_t k = 0;
  for (; k + kTogether <= n; k += kTogether) {
    const float w0 = weights[k], w1 = weights[k + 1], w2 = weights[k + 2], w3 = weights[k + 3];
    const float* const value = values[k];
    each_vector(values.elements, [=](std::size_t e, auto part) {
      Reals sums = hn::MulAdd(constant(w0), part.load(value + e), part.load(out + e));
      sums = hn::MulAdd(constant(w1), part.load(value + step + e), sums);
      sums = hn::MulAdd(constant(w2), part.load(value + 2 * step + e), sums);
      sums = hn::MulAdd(constant(w3), part.load(value + 3 * step + e), sums);
      part.store(sums, out + e);
    });
  }
  for (; k < n; ++k) {
    const float weight = weights[k];
    const float* const value = values[k];
    each_vector(values.elements, [=](std::size_t e, auto part) {
      part.store(hn::MulAdd(constant(weight), part.load(value + e), part.load(out + e)), out + e);
    });
  }
}

// As attend() in attention.h; the scores become weights.
inline void attend_keys(OnlineSoftmax& state, std::size_t query, float* scores, std::size_t n,
                        const HeadRows& values) {
  const float most = std::max(state.most[query], largest_of(scores, n));
  const float shrink = assay::exp_of(state.most[query] - most);
  float* const out = state.values[query];
  scale_to(out, shrink, out, values.elements);
  state.sum[query] = state.sum[query] * shrink + exponentials(scores, scores, n, most);
  add_weighted(scores, values, n, out);
  state.most[query] = most;
}

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
          scores_of(in.queries + (q0 + q) * row + column, {in.keys + first, row, n}, keys, scores);
          attend_keys(state, q, scores, keys, {in.values + first, row, n});
        }
      }
      for (std::size_t q = 0; q < queries; ++q) {
        scale_to(state.values[q], 1.0F / state.sum[q], out + (q0 + q) * row + column, n);
      }
    }
  }
}

[[gnu::noinline]] inline void attention_decode(AttentionInput in, float* __restrict scores,
                                               float* __restrict out, const DecodeShape& shape) {
  const std::size_t group = shape.query_heads / shape.key_heads, n = shape.positions;
  for (std::size_t head = 0; head < shape.query_heads; ++head, out += kMostElements) {
    const std::size_t first = head / group * n * kMostElements;
    const HeadRows keys{in.keys + first, kMostElements, kMostElements};
    const HeadRows values{in.values + first, kMostElements, kMostElements};
    scores_of(in.queries + head * kMostElements, keys, n, scores);
    const float sum = exponentials(scores, scores, n, largest_of(scores, n));
    std::fill_n(out, kMostElements, 0.0F);
    add_weighted(scores, values, n, out);
    scale_to(out, 1.0F / sum, out, kMostElements);
  }
}

[[gnu::noinline]] inline void rope(const float* __restrict x, const float* __restrict table,
                                   float* __restrict y, const HeadShape& shape) {
  const std::size_t pairs = shape.elements / 2;
  for (std::size_t p = 0; p < shape.positions; ++p, table += shape.elements) {
    for (std::size_t h = 0; h < shape.heads; ++h, x += shape.elements, y += shape.elements) {
      each_vector(pairs, [=](std::size_t i, auto part) {
        const Reals a = part.load(x + i), b = part.load(x + pairs + i);
        const Reals cosine = part.load(table + i), sine = part.load(table + pairs + i);
        part.store(hn::NegMulAdd(b, sine, hn::Mul(a, cosine)), y + i);
        part.store(hn::MulAdd(a, sine, hn::Mul(b, cosine)), y + pairs + i);
      });
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
