// SPDX-License-Identifier: Apache-2.0
// A write-ahead log in LevelDB's format (doc/log_format.md there): batches of writes become
// records, which are cut at the blocks of 32 KiB, each part with its length, kind and CRC-32C (by
// eight tables on every target).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "byte_order.h"
#include "checksum.h"
#include "crc32c.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kLogBlock = 32768, kPartHeader = 7;
constexpr std::size_t kBatches = 128, kMostWrites = 4, kMostBatch = 2048;
constexpr std::size_t kPool = 4096;

struct Write {  // places in a pool of bytes
  std::uint16_t key, key_size, value, value_size;
};

struct Batch {
  std::uint32_t count;
  std::array<Write, kMostWrites> writes;
};

std::uint8_t* put_length(std::uint8_t* to, std::uint32_t value) {
  for (; value >= 128; value >>= 7) *to++ = static_cast<std::uint8_t>(value | 128);
  *to++ = static_cast<std::uint8_t>(value);
  return to;
}

// Sequence number, count, and for each write its kind, key and value. Returns the size.
std::size_t encode_batch(const Batch& batch, const std::uint8_t* pool,
                         std::uint64_t sequence_number, std::uint8_t* out) {
  store_little(out, sequence_number);
  store_little(out + 8, batch.count);
  std::uint8_t* to = out + 12;
  for (std::uint32_t i = 0; i < batch.count; ++i) {
    const Write& write = batch.writes[i];
    *to++ = 1;  // a value, not a deletion
    to = put_length(to, write.key_size);
    to = std::copy_n(pool + write.key, write.key_size, to);
    to = put_length(to, write.value_size);
    to = std::copy_n(pool + write.value, write.value_size, to);
  }
  return static_cast<std::size_t>(to - out);
}

class Log {
 public:
  explicit Log(std::uint8_t* out) : out_(out) {}
  std::size_t size() const { return at_; }

  void add(const std::uint8_t* record, std::size_t size) {
    for (bool is_first = true, is_last = false; !is_last; is_first = false) {
      std::size_t room = kLogBlock - at_ % kLogBlock;
      if (room < kPartHeader) {
        std::fill_n(out_ + at_, room, std::uint8_t{0});
        at_ += room;
        room = kLogBlock;
      }
      const std::size_t part = std::min(size, room - kPartHeader);
      is_last = part == size;
      // full, first, middle, last
      put_part(is_first ? (is_last ? 1 : 2) : (is_last ? 4 : 3), record, part);
      record += part;
      size -= part;
    }
  }

 private:
  // The CRC is of kind and bytes, and is masked, since logs may hold other CRCs.
  void put_part(std::uint8_t kind, const std::uint8_t* bytes, std::size_t size) {
    std::uint8_t* const header = out_ + at_;
    const std::uint32_t crc = crc32c_by_slices(bytes, size, crc32c_by_table(&kind, 1, 0));
    store_little(header, std::rotr(crc, 15) + 0xa282ead8u);
    store_little(header + 4, static_cast<std::uint16_t>(size));
    header[6] = kind;
    std::copy_n(bytes, size, header + kPartHeader);
    at_ += kPartHeader + size;
  }

  std::uint8_t* out_;
  std::size_t at_ = 0;
};

[[gnu::noinline]] std::size_t encode_all(const Batch* batches, const std::uint8_t* pool,
                                         std::uint8_t* scratch, std::uint8_t* out) {
  Log log(out);
  std::uint64_t sequence_number = 1;
  for (std::size_t i = 0; i < kBatches; ++i) {
    log.add(scratch, encode_batch(batches[i], pool, sequence_number, scratch));
    sequence_number += batches[i].count;
  }
  return log.size();
}

// 128 batches of one to four writes, 40 KB in all: keys of 8 to 31 bytes, values of up to 255. A
// write takes about three decisions: whether it is the last, and how long its parts are.
void wal_encode(benchmark::State& state) {
  const Bytes pool = random_bytes(kPool, seed(0x160));
  Turns turns(state, 64);
  Buffer<Batch> batches(static_cast<std::size_t>(turns.count()) * kBatches, 192);
  Random random(seed(0x161));
  for (Batch& batch : batches) {
    batch.count = 1 + random.below(kMostWrites);
    for (Write& write : batch.writes) {
      write.key = static_cast<std::uint16_t>(random.below(kPool - 256));
      write.key_size = static_cast<std::uint16_t>(8 + random.below(24));
      write.value = static_cast<std::uint16_t>(random.below(kPool - 256));
      write.value_size = static_cast<std::uint16_t>(random.below(1u << (4 + random.below(5))));
    }
  }
  Bytes scratch(kMostBatch, 8192), out(kBatches * kMostBatch, 4096);
  std::size_t size = 0;
  const Batch* data = batches.data();
  in_turns(
      state, {kBatches, "records"}, turns, [&] { poison(out), size = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        size = encode_all(data + turn * kBatches, pool.data(), scratch.data(), out.data());
      },
      [&] { return Fnv1a64().add(out.span().first(size)); });
}
BENCHMARK(wal_encode)->Name("wal/encode")->Arg(kBatches);

}  // namespace
}  // namespace assay
