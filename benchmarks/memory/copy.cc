// SPDX-License-Identifier: Apache-2.0
// Copying written by hand, as much code still does it, and loads the hardware may not like. The
// loops stay loops: CMakeLists.txt keeps the compilers from turning them into calls of memcpy.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

using Byte = std::uint8_t;

void copy_bytes(const Byte* __restrict from, Byte* __restrict to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
}

// Eight bytes a step, through one register.
void copy_words(const Byte* __restrict from, Byte* __restrict to, std::size_t count) {
  const Byte* source = static_cast<const Byte*>(__builtin_assume_aligned(from, 8));
  Byte* target = static_cast<Byte*>(__builtin_assume_aligned(to, 8));
  for (std::size_t i = 0; i < count; i += 8) {
    std::uint64_t word;
    __builtin_memcpy(&word, source + i, 8);
    __builtin_memcpy(target + i, &word, 8);
  }
}

void copy_backwards(const Byte* __restrict from, Byte* __restrict to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = from[count - 1 - i];
}

template <class Kernel>
void copying(benchmark::State& state, std::uint64_t seed_value, Kernel kernel) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Bytes source = random_bytes(count, seed_value);
  Bytes target(count, 17 * 64);
  const Byte* from = source.data();
  Byte* to = target.data();
  kernel(from, to, count);
  const Checksum checksum(Fnv1a64().add(target.span()));
  poison(target);
  for (auto _ : slices(state)) {
    opaque(from);
    opaque(to);
    kernel(from, to, count);
  }
  used(to);
  report(state, Work{count, "bytes"}, checksum, Checksum(Fnv1a64().add(target.span())));
}

void bytes(benchmark::State& state) { copying(state, seed(0x240), copy_bytes); }
void words(benchmark::State& state) { copying(state, seed(0x241), copy_words); }
void backwards(benchmark::State& state) { copying(state, seed(0x242), copy_backwards); }

// The ends change places, in place.
void reverse_in_place(Byte* values, std::size_t count) {
  for (std::size_t low = 0, high = count - 1; low < high; ++low, --high) {
    const Byte kept = values[low];
    values[low] = values[high];
    values[high] = kept;
  }
}

void reverse(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Bytes values = random_bytes(count, seed(0x243));
  Byte* at = values.data();
  const Checksum unreversed(Fnv1a64().add(values.span()));
  reverse_in_place(at, count);
  const Checksum checksum(Fnv1a64().add(values.span()));
  for (auto _ : slices(state)) {
    opaque(at);
    reverse_in_place(at, count);
  }
  used(at);
  // An even number of passes leaves what was there before, and so does a loop that does nothing.
  // Counted and timed runs begin with one of a single pass, which shows the difference.
  report(state, Work{count, "bytes"}, checksum,
         Left{Checksum(Fnv1a64().add(values.span())),
              passes_done(state) % 2 == 0 ? checksum : unreversed});
}

// Big-endian numbers of four bytes at odd places, as database pages and network packets hold them.
std::uint32_t load_bytewise(const Byte* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
         std::uint32_t{at[3]};
}

std::uint32_t load_by_copy(const Byte* at) {
  std::uint32_t word;
  __builtin_memcpy(&word, at, sizeof word);
  return std::endian::native == std::endian::little ? __builtin_bswap32(word) : word;
}

// Fields of 7 bytes: the loads fall on every offset within a word, and some cross a cache line.
constexpr std::size_t kFieldBytes = 7;
constexpr std::size_t kFields = 585;  // of 4096 bytes

// The load is a part of the template: a pointer to it would be called for each field.
template <std::uint32_t (*kLoad)(const Byte*)>
[[gnu::noinline]] std::uint32_t folded_fields(const Byte* fields) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kFields; ++i) sum = sum * 31 + kLoad(fields + i * kFieldBytes);
  return sum;
}

template <std::uint32_t (*kLoad)(const Byte*)>
void unaligned(benchmark::State& state, std::uint64_t seed_value) {
  const Bytes page = random_bytes(kFieldBytes * kFields, seed_value);
  const Byte* at = page.data();
  const std::uint32_t once = folded_fields<kLoad>(at);
  std::uint32_t sum = 0;
  for (auto _ : slices(state)) {
    opaque(at);
    sum += folded_fields<kLoad>(at);
    opaque(sum);
  }
  report(state, Work{kFields, "loads"}, Checksum(once),
         Left{Checksum(sum), Checksum(static_cast<std::uint32_t>(passes_done(state) * once))});
}

void unaligned_bytewise(benchmark::State& state) { unaligned<load_bytewise>(state, seed(0x244)); }
void unaligned_copy(benchmark::State& state) { unaligned<load_by_copy>(state, seed(0x245)); }

// A load of what was stored a moment ago, through one place in memory: the store buffer forwards
// it.
std::uint32_t through_memory(std::uint32_t* place, std::uint32_t value, std::size_t steps) {
  for (std::size_t i = 0; i < steps; ++i) {
    *place = value;
    opaque(place);
    value = *place + 3;
  }
  return value;
}

// Two halves are stored, the whole is loaded: what many store buffers can't forward. The halves
// change places on a host of other byte order, so both are made to give the same whole.
std::uint32_t through_halves(std::uint32_t* place, std::uint32_t value, std::size_t steps) {
  for (std::size_t i = 0; i < steps; ++i) {
    const bool little = std::endian::native == std::endian::little;
    const auto first = static_cast<std::uint16_t>(little ? value : value >> 16);
    const auto second = static_cast<std::uint16_t>(little ? value >> 16 : value);
    auto* const halves = reinterpret_cast<Byte*>(place);
    __builtin_memcpy(__builtin_assume_aligned(halves, 2), &first, 2);
    opaque(place);
    __builtin_memcpy(__builtin_assume_aligned(halves + 2, 2), &second, 2);
    opaque(place);
    value = *place + 3;
  }
  return value;
}

constexpr std::size_t kSteps = 1024;

template <class Kernel>
void forwarding(benchmark::State& state, std::uint64_t seed_value, Kernel kernel) {
  Buffer<std::uint32_t> room(16);
  const auto start = static_cast<std::uint32_t>(Random(seed_value).next());
  const Checksum checksum(kernel(room.data(), start, kSteps));
  poison(room);
  std::uint32_t value = start;
  for (auto _ : slices(state)) {
    value = kernel(room.data(), value, kSteps);
    opaque(value);
  }
  // Each step stores the value, loads it and adds 3.
  const auto expected = static_cast<std::uint32_t>(start + 3 * kSteps * passes_done(state));
  report(state, Work{kSteps, "steps"}, checksum,
         Left{Checksum(Fnv1a64().add(value).add(room[0])),
              Checksum(Fnv1a64().add(expected).add(expected - 3))});
}

void forward_whole(benchmark::State& state) { forwarding(state, seed(0x246), through_memory); }
void forward_halves(benchmark::State& state) { forwarding(state, seed(0x247), through_halves); }

BENCHMARK(bytes)->Name("copy/bytes")->Arg(64)->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(words)->Name("copy/words")->Arg(64)->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(backwards)->Name("copy/backwards")->Arg(64)->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(reverse)->Name("reverse")->Arg(64)->Arg(kPageBytes)->Arg(kLongBytes);
BENCHMARK(unaligned_bytewise)->Name("unaligned_load/bytewise");
BENCHMARK(unaligned_copy)->Name("unaligned_load/memcpy");
BENCHMARK(forward_whole)->Name("store_forward/whole");
BENCHMARK(forward_halves)->Name("store_forward/halves");

}  // namespace
}  // namespace assay
