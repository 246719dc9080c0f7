// SPDX-License-Identifier: Apache-2.0
// The message of the rows protobuf/encode and protobuf/decode: 20 fields of all types, many of them
// left at their default.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "batches.h"
#include "varint.h"

namespace assay {

struct Place {
  std::int32_t latitude, longitude;
  Slice name;
};

inline constexpr std::uint32_t kMostLines = 8;

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

inline constexpr std::size_t kTextBytes = 4096;

// Half of all optional fields have their default, which is not written.
template <class Value>
Value or_default(Random& random, Value value) {
  return random.below(2) == 0 ? Value{} : value;
}

inline std::int32_t any_signed(Random& random, std::uint32_t bits) {
  return static_cast<std::int32_t>(unzigzag(any_length(random, bits)));
}

inline Slice any_text(Random& random, std::uint32_t most) {
  return any_slice(random, kTextBytes, random.below(most + 1));
}

inline Order any_order(Random& random) {
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

inline void add_order(Fnv1a64& hash, std::span<const std::uint8_t> stream, const Order& order) {
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

}  // namespace assay
