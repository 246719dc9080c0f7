// SPDX-License-Identifier: Apache-2.0
// Protocol Buffers (protobuf.dev, "Encoding"): messages of 20 fields as generated C++ code writes
// and reads them, and one packed field of varints. Messages follow one another, each after its
// length. Text is not copied when it is read: a field says where it lies.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "varint.h"

namespace assay {
namespace {

struct Place {
  std::int32_t latitude, longitude;
  Slice name;
};

constexpr std::uint32_t kMostLines = 8;

struct Order {
  std::uint64_t id, created, parent;
  std::int64_t balance;
  double price;
  float weight;
  std::uint32_t quantity, express, status, hash, flags, line_count;
  std::int32_t east, north, change;
  Slice customer, address, token, note;
  std::array<std::uint32_t, kMostLines> lines;
  Place place;
};

constexpr std::size_t kTextBytes = 4096;
constexpr std::size_t kMostOrderBytes = 512;

// Half of all optional fields have their default, which is not written.
template <class Value>
Value or_default(Random& random, Value value) {
  return random.below(2) == 0 ? Value{} : value;
}

std::int32_t any_signed(Random& random, std::uint32_t bits) {
  return static_cast<std::int32_t>(unzigzag(any_length(random, bits)));
}

Slice any_text(Random& random, std::uint32_t most) {
  return any_slice(random, kTextBytes, random.below(most + 1));
}

Order any_order(Random& random) {
  Order order{};
  order.id = any_length(random, 64);
  order.customer = any_text(random, 24);
  order.balance = unzigzag(any_length(random, 48));
  order.created = random.next();
  order.quantity = static_cast<std::uint32_t>(any_length(random, 14));
  order.price = or_default(random, random.coarse());
  order.express = random.below(2);
  order.status = random.below(4);
  order.address = any_text(random, 40);
  order.east = any_signed(random, 16);
  order.north = any_signed(random, 16);
  order.weight = or_default(random, static_cast<float>(random.coarse()));
  order.change = or_default(random, any_signed(random, 20));
  order.hash = static_cast<std::uint32_t>(random.next() >> 32);
  order.token = any_text(random, 16);
  order.line_count = random.below(kMostLines + 1);
  for (std::uint32_t i = 0; i < order.line_count; ++i)
    order.lines[i] = static_cast<std::uint32_t>(any_length(random, 28));
  order.place.latitude = any_signed(random, 30);
  order.place.longitude = any_signed(random, 30);
  order.place.name = any_text(random, 12);
  order.note = or_default(random, any_text(random, 60));
  order.parent = or_default(random, any_length(random, 64));
  order.flags = random.below(256);
  return order;
}

enum Wire : std::uint32_t { kVarint = 0, kFixed64 = 1, kLength = 2, kFixed32 = 5 };

constexpr std::uint32_t tag_of(std::uint32_t field, Wire wire) { return field << 3 | wire; }

// The first pass over a message: its length comes before it.
struct Sizes {
  std::uint32_t size = 0;

  void varint(std::uint32_t field, std::uint64_t value) {
    if (value != 0) size += varint_size(field << 3) + varint_size(value);
  }
  void fixed(std::uint32_t field, std::uint64_t value, std::uint32_t bytes) {
    if (value != 0) size += varint_size(field << 3) + bytes;
  }
  void head(std::uint32_t field, std::uint32_t bytes) {
    size += varint_size(field << 3) + varint_size(bytes) + bytes;
  }
  void text(std::uint32_t field, Slice slice) {
    if (slice.size != 0) head(field, slice.size);
  }
};

// The second pass.
struct Fields {
  std::uint8_t* to;
  const std::uint8_t* texts;

