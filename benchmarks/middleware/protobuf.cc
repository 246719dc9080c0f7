// SPDX-License-Identifier: Apache-2.0
// Protocol Buffers (protobuf.dev, "Encoding"): messages of 20 fields as generated C++ code writes
// and reads them. Messages follow one another, each after its length. Text is not copied when it
// is read: a field says where it lies.
#include <benchmark/benchmark.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "protobuf_order.h"
#include "protobuf_wire.h"
#include "varint.h"

namespace assay {
namespace {

constexpr std::size_t kMostOrderBytes = 512;

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
      outcome_of(out));
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

BENCHMARK(protobuf_encode)->Name("protobuf/encode")->Arg(128);
BENCHMARK(protobuf_decode)->Name("protobuf/decode")->Arg(128);

}  // namespace
}  // namespace assay
