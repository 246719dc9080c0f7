// SPDX-License-Identifier: Apache-2.0
// ISA-L (https://github.com/intel/isa-l) by its functions in C, without its assembler: erasure
// codes with the coefficients of codes.h, RAID's parity, and those CRCs whose polynomials are those
// of crcs.cc. It has none of NVMe's 64 bits.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checksum.h"
#include "codes.h"
#include "crc_row.h"
#include "data.h"
#include "libraries.h"
#include "passes.h"
#include "sizes.h"
#include "stripes.h"
#include "turns.h"

#if ASSAY_HAS_ISA_L
#include <crc.h>
#include <erasure_code.h>
#include <raid.h>
#endif

namespace assay {
namespace {

#if ASSAY_HAS_ISA_L
using Pointers = std::vector<std::uint8_t*>;

// Where chunks begin that lie one after the other. ISA-L takes what it only reads as not const too.
Pointers chunks_in(const std::uint8_t* data, std::size_t count, std::size_t size) {
  Pointers chunks;
  for (std::size_t i = 0; i < count; ++i)
    chunks.push_back(const_cast<std::uint8_t*>(data) + i * size);
  return chunks;
}

// Inputs of some chunks each, which come in turn.
void apply_isa_l(benchmark::State& state, Turns& turns, Matrix matrix, const Bytes& in) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<int>(matrix.columns), rows = static_cast<int>(matrix.rows);
  Bytes tables(32 * matrix.cells.size(), 320);
  ec_init_tables(columns, rows, matrix.cells.data(), tables.data());
  Bytes out(matrix.rows * size, 192);
  Pointers from = chunks_in(in.data(), in.size() / size, size);
  Pointers to = chunks_in(out.data(), matrix.rows, size);
  in_turns(
      state, {matrix.columns * size, "bytes"}, turns, [&] { poison(out); },
      [&](std::uint64_t turn) {
        ec_encode_data_base(static_cast<int>(size), columns, rows, tables.data(),
                            from.data() + static_cast<std::size_t>(turn) * matrix.columns,
                            to.data());
      },
      [&] { return Fnv1a64().add(out); });
}

// A product decides whether a factor is 0 and, where compilers make a branch of it, whether a sum
// of logarithms is too large. 4 KiB of the code 4+2 have 32,768 products, all others twice as many.
std::uint64_t inputs_of(std::size_t data, std::size_t parity, std::size_t size) {
  return data * parity * size < 65536 ? 2 : 1;
}

template <std::size_t data, std::size_t parity>
void encode_isa_l(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, inputs_of(data, parity, size));
  apply_isa_l(state, turns, parity_matrix(data, parity),
              chunks_of_data(data, static_cast<std::size_t>(turns.count()) * size));
}

// As decode() does it: two chunks of data are lost, and parity is in their places.
template <std::size_t data>
void decode_isa_l(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, inputs_of(data, 2, size));
  Bytes chunks = chunks_of_data(data, static_cast<std::size_t>(turns.count()) * size);
  for (std::size_t at = 0; at < chunks.size(); at += data * size) {
    const auto input = chunks.span().subspan(at, data * size);
    const Bytes parity = parity_of(parity_matrix(data, 2), input, size);
    std::copy(parity.begin(), parity.end(), input.begin());
  }
  apply_isa_l(state, turns, recovery_matrix(data), chunks);
}

// `generate` is a function of ISA-L's that writes the parity behind the chunks of data.
template <auto generate>
void isa_l_parity(benchmark::State& state, std::uint64_t data_seed, std::size_t sums) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const std::size_t words = size / sizeof(std::uint64_t);
  const Words data = random_buffer<std::uint64_t>(kDisks * words, data_seed);
  Words parity(sums * words, 192);
  std::vector<void*> chunks;
  for (std::size_t disk = 0; disk < kDisks; ++disk)
    chunks.push_back(const_cast<std::uint64_t*>(data.data()) + disk * words);
  for (std::size_t sum = 0; sum < sums; ++sum) chunks.push_back(parity.data() + sum * words);
  make_parity(state, data, parity, [&](const std::uint64_t*) {
    generate(static_cast<int>(chunks.size()), static_cast<int>(size), chunks.data());
  });
}

void isa_l_xor(benchmark::State& state) { isa_l_parity<xor_gen_base>(state, seed(0x010), 1); }
void isa_l_pq(benchmark::State& state) { isa_l_parity<pq_gen_base>(state, seed(0x011), 2); }

std::uint16_t isa_l_t10(const std::uint8_t* bytes, std::size_t size, std::uint16_t crc) {
  return crc16_t10dif_base(crc, const_cast<std::uint8_t*>(bytes), size);
}

std::uint32_t isa_l_crc32(const std::uint8_t* bytes, std::size_t size, std::uint32_t crc) {
  return crc32_gzip_refl_base(crc, const_cast<std::uint8_t*>(bytes), size);
}

// This one leaves it to its caller to invert the bits.
std::uint32_t isa_l_crc32c(const std::uint8_t* bytes, std::size_t size, std::uint32_t crc) {
  return ~crc32_iscsi_base(const_cast<std::uint8_t*>(bytes), static_cast<int>(size), ~crc);
}
#else
template <std::size_t, std::size_t>
void encode_isa_l(benchmark::State&) {}
template <std::size_t>
void decode_isa_l(benchmark::State&) {}
void isa_l_xor(benchmark::State&) {}
void isa_l_pq(benchmark::State&) {}
std::uint16_t isa_l_t10(const std::uint8_t*, std::size_t, std::uint16_t crc) { return crc; }
std::uint32_t isa_l_crc32(const std::uint8_t*, std::size_t, std::uint32_t crc) { return crc; }
std::uint32_t isa_l_crc32c(const std::uint8_t*, std::size_t, std::uint32_t crc) { return crc; }
#endif

template <auto kernel>
void isa_l(benchmark::State& state) {
  row_if<ASSAY_HAS_ISA_L, kernel>(state);
}

BENCHMARK(isa_l<encode_isa_l<4, 2>>)
    ->Name("ec/encode_4_2/log/lib=isa-l")
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(isa_l<encode_isa_l<8, 3>>)
    ->Name("ec/encode_8_3/log/lib=isa-l")
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(isa_l<encode_isa_l<10, 4>>)
    ->Name("ec/encode_10_4/log/lib=isa-l")
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(isa_l<decode_isa_l<4>>)->Name("ec/decode_4_2/log/lib=isa-l")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(isa_l<decode_isa_l<8>>)->Name("ec/decode_8_3/log/lib=isa-l")->Arg(kPageBytes)->Arg(kPart);
BENCHMARK(isa_l<decode_isa_l<10>>)
    ->Name("ec/decode_10_4/log/lib=isa-l")
    ->Arg(kPageBytes)
    ->Arg(kPart);
BENCHMARK(isa_l<isa_l_xor>)->Name("raid5_xor/lib=isa-l")->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(isa_l<isa_l_pq>)->Name("raid6_pq/lib=isa-l")->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(isa_l<crc<isa_l_t10, 0x020>>)
    ->Name("crc/16_t10dif/table/lib=isa-l")
    ->Arg(512)
    ->Arg(kPageBytes);
BENCHMARK(isa_l<crc<isa_l_crc32, 0x020>>)->Name("crc/32/table/lib=isa-l")->Arg(kPageBytes);
BENCHMARK(isa_l<crc<isa_l_crc32c, 0x020>>)->Name("crc/32c/table/lib=isa-l")->Arg(kPageBytes);

}  // namespace
}  // namespace assay
