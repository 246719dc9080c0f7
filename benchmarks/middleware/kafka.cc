// SPDX-License-Identifier: Apache-2.0
// Kafka's record batch, format version 2 (kafka.apache.org, "Message Format"): a header of 61 bytes
// in network byte order, a CRC32C over what follows it, and records of zigzag varints. No
// compression.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "crc32c.h"
#include "varint.h"

namespace assay {
namespace {

constexpr std::uint32_t kNull = 0xffffffffu;  // as a size: without a key
constexpr std::size_t kMostHeaders = 2;

struct Record {
  std::int64_t timestamp_delta;
  Slice key, value;
  std::uint32_t headers;
  std::array<Slice, kMostHeaders> names, contents;
};

constexpr std::size_t kSourceBytes = 4096;
constexpr std::size_t kMostLogRecordBytes = 192;
constexpr std::size_t kBatchHead = 61, kCrcAt = 17, kCrcFrom = 21;
constexpr std::int64_t kFirstTimestamp = 1700000000000;

Record any_record(Random& random, std::int64_t& time) {
  Record record{};
  time += static_cast<std::int64_t>(any_length(random, 6));
  record.timestamp_delta = time;
  record.key = any_slice(random, kSourceBytes, random.below(24));
  if (random.below(4) == 0) record.key = {0, kNull};
  record.value =
      any_slice(random, kSourceBytes, static_cast<std::uint32_t>(any_length(random, 7)) - 1);
  record.headers = random.below(kMostHeaders + 1);
  for (std::uint32_t i = 0; i < record.headers; ++i) {
    record.names[i] = any_slice(random, kSourceBytes, 1 + random.below(8));
    record.contents[i] = any_slice(random, kSourceBytes, random.below(16));
  }
  return record;
}

void store_big_endian(std::uint8_t* to, std::uint64_t value, std::uint32_t bytes) {
  for (std::uint32_t i = 0; i < bytes; ++i)
    to[i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

std::uint64_t load_big_endian(const std::uint8_t* from, std::uint32_t bytes) {
  std::uint64_t value = 0;
  for (std::uint32_t i = 0; i < bytes; ++i) value = value << 8 | from[i];
  return value;
}

std::int64_t signed_size(Slice slice) {
  return slice.size == kNull ? -1 : std::int64_t{slice.size};
}

std::uint32_t size_of(Slice slice) {
  return varint_size(zigzag(signed_size(slice))) + (slice.size == kNull ? 0 : slice.size);
}

std::uint32_t body_size(const Record& record, std::uint32_t offset_delta) {
  std::uint32_t size = 1 + varint_size(zigzag(record.timestamp_delta)) +
                       varint_size(zigzag(offset_delta)) + size_of(record.key) +
                       size_of(record.value) + varint_size(zigzag(record.headers));
  for (std::uint32_t i = 0; i < record.headers; ++i)
    size += size_of(record.names[i]) + size_of(record.contents[i]);
  return size;
}

std::uint8_t* put_text(std::uint8_t* to, Slice slice, const std::uint8_t* source) {
  to = put_varint(to, zigzag(signed_size(slice)));
  return slice.size == kNull ? to : std::copy_n(source + slice.at, slice.size, to);
}

std::uint8_t* put_record(std::uint8_t* to, const Record& record, std::uint32_t offset_delta,
                         const std::uint8_t* source) {
  to = put_varint(to, zigzag(body_size(record, offset_delta)));
  *to++ = 0;  // attributes
  to = put_varint(to, zigzag(record.timestamp_delta));
  to = put_varint(to, zigzag(offset_delta));
  to = put_text(to, record.key, source);
  to = put_text(to, record.value, source);
  to = put_varint(to, zigzag(record.headers));
  for (std::uint32_t i = 0; i < record.headers; ++i) {
    to = put_text(to, record.names[i], source);
    to = put_text(to, record.contents[i], source);
  }
  return to;
}

struct Producer {
  std::uint64_t base_offset, id;
  std::uint32_t epoch, sequence;
};

[[gnu::noinline]] std::uint64_t encode_batch(std::span<const Record> records,
                                             const Producer& producer, const std::uint8_t* source,
                                             std::uint8_t* out) {
  std::uint8_t* to = out + kBatchHead;
  std::uint32_t offset_delta = 0;
  for (const Record& record : records) to = put_record(to, record, offset_delta++, source);
  const auto size = static_cast<std::uint32_t>(to - out);
  store_big_endian(out, producer.base_offset, 8);
  store_big_endian(out + 8, size - 12, 4);  // what follows this field
  store_big_endian(out + 12, 7, 4);         // the leader's epoch
  out[16] = 2;                              // the format's version
  store_big_endian(out + 21, 0, 2);         // attributes
  store_big_endian(out + 23, offset_delta - 1, 4);
  store_big_endian(out + 27, static_cast<std::uint64_t>(kFirstTimestamp), 8);
  store_big_endian(
      out + 35,
      static_cast<std::uint64_t>(kFirstTimestamp + records[records.size() - 1].timestamp_delta), 8);
  store_big_endian(out + 43, producer.id, 8);
  store_big_endian(out + 51, producer.epoch, 2);
  store_big_endian(out + 53, producer.sequence, 4);
  store_big_endian(out + 57, offset_delta, 4);
  store_big_endian(out + kCrcAt, crc32c(out + kCrcFrom, size - kCrcFrom), 4);
  return size;
}

Slice read_text(VarintReader& in) {
  const std::int64_t size = unzigzag(in.varint());
  return size == -1 ? Slice{0, kNull} : in.slice(static_cast<std::uint64_t>(size));
}

bool read_record(const std::uint8_t* batch, VarintReader& in, std::uint32_t offset_delta,
                 Record& record) {
  const Slice body = in.slice(static_cast<std::uint64_t>(unzigzag(in.varint())));
  VarintReader fields(batch, body.at, body.at + body.size);
  fields.fixed(1);
  record = {};
  record.timestamp_delta = unzigzag(fields.varint());
  if (unzigzag(fields.varint()) != offset_delta) return false;
  record.key = read_text(fields);
  record.value = read_text(fields);
  const std::int64_t headers = unzigzag(fields.varint());
  if (headers < 0 || headers > std::int64_t{kMostHeaders}) return false;
  record.headers = static_cast<std::uint32_t>(headers);
  for (std::uint32_t i = 0; i < record.headers; ++i) {
    record.names[i] = read_text(fields);
    record.contents[i] = read_text(fields);
  }
  return fields.is_good() && fields.at_end();
}

// How many records there are; 0 if the batch is damaged.
[[gnu::noinline]] std::uint64_t decode_batch(const std::uint8_t* batch, std::uint32_t size,
                                             std::span<Record> records) {
  if (size < kBatchHead || load_big_endian(batch + 8, 4) != size - 12 || batch[16] != 2) return 0;
  if (load_big_endian(batch + kCrcAt, 4) != crc32c(batch + kCrcFrom, size - kCrcFrom)) return 0;
  const std::uint64_t count = load_big_endian(batch + 57, 4);
  if (count > records.size()) return 0;
  VarintReader in(batch, kBatchHead, size);
  for (std::uint32_t i = 0; i < count; ++i)
    if (!read_record(batch, in, i, records[i])) return 0;
  return in.is_good() && in.at_end() ? count : 0;
}

void add_record(Fnv1a64& hash, std::span<const std::uint8_t> batch, const Record& record) {
  hash.add(record.timestamp_delta).add(record.headers);
  add_slice(hash, batch, record.key);
  add_slice(hash, batch, record.value);
  for (std::size_t i = 0; i < std::min<std::size_t>(record.headers, kMostHeaders); ++i) {
    add_slice(hash, batch, record.names[i]);
    add_slice(hash, batch, record.contents[i]);
  }
}

struct LogBatches {
  Bytes source = random_bytes(kSourceBytes, seed(0x720));
  Buffer<Record> records;
  std::vector<Producer> producers;
  std::size_t each;

  LogBatches(std::size_t batches, std::size_t size)
      : records(batches * size), producers(batches), each(size) {
    for (std::size_t turn = 0; turn < batches; ++turn) {
      Random random(seed_of_turn(0x721, turn));
      producers[turn].base_offset = any_length(random, 40);
      producers[turn].id = any_length(random, 30);
      producers[turn].epoch = random.below(8);
      producers[turn].sequence = random.below(1u << 30);
      std::int64_t time = 0;
      for (std::size_t i = 0; i < size; ++i) records[turn * size + i] = any_record(random, time);
    }
  }
  std::uint64_t encode(std::size_t turn, std::uint8_t* out) const {
    return encode_batch(records.span().subspan(turn * each, each), producers[turn], source.data(),
                        out);
  }
};

// The length of each number, whether there is a key, how many headers: 10 decisions of
// a record. 256 of them are some 16 KiB, which producers gather by default.
void kafka_encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const LogBatches input(static_cast<std::size_t>(turns.count()), size);
  Bytes out(kBatchHead + size * kMostLogRecordBytes, 192);
  run_batches(
      state, turns, Work{size, "records"}, [&] { poison(out); },
      [&](std::size_t turn) { return input.encode(turn, out.data()); }, outcome_of(out));
}

void kafka_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const LogBatches input(static_cast<std::size_t>(turns.count()), size);
  const std::size_t room = kBatchHead + size * kMostLogRecordBytes;
  Bytes batches(static_cast<std::size_t>(turns.count()) * room);
  std::vector<std::uint32_t> bytes(turns.count());
  for (std::size_t turn = 0; turn < turns.count(); ++turn)
    bytes[turn] = static_cast<std::uint32_t>(input.encode(turn, batches.data() + turn * room));
  Buffer<Record> records(size, 192);
  std::size_t last = 0;
  run_batches(
      state, turns, Work{size, "records"}, [&] { poison(records); },
      [&](std::size_t turn) {
        last = turn;
        return decode_batch(batches.data() + last * room, bytes[last], records.span());
      },
      [&](std::uint64_t count) {
        Fnv1a64 hash;
        hash.add(count);
        for (const Record& record : records)
          add_record(hash, batches.span().subspan(last * room, room), record);
        return hash;
      });
}

BENCHMARK(kafka_encode)->Name("kafka/encode")->Arg(256);
BENCHMARK(kafka_decode)->Name("kafka/decode")->Arg(256);

}  // namespace
}  // namespace assay
