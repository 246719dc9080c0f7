// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1 (OASIS, 2014): what a broker does with the bytes that clients send. Packets are read
// from a stream and checked.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"
#include "mqtt_writer.h"
#include "topics.h"

namespace assay {
namespace {

// Of a packet to subscribe `topic` is the last filter and `extra` how many there are; of one to
// connect `topic` is the client's name and `extra` the time that it may be silent.
struct Packet {
  std::uint32_t type, flags, id, extra;
  Slice topic, payload;
};

bool is_topic(std::span<const std::uint8_t> text) {
  for (const std::uint8_t c : text)
    if (c == '+' || c == '#' || c == 0) return false;
  return !text.empty();
}

// A wildcard stands for a whole word, `#` at the end only.
bool is_filter(std::span<const std::uint8_t> text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == 0) return false;
    if (text[i] != '+' && text[i] != '#') continue;
    const bool last = i + 1 == text.size();
    if (i > 0 && text[i - 1] != '/') return false;
    if (!last && (text[i] == '#' || text[i + 1] != '/')) return false;
  }
  return !text.empty();
}

class PacketReader {
 public:
  PacketReader(const std::uint8_t* stream, std::uint32_t size)
      : stream_(stream), at_(0), end_(size), size_(size) {}

  bool at_end() const { return at_ == size_; }

  // False if the packet is cut short or breaks a rule: the connection ends then.
  bool next(Packet& packet) {
    end_ = size_;
    const std::uint32_t first = byte();
    packet = {first >> 4, first & 15, 0, 0, {0, 0}, {0, 0}};
    const std::uint32_t length = remaining_length();
    if (!good_ || length > size_ - at_) return false;
    end_ = at_ + length;
    return body(packet) && good_ && at_ == end_;
  }

 private:
  bool body(Packet& packet) {
    switch (packet.type) {
      case kConnect:
        return packet.flags == 0 && connect(packet);
      case kPublish:
        return publish(packet);
      case kSubscribe:
      case kUnsubscribe:
        return packet.flags == 2 && subscribe(packet);
      case kPingreq:
        return packet.flags == 0;
      default:
        if (packet.type < kPuback || packet.type > kPubcomp) return false;
        packet.id = word();
        return packet.flags == (packet.type == kPubrel ? 2 : 0) && packet.id != 0;
    }
  }

  bool publish(Packet& packet) {
    const std::uint32_t quality = packet.flags >> 1 & 3;
    if (quality == 3) return false;
    packet.topic = text();
    if (quality != 0) packet.id = word();
    packet.payload = rest();
    return is_topic(bytes(packet.topic)) && (quality == 0 || packet.id != 0);
  }

  bool subscribe(Packet& packet) {
    packet.id = word();
    packet.payload = {at_, end_ - at_};
    while (at_ < end_) {
      packet.topic = text();
      if (!is_filter(bytes(packet.topic))) return false;
      if (packet.type == kSubscribe && byte() > 2) return false;
      ++packet.extra;
    }
    return packet.id != 0 && packet.extra != 0;
  }

  bool connect(Packet& packet) {
    const Slice protocol = text();
    const std::uint8_t* const name = stream_ + protocol.at;
    const std::uint32_t level = byte(), flags = byte();
    packet.extra = word();
    packet.topic = text();
    packet.payload = {at_, end_ - at_};
    if ((flags & 0x80) != 0) text();
    if ((flags & 0x40) != 0) text();
    return protocol.size == 4 && name[0] == 'M' && name[1] == 'Q' && name[2] == 'T' &&
           name[3] == 'T' && level == 4 && (flags & 0x3d) == 0;  // no will
  }

  std::uint32_t byte() {
    if (at_ == end_) {
      good_ = false;
      return 0;
    }
    return stream_[at_++];
  }
  std::uint32_t word() {
    const std::uint32_t high = byte();
    return high << 8 | byte();
  }
  Slice text() {
    const std::uint32_t size = word();
    if (size > end_ - at_) {
      good_ = false;
      return {0, 0};
    }
    at_ += size;
    return {at_ - size, size};
  }
  Slice rest() {
    const Slice all{at_, end_ - at_};
    at_ = end_;
    return all;
  }
  std::span<const std::uint8_t> bytes(Slice slice) const {
    return {stream_ + slice.at, slice.size};
  }

  // At most four bytes.
  std::uint32_t remaining_length() {
    std::uint32_t length = 0;
    for (std::uint32_t shift = 0; shift < 28; shift += 7) {
      const std::uint32_t next = byte();
      length |= (next & 127) << shift;
      if (next < 128) return length;
    }
    good_ = false;
    return 0;
  }

  const std::uint8_t* stream_;
  std::uint32_t at_, end_, size_;
  bool good_ = true;
};

// How many packets there were before the end or a fault.
[[gnu::noinline]] std::uint64_t parse_packets(const std::uint8_t* stream, std::uint32_t size,
                                              std::span<Packet> packets) {
  PacketReader in(stream, size);
  std::size_t count = 0;
  while (count < packets.size() && !in.at_end() && in.next(packets[count])) ++count;
  return count;
}

// The type of each packet, its length, and one or two of each character: more than 16 decisions.
void mqtt_parse(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const Topics topics(seed(0x730));
  std::vector<std::vector<std::uint8_t>> streams(static_cast<std::size_t>(turns.count()));
  for (std::size_t turn = 0; turn < streams.size(); ++turn) {
    PacketWriter writer(seed_of_turn(0x731, turn), topics);
    for (std::size_t i = 0; i < size; ++i) writer.any_packet(streams[turn]);
  }
  Buffer<Packet> packets(size, 192);
  std::size_t last = 0;
  run_batches(
      state, turns, Work{size, "packets"}, [&] { poison(packets); },
      [&](std::size_t turn) {
        last = turn;
        return parse_packets(streams[last].data(), static_cast<std::uint32_t>(streams[last].size()),
                             packets.span());
      },
      [&](std::uint64_t count) {
        Fnv1a64 hash;
        hash.add(streams[last]).add(count);
        for (const Packet& packet : packets) {
          hash.add(packet.type).add(packet.flags).add(packet.id).add(packet.extra);
          add_slice(hash, streams[last], packet.topic);
          add_slice(hash, streams[last], packet.payload);
        }
        return hash;
      });
}

BENCHMARK(mqtt_parse)->Name("mqtt/parse")->Arg(256);

}  // namespace
}  // namespace assay
