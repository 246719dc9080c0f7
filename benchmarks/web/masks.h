// SPDX-License-Identifier: Apache-2.0
// Masking of WebSocket frames (RFC 6455, section 5.3): a server takes a key of four bytes off every
// payload that a client sends, in place. Compiled as variants: see README.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"
#include "variants.h"
#if USES_HIGHWAY
#include "masks_highway.h"
#endif

namespace assay::ASSAY_VARIANT {
namespace {

#if !USES_HIGHWAY  // else masks_highway.h has it

// Byte i of the payload is masked by byte i mod 4 of the key. Eight bytes at a time, in memory
// order.
[[gnu::noinline]] void mask(std::uint8_t* payload, std::size_t size,
                            std::array<std::uint8_t, 4> key) {
  std::uint64_t eight = 0;
  for (std::size_t k = 0; k < 8; k += 4) {
    std::memcpy(reinterpret_cast<std::uint8_t*>(&eight) + k, key.data(), 4);
  }
  const std::size_t words = size / 8;
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t word;
    std::memcpy(&word, payload + 8 * i, 8);
    word ^= eight;
    std::memcpy(payload + 8 * i, &word, 8);
  }
  for (std::size_t i = 8 * words; i < size; ++i) payload[i] ^= key[i % 4];
}

#endif

// What two masks make good again must not look right: the checksum has one pass, and one of each of
// 16 lengths that begin one byte further on each.
void websocket_mask(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes original = random_bytes(size, seed(0x030));
  const Bytes key_bytes = random_bytes(4, seed(0x031));
  std::array<std::uint8_t, 4> key;
  std::memcpy(key.data(), key_bytes.data(), 4);
  Bytes payload(size, 192);
  std::uint8_t* data = payload.data();
  const auto restore = [&] { std::memcpy(data, original.data(), size); };
  restore();
  for (auto _ : slices(state)) {
    opaque(data);
    mask(data, size, key);
    benchmark::ClobberMemory();
  }
  const Checksum left{Fnv1a64().add(payload)};
  restore();
  if (passes_done(state) % 2 == 1) mask(data, size, key);
  const Checksum expected{Fnv1a64().add(payload)};
  restore();
  mask(data, size, key);
  Fnv1a64 hash;
  hash.add(payload);
  for (std::size_t at = 0; at < 16; ++at) {
    restore();
    mask(data + at, 16 + at, key);
    hash.add(payload.span().first(64));
  }
  report(state, {size, "bytes"}, Checksum{hash}, Left{left, expected});
}
BENCHMARK(variant<websocket_mask>)
    ->Name("websocket_mask/" ASSAY_VARIANT_NAME)
    ->Arg(64)
    ->Arg(kBlockBytes)
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay::ASSAY_VARIANT
