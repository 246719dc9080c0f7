// SPDX-License-Identifier: Apache-2.0
// A layer of a decoder like LLaMA over a whole prompt, put together from the operators of this
// suite.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "attention.h"
#include "golden.h"
#include "inputs.h"
#include "matrix.h"
#include "networks.h"
#include "opaque.h"
#include "rows.h"

namespace assay {
namespace {

// x += attention(norm(x)); x += feed-forward(norm(x)). The feed-forward part has 43/16 as many
// elements as a row, as LLaMA's 11,008 and 4,096.
struct Decoder {
  HeadShape shape;
  std::size_t hidden, wide;
  float weight;  // keeps sums near 1
  Buffer<float> in, norm1, norm2, query, key, value, output, gate, up, down, angles;
  Buffer<float> query_panels, key_panels, value_panels, output_panels, gate_panels, up_panels,
      down_panels;
  Buffer<float> normed, queries, keys, turned, turned_keys, values, attended, gates, ups, out;

  Decoder(std::size_t elements, std::size_t heads, std::size_t positions)
      : shape{positions, heads, elements / heads},
        hidden(elements),
        wide(elements * 43 / 16),
        weight(elements < 128 ? 0.25F : 0.125F),
        in(signed_reals(shape.size(), 1.0F, seed(0x180))),
        norm1(positive<float>(hidden, seed(0x181))),
        norm2(positive<float>(hidden, seed(0x182))),
        query(signed_reals(hidden * hidden, weight, seed(0x183))),
        key(signed_reals(hidden * hidden, weight, seed(0x184))),
        value(signed_reals(hidden * hidden, weight, seed(0x185))),
        output(signed_reals(hidden * hidden, weight, seed(0x186))),
        gate(signed_reals(hidden * wide, weight, seed(0x187))),
        up(signed_reals(hidden * wide, weight, seed(0x188))),
        down(signed_reals(wide * hidden, weight, seed(0x189))),
        angles(rotations(positions, shape.elements, 192)),
        query_panels(packed_panels(query, hidden, hidden, 384)),
        key_panels(packed_panels(key, hidden, hidden, 576)),
        value_panels(packed_panels(value, hidden, hidden, 768)),
        output_panels(packed_panels(output, hidden, hidden, 960)),
        gate_panels(packed_panels(gate, wide, hidden, 1152)),
        up_panels(packed_panels(up, wide, hidden, 1344)),
        down_panels(packed_panels(down, hidden, wide, 1536)),
        normed(shape.size(), 1728),
        queries(shape.size(), 1920),
        keys(shape.size(), 2112),
        turned(shape.size(), 2304),
        turned_keys(shape.size(), 2496),
        values(shape.size(), 2688),
        attended(shape.size(), 2880),
        gates(positions * wide, 3072),
        ups(positions * wide, 3264),
        out(shape.size(), 3456) {}

