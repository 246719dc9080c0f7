// SPDX-License-Identifier: Apache-2.0
// Access patterns: strides, random updates (the kernel of HPC Challenge's RandomAccess), gather and
// scatter through an index, the same with prefetching, and one field out of records laid out as
// array of structures and as structure of arrays.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "checksum.h"
#include "data.h"
#include "fold.h"
#include "opaque.h"
#include "report.h"
#include "size.h"
#include "sizes.h"
#include "slices.h"

namespace assay {
namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kChecked = 4096;  // elements of a result that enter the checksum

// Every line of 256 KiB is read once, whatever the stride: all lines that are a stride apart, then
// those beside them. Only the order differs. At 4096 the lines of one round share their cache sets.
std::uint64_t strided_sum(const std::uint64_t* values, std::size_t bytes, std::size_t stride) {
  std::uint64_t total = 0;
  for (std::size_t from = 0; from < stride; from += kLine)
    for (std::size_t at = from; at < bytes; at += stride)
      total += values[at / sizeof(std::uint64_t)];
  return total;
}

void stride(benchmark::State& state) {
  auto bytes = static_cast<std::size_t>(kCountedBytes);
  auto step = static_cast<std::size_t>(state.range(0));
  Buffer<std::uint64_t> values(bytes / sizeof(std::uint64_t));
  Random random(seed(0x2000 + step));
  for (std::size_t i = 0; i < values.size(); i += kLine / sizeof(std::uint64_t))
    values[i] = random.next();
  const std::uint64_t* at = values.data();
  const std::uint64_t once = strided_sum(at, bytes, step);
  std::uint64_t total = 0;
  for (auto _ : slices(state)) {
    opaque(at);
    opaque(step);
    total += strided_sum(at, bytes, step);
    opaque(total);
  }
  report(state, Work{bytes / kLine, "loads"}, Checksum(once),
         Left{Checksum(total), Checksum(passes_done(state) * once)});
}

constexpr std::uint64_t kPolynomial = 7;  // HPC Challenge's: x^64 + x^2 + x + 1
constexpr std::size_t kUpdates = 1024;

std::uint64_t advance(std::uint64_t random) {
  return (random << 1) ^ ((random >> 63) * kPolynomial);
}

std::uint64_t update(std::uint64_t* table, std::uint64_t mask, std::uint64_t random,
                     std::size_t updates) {
  for (std::size_t i = 0; i < updates; ++i) {
    random = advance(random);
    table[static_cast<std::size_t>(random & mask)] ^= random;
  }
  return random;
}

// Bits are the coefficients of a polynomial, and advance() multiplies it by x modulo HPC
// Challenge's. This is the product of any two.
std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  for (int bit = 63; bit >= 0; --bit) result = advance(result) ^ ((b >> bit & 1) * a);
  return result;
}

// x^n, and x + x^2 + ... + x^n. Times the number before them, these are the last one of n numbers
// and the sum of all n.
struct Powers {
  std::uint64_t last, sum;
};

Powers powers(std::uint64_t n) {
  if (n == 0) return {1, 0};
  const Powers half = powers(n / 2);  // what follows is the same times half.last
  const Powers even = {product(half.last, half.last), half.sum ^ product(half.last, half.sum)};
  if (n % 2 == 0) return even;
  return {advance(even.last), even.sum ^ advance(even.last)};
}

// Each update is added, without carries, to an entry whose index is its lower bits. So the lower
// bits of an entry are its index, as at the beginning, or 0 after an odd number of updates: this
// counts the entries that are neither.
std::uint64_t misplaced(std::span<const std::uint64_t> table) {
  const std::uint64_t mask = table.size() - 1;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::uint64_t lower = table[i] & mask;
    count += lower != 0 && lower != i ? 1 : 0;
  }
  return count;
}

std::uint64_t added_up(std::span<const std::uint64_t> table) {
  std::uint64_t sum = 0;
  for (const std::uint64_t entry : table) sum ^= entry;
  return sum;
}

Buffer<std::uint64_t> numbered(std::size_t bytes) {
  Buffer<std::uint64_t> table(bytes / sizeof(std::uint64_t));
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = i;
  return table;
}

