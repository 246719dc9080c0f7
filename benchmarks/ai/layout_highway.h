// SPDX-License-Identifier: Apache-2.0
// The kernels of layout_loops.h, written with Highway. Four planes are interleaved by instructions
// for that; runs of eight channels are moved by vectors of at most eight.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "layout.h"
#include "matrix.h"
#include "parts_highway.h"

namespace assay::ASSAY_VARIANT {
namespace {

[[gnu::noinline]] inline void planes_to_blocks(const float* __restrict planes,
                                               float* __restrict blocks, const Planes& shape) {
  constexpr std::size_t kBlock = 4;
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock, planes += kBlock * shape.pixels) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    std::size_t p = 0;
    for (; p + lanes <= shape.pixels; p += lanes, blocks += kBlock * lanes) {
      const float* const from = planes + p;
      auto v1 = hn::Zero(d), v2 = v1, v3 = v1;
      if (n > 1) v1 = hn::LoadU(d, from + shape.pixels);
      if (n > 2) v2 = hn::LoadU(d, from + 2 * shape.pixels);
      if (n > 3) v3 = hn::LoadU(d, from + 3 * shape.pixels);
      hn::StoreInterleaved4(hn::LoadU(d, from), v1, v2, v3, d, blocks);
    }
    for (; p < shape.pixels; ++p, blocks += kBlock) {
      for (std::size_t c = 0; c < n; ++c) blocks[c] = planes[c * shape.pixels + p];
      for (std::size_t c = n; c < kBlock; ++c) blocks[c] = 0.0F;
    }
  }
}

[[gnu::noinline]] inline void blocks_to_planes(const float* __restrict blocks,
                                               float* __restrict planes, const Planes& shape) {
  constexpr std::size_t kBlock = 4;
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t c0 = 0; c0 < shape.channels; c0 += kBlock, planes += kBlock * shape.pixels) {
    const std::size_t n = std::min(kBlock, shape.channels - c0);
    std::size_t p = 0;
    for (; p + lanes <= shape.pixels; p += lanes, blocks += kBlock * lanes) {
      float* const to = planes + p;
      auto v0 = hn::Zero(d), v1 = v0, v2 = v0, v3 = v0;
      hn::LoadInterleaved4(d, blocks, v0, v1, v2, v3);
      hn::StoreU(v0, d, to);
      if (n > 1) hn::StoreU(v1, d, to + shape.pixels);
      if (n > 2) hn::StoreU(v2, d, to + 2 * shape.pixels);
      if (n > 3) hn::StoreU(v3, d, to + 3 * shape.pixels);
    }
    for (; p < shape.pixels; ++p, blocks += kBlock) {
      for (std::size_t c = 0; c < n; ++c) planes[c * shape.pixels + p] = blocks[c];
    }
  }
}

constexpr std::size_t kRun = 8;
using RunVector = hn::CappedTag<float, kRun>;

// The first n of a run, and zeros after them.
inline void fill_run(const float* from, std::size_t n, float* to) {
  const RunVector d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t l = 0; l < kRun; l += lanes) {
    if (l + lanes <= n) {
      hn::StoreU(hn::LoadU(d, from + l), d, to + l);
    } else {
      hn::StoreU(hn::LoadN(d, from + l, n > l ? n - l : 0), d, to + l);
    }
  }
}

[[gnu::noinline]] inline void pixels_to_blocks(const float* __restrict pixels,
                                               float* __restrict blocks, const Planes& shape) {
  for (std::size_t c = 0; c < shape.channels; c += kRun) {
    const std::size_t n = std::min(kRun, shape.channels - c);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kRun) {
      fill_run(pixels + p * shape.channels + c, n, blocks);
    }
  }
}

[[gnu::noinline]] inline void blocks_to_pixels(const float* __restrict blocks,
                                               float* __restrict pixels, const Planes& shape) {
  const RunVector d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t c = 0; c < shape.channels; c += kRun) {
    const std::size_t n = std::min(kRun, shape.channels - c);
    for (std::size_t p = 0; p < shape.pixels; ++p, blocks += kRun) {
      float* const to = pixels + p * shape.channels + c;
      std::size_t l = 0;
      for (; l + lanes <= n; l += lanes) hn::StoreU(hn::LoadU(d, blocks + l), d, to + l);
      if (l < n) hn::StoreN(hn::LoadU(d, blocks + l), d, to + l, n - l);
    }
  }
}

// In panels of eight columns as in matrix.h: other vectors want other panels.
[[gnu::noinline]] inline void pack_panels(const float* __restrict b, float* __restrict packed,
                                          std::size_t columns, std::size_t depth) {
  for (std::size_t k0 = 0; k0 < depth; k0 += kBlockDepth) {
    const std::size_t k1 = std::min(k0 + kBlockDepth, depth);
    for (std::size_t j = 0; j < columns; j += kTileColumns) {
      const std::size_t n = std::min(kTileColumns, columns - j);
      for (std::size_t k = k0; k < k1; ++k, packed += kTileColumns) {
        fill_run(b + k * columns + j, n, packed);
      }
    }
  }
}

// Half a group is one vector: no target has a shorter one.
[[gnu::noinline]] inline void widen_nibbles(const std::uint8_t* __restrict nibbles,
                                            std::int8_t* __restrict weights, std::size_t n) {
  const hn::FixedTag<std::uint8_t, kHalfGroup> d;
  const hn::RebindToSigned<decltype(d)> of_weights;
  const auto weight = [=](auto nibble) {
    return hn::BitCast(of_weights, hn::Sub(nibble, hn::Set(d, 8)));
  };
  for (std::size_t i = 0; i < n; i += kGroup, nibbles += kHalfGroup, weights += kGroup) {
    const auto both = hn::LoadU(d, nibbles);
    hn::StoreU(weight(hn::And(both, hn::Set(d, 15))), of_weights, weights);
    hn::StoreU(weight(hn::ShiftRight<4>(both)), of_weights, weights + kHalfGroup);
  }
}

}  // namespace
}  // namespace assay::ASSAY_VARIANT
