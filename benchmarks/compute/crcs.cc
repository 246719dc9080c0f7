// SPDX-License-Identifier: Apache-2.0
// CRC-32 of a 4 KiB block (the polynomial of Ethernet, gzip and PNG) a bit, a byte and eight bytes
// at a time.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "polynomials.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

constexpr std::uint32_t kPolynomial = 0xedb88320u;  // reflected

constexpr std::uint32_t shifted(std::uint32_t remainder) {
  for (int bit = 0; bit < 8; ++bit)
    remainder = (remainder >> 1) ^ ((0 - (remainder & 1)) & kPolynomial);
  return remainder;
}

using Table = std::array<std::uint32_t, 256>;

// tables[k][b]: the remainder of byte b followed by k zero bytes.
constexpr std::array<Table, 8> make_tables() {
  std::array<Table, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t remainder = shifted(byte);
    tables[0][byte] = remainder;
    for (std::size_t k = 1; k < 8; ++k) tables[k][byte] = remainder = shifted(remainder);
  }
  return tables;
}
constexpr std::array<Table, 8> kTables = make_tables();

// As `shifted` does it; but the compiler must neither branch on a bit nor make a table of the
// polynomial.
[[gnu::noinline]] std::uint32_t bitwise(const std::uint8_t* bytes, std::size_t size,
                                        std::uint32_t crc) {
  std::uint32_t polynomial = kPolynomial;
  opaque(polynomial);
  crc = ~crc;
  for (std::size_t i = 0; i < size; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) {
      std::uint32_t mask = 0 - (crc & 1);
      opaque(mask);
      crc = (crc >> 1) ^ (mask & polynomial);
    }
  }
  return ~crc;
}

[[gnu::noinline]] std::uint32_t table(const std::uint8_t* bytes, std::size_t size,
                                      std::uint32_t crc) {
  crc = ~crc;
  for (std::size_t i = 0; i < size; ++i) crc = (crc >> 8) ^ kTables[0][(crc ^ bytes[i]) & 255];
  return ~crc;
}

// M. Kounavis, F. Berry 2005 ("slicing by 8"): eight independent look-ups; the size is a multiple
// of 8.
[[gnu::noinline]] std::uint32_t slice8(const std::uint8_t* bytes, std::size_t size,
                                       std::uint32_t crc) {
  crc = ~crc;
  for (std::size_t i = 0; i < size; i += 8) {
    const std::uint8_t* const at = bytes + i;
    crc ^=
        at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
    crc = kTables[7][crc & 255] ^ kTables[6][crc >> 8 & 255] ^ kTables[5][crc >> 16 & 255] ^
          kTables[4][crc >> 24] ^ kTables[3][at[4]] ^ kTables[2][at[5]] ^ kTables[1][at[6]] ^
          kTables[0][at[7]];
  }
  return ~crc;
}

using Crc = std::uint32_t(const std::uint8_t*, std::size_t, std::uint32_t);

// The CRC of so many blocks in a row, from that of one: after a block, what was before it has been
// multiplied by x eight times for each byte.
std::uint32_t after_blocks(std::uint64_t blocks, std::size_t size, std::uint32_t of_one) {
  const auto times = [](std::uint32_t a, std::uint32_t b) { return product(a, b, kPolynomial); };
  const auto plus = [](std::uint32_t a, std::uint32_t b) { return a ^ b; };
  constexpr std::uint32_t kOne = 0x80000000u, kX = 0x40000000u, kZero = 0;
  const std::uint32_t power = affine_after(8 * std::uint64_t{size}, kOne, kX, kZero, times, plus);
  return affine_after(blocks, kZero, power, of_one, times, plus);
}

template <Crc crc32>
void crc(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Bytes bytes = random_bytes(size, seed(0x051));
  const std::uint8_t* data = bytes.data();
  std::uint32_t value = 0;
  for (auto _ : slices(state)) {
    opaque(data);
    value = crc32(data, size, value);
    used(value);
  }
  const volatile std::uint32_t left = value;  // not in a register that the loop has to keep for it
  const std::uint32_t of_one = crc32(data, size, 0);
  report(state, {size, "bytes"}, Checksum{of_one},
         Left{Checksum{std::uint32_t{left}},
              Checksum{after_blocks(passes_done(state), size, of_one)}});
}
BENCHMARK(crc<bitwise>)->Name("crc32/bitwise")->Arg(kPageBytes);
BENCHMARK(crc<table>)->Name("crc32/table")->Arg(kPageBytes);
BENCHMARK(crc<slice8>)->Name("crc32/slice8")->Arg(kPageBytes);

}  // namespace
}  // namespace assay