// The first updates of a table, one at a time.
Checksum checked_updates(Buffer<std::uint64_t>& table, std::uint64_t& random) {
  const std::uint64_t mask = table.size() - 1;
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kChecked; ++i) {
    random = update(table.data(), mask, random, 1);
    hash.add(table[static_cast<std::size_t>(random & mask)]);
  }
  return Checksum(hash);
}

void random_update(benchmark::State& state) {
  const Size size = size_of(state, power_of_two);
  if (size.is_unavailable()) return;
  Buffer<std::uint64_t> table = numbered(size.is_memory ? kFixedBytes : size.bytes);
  const std::uint64_t start = Random(seed(0x221)).next();
  std::uint64_t random = start;
  const Checksum checksum = checked_updates(table, random);
  if (size.is_memory) {
    table = numbered(size.bytes);
    random = update(table.data(), table.size() - 1, start, kChecked);
  }
  const std::uint64_t mask = table.size() - 1;
  std::uint64_t* at = table.data();
  for (auto _ : slices(state)) {
    opaque(at);
    random = update(at, mask, random, kUpdates);
    opaque(random);
  }
  // At the beginning the sum of the table was 0.
  const Powers all = powers(kChecked + passes_done(state) * kUpdates);
  const std::span<const std::uint64_t> left = table.span();
  const Fnv1a64 found = Fnv1a64().add(random).add(added_up(left)).add(misplaced(left));
  const Fnv1a64 expected =
      Fnv1a64().add(product(start, all.last)).add(product(start, all.sum)).add(std::uint64_t{0});
  report(state, Work{kUpdates, "updates"}, checksum, Left{Checksum(found), Checksum(expected)});
}

// A permutation of 0 ... 2^bits - 1 without tables: each step can be undone, so no two meet.
std::uint32_t permuted(std::uint32_t value, unsigned bits, std::uint32_t key) {
  const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
  for (int round = 0; round < 2; ++round) {
    value = (value * 0x9e3779b1u + key) & mask;
    value ^= value >> (bits / 2);
  }
  return value;
}

struct Indexed {
  Indexed(std::size_t bytes, std::uint64_t seed_value)
      : index(bytes / sizeof(std::uint32_t)),
        from(index.size(), 17 * kLine),
        to(index.size(), 34 * kLine) {
    const auto bits = static_cast<unsigned>(std::countr_zero(index.size()));
    const auto key = static_cast<std::uint32_t>(Random(seed_value).next());
    for (std::size_t i = 0; i < index.size(); ++i) {
      const auto place = static_cast<std::uint32_t>(i);
      index[i] = permuted(place, bits, key);
      from[i] = place * 0x85ebca6bu + key;
    }
  }
  Buffer<std::uint32_t> index, from, to;
};

// Places spread over the whole result, 4096 of them, and the last one.
Checksum spread(std::span<const std::uint32_t> result) {
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kChecked; ++i) hash.add(result[i * (result.size() / kChecked)]);
  return Checksum(hash.add(result.back()));
}

template <class Kernel>
Checksum checked_once(std::size_t bytes, std::uint64_t seed_value, Kernel kernel) {
  Indexed data(bytes, seed_value);
  kernel(data.index.data(), data.from.data(), data.to.data(), data.index.size());
  return spread(data.to.span());
}

// One pass of a kernel over the three arrays, in their order: index, source, destination.
template <class Kernel>
void indexed(benchmark::State& state, std::uint64_t seed_value, Kernel kernel) {
  const Size size = size_of(state, power_of_two);
  if (size.is_unavailable()) return;
  Indexed data(size.bytes, seed_value);
  const std::size_t count = data.index.size();
  const std::uint32_t* index = data.index.data();
  const std::uint32_t* from = data.from.data();
  std::uint32_t* to = data.to.data();
  kernel(index, from, to, count);
  const std::span<const std::uint32_t> left = data.to.span();
  const Checksum checksum =
      size.is_memory ? checked_once(kFixedBytes, seed_value, kernel) : spread(left);
  const Checksum expected(fold_all(left));
  poison(data.to);
  for (auto _ : slices(state)) {
    opaque(index);
    opaque(from);
    opaque(to);
    kernel(index, from, to, count);
  }
  used(to);
  report(state, Work{count, "elements"}, checksum, Left{Checksum(fold_all(left)), expected});
}