  void varint(std::uint32_t field, std::uint64_t value) {
    if (value == 0) return;
    to = put_varint(to, tag_of(field, kVarint));
    to = put_varint(to, value);
  }
  void fixed(std::uint32_t field, std::uint64_t value, std::uint32_t bytes) {
    if (value == 0) return;
    to = put_varint(to, tag_of(field, bytes == 8 ? kFixed64 : kFixed32));
    for (std::uint32_t i = 0; i < bytes; ++i) *to++ = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void head(std::uint32_t field, std::uint32_t bytes) {
    to = put_varint(to, tag_of(field, kLength));
    to = put_varint(to, bytes);
  }
  void text(std::uint32_t field, Slice slice) {
    if (slice.size == 0) return;
    head(field, slice.size);
    to = std::copy_n(texts + slice.at, slice.size, to);
  }
};

template <class Sink>
void each_field(const Place& place, Sink& sink) {
  sink.varint(1, zigzag(place.latitude));
  sink.varint(2, zigzag(place.longitude));
  sink.text(3, place.name);
}

template <class Sink>
void first_fields(const Order& order, Sink& sink) {
  sink.varint(1, order.id);
  sink.text(2, order.customer);
  sink.varint(3, zigzag(order.balance));
  sink.fixed(4, order.created, 8);
  sink.varint(5, order.quantity);
  sink.fixed(6, std::bit_cast<std::uint64_t>(order.price), 8);
  sink.varint(7, order.express);
  sink.varint(8, order.status);
  sink.text(9, order.address);
  sink.varint(10, zigzag(order.east));
  sink.varint(11, zigzag(order.north));
  sink.fixed(12, std::bit_cast<std::uint32_t>(order.weight), 4);
  sink.varint(13, static_cast<std::uint64_t>(std::int64_t{order.change}));  // negative: ten bytes
  sink.fixed(14, order.hash, 4);
  sink.text(15, order.token);
}

template <class Sink>
void last_fields(const Order& order, Sink& sink) {
  sink.text(18, order.note);
  sink.varint(19, order.parent);
  sink.varint(20, order.flags);
}

std::uint32_t size_of_lines(const Order& order) {
  std::uint32_t size = 0;
  for (std::uint32_t i = 0; i < order.line_count; ++i) size += varint_size(order.lines[i]);
  return size;
}

std::uint8_t* put_order(std::uint8_t* to, const Order& order, const std::uint8_t* texts) {
  const std::uint32_t lines = size_of_lines(order);
  Sizes place;
  each_field(order.place, place);
  Sizes all;
  first_fields(order, all);
  if (lines != 0) all.head(16, lines);
  all.head(17, place.size);
  last_fields(order, all);
  Fields fields{put_varint(to, all.size), texts};
  first_fields(order, fields);
  if (lines != 0) fields.head(16, lines);
  for (std::uint32_t i = 0; i < order.line_count && lines != 0; ++i)
    fields.to = put_varint(fields.to, order.lines[i]);
  fields.head(17, place.size);
  each_field(order.place, fields);
  last_fields(order, fields);
  return fields.to;
}

[[gnu::noinline]] std::uint64_t encode_orders(std::span<const Order> orders,
                                              const std::uint8_t* texts, std::uint8_t* out) {
  std::uint8_t* to = out;
  for (const Order& order : orders) to = put_order(to, order, texts);
  return static_cast<std::uint64_t>(to - out);
}

void skip_field(VarintReader& in, std::uint32_t wire) {
  switch (wire) {
    case kVarint:
      in.varint();
      break;
    case kFixed64:
      in.fixed(8);
      break;
    case kLength:
      in.slice(in.varint());
      break;
    case kFixed32:
      in.fixed(4);
      break;
    default:
      in.fail();
  }
}

void read_place(VarintReader in, Place& place, bool& good) {
  while (!in.at_end()) {
    const std::uint64_t tag = in.varint();
    switch (tag) {
      case tag_of(1, kVarint):
        place.latitude = static_cast<std::int32_t>(unzigzag(in.varint()));
        break;
      case tag_of(2, kVarint):
        place.longitude = static_cast<std::int32_t>(unzigzag(in.varint()));
        break;
      case tag_of(3, kLength):
        place.name = in.slice(in.varint());
        break;
      default:
        skip_field(in, tag & 7);
    }
  }
  good = good && in.is_good();
}

void read_lines(VarintReader in, Order& order, bool& good) {
  while (!in.at_end() && order.line_count < kMostLines)
    order.lines[order.line_count++] = static_cast<std::uint32_t>(in.varint());
  good = good && in.at_end() && in.is_good();
}

VarintReader inside(const std::uint8_t* stream, VarintReader& in) {
  const Slice slice = in.slice(in.varint());
  return {stream, slice.at, slice.at + slice.size};
}

// Fields of integers. The reader is one version older than the writer: it does not know field 18.
void read_number(VarintReader& in, std::uint64_t tag, Order& order) {
  const auto number = [&] { return in.varint(); };
  const auto word = [&] { return static_cast<std::uint32_t>(in.varint()); };
  const auto difference = [&] { return static_cast<std::int32_t>(unzigzag(in.varint())); };
  switch (tag) {
      // clang-format off
    case tag_of(1, kVarint): order.id = number(); break;
    case tag_of(3, kVarint): order.balance = unzigzag(number()); break;
    case tag_of(4, kFixed64): order.created = in.fixed(8); break;
    case tag_of(5, kVarint): order.quantity = word(); break;
    case tag_of(6, kFixed64): order.price = std::bit_cast<double>(in.fixed(8)); break;
    case tag_of(7, kVarint): order.express = number() != 0; break;
    case tag_of(8, kVarint): order.status = word(); break;
    case tag_of(10, kVarint): order.east = difference(); break;
    case tag_of(11, kVarint): order.north = difference(); break;
    case tag_of(12, kFixed32):
      order.weight = std::bit_cast<float>(static_cast<std::uint32_t>(in.fixed(4)));
      break;
    case tag_of(13, kVarint): order.change = static_cast<std::int32_t>(number()); break;
    case tag_of(14, kFixed32): order.hash = static_cast<std::uint32_t>(in.fixed(4)); break;
    case tag_of(19, kVarint): order.parent = number(); break;
    case tag_of(20, kVarint): order.flags = word(); break;
    default: skip_field(in, tag & 7);
      // clang-format on
  }
}

bool read_order(const std::uint8_t* stream, VarintReader in, Order& order) {
  bool good = true;
  order = {};
  while (!in.at_end()) {
    const std::uint64_t tag = in.varint();
    switch (tag) {
        // clang-format off
      case tag_of(2, kLength): order.customer = in.slice(in.varint()); break;
      case tag_of(9, kLength): order.address = in.slice(in.varint()); break;
      case tag_of(15, kLength): order.token = in.slice(in.varint()); break;
      case tag_of(16, kLength): read_lines(inside(stream, in), order, good); break;
      case tag_of(17, kLength): read_place(inside(stream, in), order.place, good); break;
      default: read_number(in, tag, order);
        // clang-format on
    }
  }
  return good && in.is_good();
}

// How many messages were read without a fault.
[[gnu::noinline]] std::uint64_t decode_orders(const std::uint8_t* stream, std::uint32_t size,
                                              std::span<Order> orders) {
  VarintReader in(stream, 0, size);
  std::uint64_t good = 0;
  for (Order& order : orders) good += read_order(stream, inside(stream, in), order) ? 1 : 0;
  return in.is_good() && in.at_end() ? good : 0;
}

void add_order(Fnv1a64& hash, std::span<const std::uint8_t> stream, const Order& order) {
  hash.add(order.id).add(order.balance).add(order.created).add(order.quantity);
  hash.add(std::bit_cast<std::uint64_t>(order.price)).add(order.express).add(order.status);
  hash.add(order.east).add(order.north).add(std::bit_cast<std::uint32_t>(order.weight));
  hash.add(order.change).add(order.hash).add(order.parent).add(order.flags);
  for (const Slice text : {order.customer, order.address, order.token, order.note})
    add_slice(hash, stream, text);
  hash.add(order.line_count);
  for (std::uint32_t i = 0; i < std::min(order.line_count, kMostLines); ++i)
    hash.add(order.lines[i]);
  hash.add(order.place.latitude).add(order.place.longitude);
  add_slice(hash, stream, order.place.name);
}

struct OrderBatches {
  Bytes texts = ascii_text(kTextBytes, seed(0x700));
  Buffer<Order> orders;
  std::size_t each;

