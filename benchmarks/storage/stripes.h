// SPDX-License-Identifier: Apache-2.0
// What the rows of RAID's parity share: the disks and the loop.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"

namespace assay {

using Words = Buffer<std::uint64_t>;

inline constexpr std::size_t kDisks = 8;  // of data

// A chunk of so many bytes on each disk. `pass` writes all parity.
template <class Pass>
void make_parity(benchmark::State& state, const Words& data, Words& parity, Pass pass) {
  const std::uint64_t* source = data.data();
  on_one_input(
      state, {data.size() * sizeof(std::uint64_t), "bytes"}, [&] { poison(parity); },
      [&] {
        opaque(source);
        pass(source);
      },
      [&] { return Fnv1a64().add(parity); });
}

}  // namespace assay