void gather(benchmark::State& state) {
  indexed(state, seed(0x222),
          [](const std::uint32_t* __restrict index, const std::uint32_t* __restrict from,
             std::uint32_t* __restrict to, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) to[i] = from[index[i]];
          });
}

void scatter(benchmark::State& state) {
  indexed(state, seed(0x223),
          [](const std::uint32_t* __restrict index, const std::uint32_t* __restrict from,
             std::uint32_t* __restrict to, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) to[index[i]] = from[i];
          });
}

constexpr std::size_t kAhead = 16;  // elements; about a memory latency of work

void prefetched_gather(benchmark::State& state) {
  indexed(state, seed(0x224),
          [](const std::uint32_t* __restrict index, const std::uint32_t* __restrict from,
             std::uint32_t* __restrict to, std::size_t count) {
            std::size_t i = 0;
            for (; i + kAhead < count; ++i) {
              __builtin_prefetch(&from[index[i + kAhead]]);
              to[i] = from[index[i]];
            }
            for (; i < count; ++i) to[i] = from[index[i]];
          });
}

struct Record {  // one cache line
  std::uint32_t fields[16];
};
constexpr std::size_t kField = 5;

std::uint32_t sum_records(const Record* records, std::size_t count) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += records[i].fields[kField];
  return total;
}

std::uint32_t sum_column(const std::uint32_t* column, std::size_t count) {
  std::uint32_t total = 0;
  for (std::size_t i = 0; i < count; ++i) total += column[i];
  return total;
}

// Of a row called .../memory the array that is read has that size, be it of records or of fields.
void records(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const std::size_t count = size.bytes / sizeof(Record);
  const std::size_t checked = size.is_memory ? kFixedBytes / sizeof(Record) : count;
  Buffer<Record> rows(count);
  Random random(seed(0x225));
  for (Record& row : rows) row.fields[kField] = static_cast<std::uint32_t>(random.next() >> 32);
  const Record* at = rows.data();
  const std::uint32_t once = sum_records(at, count);
  std::uint32_t total = 0;
  for (auto _ : slices(state)) {
    opaque(at);
    total += sum_records(at, count);
    opaque(total);
  }
  report(state, Work{count, "records"}, Checksum(sum_records(at, checked)),
         Left{Checksum(total), Checksum(static_cast<std::uint32_t>(passes_done(state) * once))});
}

void columns(benchmark::State& state) {
  const Size size = size_of(state);
  if (size.is_unavailable()) return;
  const std::size_t count = size.bytes / (size.is_memory ? sizeof(std::uint32_t) : sizeof(Record));
  const std::size_t checked = size.is_memory ? kFixedBytes / sizeof(Record) : count;
  const auto column = random_buffer<std::uint32_t>(count, seed(0x226));
  const std::uint32_t* at = column.data();
  const std::uint32_t once = sum_column(at, count);
  std::uint32_t total = 0;
  for (auto _ : slices(state)) {
    opaque(at);
    total += sum_column(at, count);
    opaque(total);
  }
  report(state, Work{count, "records"}, Checksum(sum_column(at, checked)),
         Left{Checksum(total), Checksum(static_cast<std::uint32_t>(passes_done(state) * once))});
}

void levels(benchmark::internal::Benchmark* benchmark) {
  for (const auto bytes : {kL1Bytes, kL2Bytes, kL3Bytes, kMemoryBytes}) benchmark->Arg(bytes);
}

BENCHMARK(stride)->Arg(64)->Arg(128)->Arg(256)->Arg(4096);
BENCHMARK(random_update)->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(random_update)->Name("random_update/memory");
BENCHMARK(gather)->Apply(levels);
BENCHMARK(gather)->Name("gather/memory");
BENCHMARK(scatter)->Apply(levels);
BENCHMARK(scatter)->Name("scatter/memory");
BENCHMARK(prefetched_gather)->Name("gather/prefetch")->Apply(levels);
BENCHMARK(prefetched_gather)->Name("gather/prefetch/memory");
BENCHMARK(records)->Name("layout/records")->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(records)->Name("layout/records/memory");
BENCHMARK(columns)->Name("layout/columns")->Arg(kL2Bytes)->Arg(kL3Bytes)->Arg(kMemoryBytes);
BENCHMARK(columns)->Name("layout/columns/memory");

}  // namespace
}  // namespace assay
