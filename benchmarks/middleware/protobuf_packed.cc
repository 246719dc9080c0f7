// SPDX-License-Identifier: Apache-2.0
// Protocol Buffers (protobuf.dev, "Encoding"): one packed field of varints.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "protobuf_wire.h"
#include "varint.h"

namespace assay {
namespace {

[[gnu::noinline]] std::uint64_t encode_packed(std::span<const std::uint64_t> values,
                                              std::uint8_t* out) {
  std::uint32_t bytes = 0;
  for (const std::uint64_t value : values) bytes += varint_size(value);
  Fields fields{out, nullptr};
  fields.head(1, bytes);
  for (const std::uint64_t value : values) fields.to = put_varint(fields.to, value);
  return static_cast<std::uint64_t>(fields.to - out);
}

[[gnu::noinline]] std::uint64_t decode_packed(const std::uint8_t* from, std::uint32_t size,
                                              std::span<std::uint64_t> values) {
  VarintReader in(from, 0, size);
  if (in.varint() != tag_of(1, kLength)) return 0;
  VarintReader list = inside(from, in);
  std::size_t count = 0;
  while (!list.at_end() && count < values.size()) values[count++] = list.varint();
  return list.is_good() && in.is_good() ? count : 0;
}

Buffer<std::uint64_t> any_values(std::uint64_t batches, std::size_t size) {
  Buffer<std::uint64_t> values(static_cast<std::size_t>(batches) * size);
  for (std::size_t turn = 0; turn < batches; ++turn) {
    Random random(seed_of_turn(0x702, turn));
    for (std::size_t i = 0; i < size; ++i) values[turn * size + i] = any_length(random, 64);
  }
  return values;
}

constexpr std::size_t kMostVarint = 10;

// Lengths of one to ten bytes: more than three decisions of each value.
void packed_encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, kBatches);
  const Buffer<std::uint64_t> values = any_values(turns.count(), size);
  Bytes out((size + 1) * kMostVarint, 192);
  run_batches(
      state, turns, Work{size, "values"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return encode_packed(values.span().subspan(turn * size, size), out.data());
      },
      outcome_of(out));
}

void packed_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, kBatches);
  const Buffer<std::uint64_t> values = any_values(turns.count(), size);
  const std::size_t room = (size + 1) * kMostVarint;
  Bytes streams(static_cast<std::size_t>(turns.count()) * room);
  std::vector<std::uint32_t> bytes(turns.count());
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    bytes[turn] = static_cast<std::uint32_t>(
        encode_packed(values.span().subspan(turn * size, size), streams.data() + turn * room));
  }
  Buffer<std::uint64_t> out(size, 192);
  run_batches(
      state, turns, Work{size, "values"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return decode_packed(streams.data() + turn * room, bytes[turn], out.span());
      },
      [&](std::uint64_t count) { return Fnv1a64().add(count).add(out.span()); });
}

BENCHMARK(packed_encode)->Name("protobuf/packed_encode")->Arg(4096);
BENCHMARK(packed_decode)->Name("protobuf/packed_decode")->Arg(4096);

}  // namespace
}  // namespace assay