  OrderBatches(std::uint64_t batches, std::size_t size)
      : orders(static_cast<std::size_t>(batches) * size), each(size) {
    for (std::size_t turn = 0; turn < batches; ++turn) {
      Random random(seed_of_turn(0x701, turn));
      for (std::size_t i = 0; i < size; ++i) orders[turn * size + i] = any_order(random);
    }
  }
  std::span<const Order> batch(std::size_t turn) const {
    return orders.span().subspan(turn * each, each);
  }
};

// Each field's presence and length is a decision: more than 40 of each message.
void protobuf_encode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  const OrderBatches input(turns.count(), size);
  Bytes out(size * kMostOrderBytes, 192);
  run_batches(
      state, turns, Work{size, "messages"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return encode_orders(input.batch(turn), input.texts.data(), out.data());
      },
      [&](std::uint64_t bytes) {
        return Fnv1a64().add(bytes).add(out.span().first(static_cast<std::size_t>(bytes)));
      });
}

void protobuf_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  const OrderBatches input(turns.count(), size);
  const std::size_t room = size * kMostOrderBytes;
  Bytes streams(static_cast<std::size_t>(turns.count()) * room);
  const auto stream = [&](std::size_t turn) { return streams.span().subspan(turn * room, room); };
  std::vector<std::uint32_t> bytes(turns.count());
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    bytes[turn] = static_cast<std::uint32_t>(
        encode_orders(input.batch(turn), input.texts.data(), stream(turn).data()));
  }
  Buffer<Order> orders(size, 192);
  std::size_t last = 0;
  run_batches(
      state, turns, Work{size, "messages"}, [&] { poison(orders); },
      [&](std::size_t turn) {
        last = turn;
        return decode_orders(stream(turn).data(), bytes[turn], orders.span());
      },
      [&](std::uint64_t good) {
        Fnv1a64 hash;
        hash.add(good);
        for (const Order& order : orders) add_order(hash, stream(last), order);
        return hash;
      });
}

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
      [&](std::uint64_t bytes) {
        return Fnv1a64().add(bytes).add(out.span().first(static_cast<std::size_t>(bytes)));
      });
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

BENCHMARK(protobuf_encode)->Name("protobuf/encode")->Arg(128);
BENCHMARK(protobuf_decode)->Name("protobuf/decode")->Arg(128);
BENCHMARK(packed_encode)->Name("protobuf/packed_encode")->Arg(4096);
BENCHMARK(packed_decode)->Name("protobuf/packed_decode")->Arg(4096);

}  // namespace
}  // namespace assay
