// SPDX-License-Identifier: Apache-2.0
// CRC-32C of a log record, a block and a page: a byte and eight bytes at a time, and by the
// instructions that CPUs have for it.
#include "crc32c.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "crc_row.h"

// SSE 4.2 has them, Armv8.1 and LoongArch; RISC-V and Armv7 don't.
#if defined(__SSE4_2__) && defined(__x86_64__)
#include <nmmintrin.h>
#define CRC_OF_8(crc, bytes) static_cast<std::uint32_t>(_mm_crc32_u64(crc, bytes))
#define CRC_OF_1(crc, byte) _mm_crc32_u8(crc, byte)
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#define CRC_OF_8(crc, bytes) __crc32cd(crc, bytes)
#define CRC_OF_1(crc, byte) __crc32cb(crc, byte)
#elif defined(__loongarch64) && defined(__clang__)
#include <larchintrin.h>
#define CRC_OF_8(crc, bytes) \
  static_cast<std::uint32_t>(__crcc_w_d_w(static_cast<long>(bytes), static_cast<int>(crc)))
#define CRC_OF_1(crc, byte) \
  static_cast<std::uint32_t>(__crcc_w_b_w(static_cast<char>(byte), static_cast<int>(crc)))
#endif

namespace assay {
namespace {

[[gnu::noinline]] std::uint32_t by_table(const std::uint8_t* bytes, std::size_t size,
                                         std::uint32_t crc) {
  return crc32c_by_table(bytes, size, crc);
}
[[gnu::noinline]] std::uint32_t by_slices(const std::uint8_t* bytes, std::size_t size,
                                          std::uint32_t crc) {
  return crc32c_by_slices(bytes, size, crc);
}

#ifdef CRC_OF_8
constexpr bool kHasInstructions = true;

// One after the other, as InnoDB and RocksDB do short blocks: no three streams at once.
[[gnu::noinline]] std::uint32_t by_instructions(const std::uint8_t* bytes, std::size_t size,
                                                std::uint32_t crc) {
  crc = ~crc;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, sizeof word);
    crc = CRC_OF_8(crc, word);
  }
  for (; i < size; ++i) crc = CRC_OF_1(crc, bytes[i]);
  return ~crc;
}
#else
constexpr bool kHasInstructions = false;
constexpr auto& by_instructions = by_slices;
#endif

void crc_by_instructions(benchmark::State& state) {
  if (kHasInstructions) {
    crc<by_instructions, 0x110>(state);
  } else {
    state.SkipWithMessage(
        "unavailable: no-feature: the target's flags promise no CRC instructions");
  }
}

BENCHMARK(crc<by_table, 0x110>)->Name("crc32c/table")->Arg(64)->Arg(4096)->Arg(16384);
BENCHMARK(crc<by_slices, 0x110>)->Name("crc32c/slice8")->Arg(64)->Arg(4096)->Arg(16384);
BENCHMARK(crc_by_instructions)->Name("crc32c/hw")->Arg(64)->Arg(4096)->Arg(16384);

}  // namespace
}  // namespace assay