  std::size_t products() const {
    return shape.positions * hidden * (4 * hidden + 3 * wide + shape.positions);
  }
};

// SwiGLU (Shazeer 2020).
[[gnu::noinline]] void gate_in_place(float* __restrict x, const float* __restrict up,
                                     std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] = silu_of(x[i]) * up[i];
}

[[gnu::noinline]] void run_decoder(Decoder& d) {
  const std::size_t rows = d.shape.positions, n = d.hidden;
  rms_norm_rows(d.in.data(), d.norm1.data(), d.normed.data(), rows, n);
  gemm(d.normed.data(), d.query_panels.data(), d.queries.data(), {rows, n, n});
  gemm(d.normed.data(), d.key_panels.data(), d.keys.data(), {rows, n, n});
  gemm(d.normed.data(), d.value_panels.data(), d.values.data(), {rows, n, n});
  rope(d.queries.data(), d.angles.data(), d.turned.data(), d.shape);
  rope(d.keys.data(), d.angles.data(), d.turned_keys.data(), d.shape);
  attention_prefill({d.turned.data(), d.turned_keys.data(), d.values.data()}, d.attended.data(),
                    d.shape);
  gemm(d.attended.data(), d.output_panels.data(), d.queries.data(), {rows, n, n});
  add_to(d.queries.data(), d.in.data(), rows * n);
  rms_norm_rows(d.queries.data(), d.norm2.data(), d.normed.data(), rows, n);
  gemm(d.normed.data(), d.gate_panels.data(), d.gates.data(), {rows, d.wide, n});
  gemm(d.normed.data(), d.up_panels.data(), d.ups.data(), {rows, d.wide, n});
  gate_in_place(d.gates.data(), d.ups.data(), rows * d.wide);
  gemm(d.gates.data(), d.down_panels.data(), d.out.data(), {rows, n, d.wide});
  add_to(d.out.data(), d.queries.data(), rows * n);
}

Reals normed_by_definition(const Reals& x, const Buffer<float>& scale) {
  const std::size_t n = scale.size();
  Reals y(x.size());
  for (std::size_t first = 0; first < x.size(); first += n) {
    double squares = 0.0;
    for (std::size_t i = 0; i < n; ++i) squares += x[first + i] * x[first + i];
    const double root = std::sqrt(squares / static_cast<double>(n) + double{kEpsilon});
    for (std::size_t i = 0; i < n; ++i) y[first + i] = x[first + i] / root * double{scale[i]};
  }
  return y;
}

// A pair as a complex number times e^(i angle).
Reals turned_by_definition(const Reals& x, const HeadShape& shape) {
  Reals y(x.size());
  const std::size_t pairs = shape.elements / 2;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t pair = i % shape.elements;
    if (pair >= pairs) continue;
    const double angle = angle_of(i / shape.row(), pair, shape.elements);
    y[i] = x[i] * std::cos(angle) - x[i + pairs] * std::sin(angle);
    y[i + pairs] = x[i] * std::sin(angle) + x[i + pairs] * std::cos(angle);
  }
  return y;
}

// All keys up to the query's own position, one after the other.
void attend_by_definition(const Reals& queries, const Reals& keys, const Reals& values,
                          const HeadShape& shape, std::size_t first, Reals& y) {
  double weights = 0.0;
  for (std::size_t k = first % shape.row(); k <= first; k += shape.row()) {
    double score = 0.0;
    for (std::size_t e = 0; e < shape.elements; ++e) score += queries[first + e] * keys[k + e];
    const double weight = std::exp(score / std::sqrt(static_cast<double>(shape.elements)));
    weights += weight;
    for (std::size_t e = 0; e < shape.elements; ++e) y[first + e] += weight * values[k + e];
  }
  for (std::size_t e = 0; e < shape.elements; ++e) y[first + e] /= weights;
}

std::vector<Exact> by_definition(const Decoder& d) {
  const Reals in(d.in.begin(), d.in.end());
  const Reals normed = normed_by_definition(in, d.norm1);
  const Reals queries =
      turned_by_definition(product_by_definition(normed, d.query, d.hidden), d.shape);
  const Reals keys = turned_by_definition(product_by_definition(normed, d.key, d.hidden), d.shape);
  const Reals values = product_by_definition(normed, d.value, d.hidden);
  Reals attended(in.size());
  for (std::size_t first = 0; first < in.size(); first += d.shape.elements) {
    attend_by_definition(queries, keys, values, d.shape, first, attended);
  }
  Reals residual = product_by_definition(attended, d.output, d.hidden);
  for (std::size_t i = 0; i < in.size(); ++i) residual[i] += in[i];
  const Reals again = normed_by_definition(residual, d.norm2);
  Reals gates = product_by_definition(again, d.gate, d.wide);
  const Reals ups = product_by_definition(again, d.up, d.wide);
  for (std::size_t i = 0; i < gates.size(); ++i) gates[i] *= ups[i] / (1.0 + std::exp(-gates[i]));
  return last_by_definition(residual, gates, d.down, d.hidden);
}

// Elements of a row, heads, positions.
void transformer_layer(benchmark::State& state) {
  Decoder decoder(extent(state, 0), extent(state, 1), extent(state, 2));
  Decoder* d = &decoder;
  run(
      state, {std::uint64_t{2} * decoder.products(), "operations"}, decoder.out,
      {decoder.products() / decoder.out.size(), kF32Threshold},
      [&] {
        opaque(d);
        run_decoder(*d);
      },
      [exact = by_definition(decoder)](std::size_t i) { return exact[i]; });
}
BENCHMARK(transformer_layer)->Args({48, 2, 18})->Args({256, 4, 32});

}  // namespace
}  // namespace assay
