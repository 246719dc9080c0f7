// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1 (OASIS, 2014): what a broker does with the bytes that clients send. Packets are read
// from a stream and checked; and topics are matched with filters one by one, character by
// character.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "batches.h"
#include "topics.h"

namespace assay {
namespace {

enum PacketType : std::uint32_t {
  kConnect = 1,
  kPublish = 3,
  kPuback = 4,
  kPubrel = 6,
  kPubcomp = 7,
  kSubscribe = 8,
  kUnsubscribe = 10,
  kPingreq = 12
};

// Of a packet to subscribe `topic` is the last filter and `extra` how many there are; of one to
// connect `topic` is the client's name and `extra` the time that it may be silent.
struct Packet {
  std::uint32_t type, flags, id, extra;
  Slice topic, payload;
};

// Appends packets as clients would send them.
class PacketWriter {
 public:
  PacketWriter(std::uint64_t seed_value, const Topics& topics)
      : random_(seed_value), topics_(&topics) {}

  void any_packet(std::vector<std::uint8_t>& stream) {
    body_.clear();
    const std::uint32_t first = any_body();
    stream.push_back(static_cast<std::uint8_t>(first));
    std::size_t rest = body_.size();
    for (; rest >= 128; rest >>= 7) stream.push_back(static_cast<std::uint8_t>(rest | 128));
    stream.push_back(static_cast<std::uint8_t>(rest));
    stream.insert(stream.end(), body_.begin(), body_.end());
  }

 private:
  // Gives the first byte.
  std::uint32_t any_body() {
    const std::uint32_t choice = random_.below(16);
    if (choice < 9) return publish();
    if (choice < 11) {
      const std::uint32_t type = kPuback + random_.below(4);
      word(1 + random_.below(65535));
      return type << 4 | (type == kPubrel ? 2 : 0);
    }
    if (choice < 14) return subscribe(choice == 13);
    return choice == 14 ? connect() : kPingreq << 4;
  }

  std::uint32_t publish() {
    const std::uint32_t quality = random_.below(3);
    const std::uint32_t retain = random_.below(2);
    words(topics_->topic(random_));
    if (quality != 0) word(1 + random_.below(65535));
    const auto bytes = static_cast<std::uint32_t>(any_length(random_, 9)) - 1;
    for (std::uint32_t i = 0; i < bytes; ++i) body_.push_back(static_cast<std::uint8_t>(i));
    return kPublish << 4 | quality << 1 | retain;
  }

  std::uint32_t subscribe(bool no_more) {
    word(1 + random_.below(65535));
    const std::uint32_t filters = 1 + random_.below(3);
    for (std::uint32_t i = 0; i < filters; ++i) {
      const Words topic = topics_->topic(random_);
      words(topics_->filter(random_, topic));
      if (!no_more) body_.push_back(static_cast<std::uint8_t>(random_.below(3)));
    }
    return (no_more ? kUnsubscribe : kSubscribe) << 4 | 2;
  }

  std::uint32_t connect() {
    const std::uint32_t who = random_.below(3);  // a name, and a password
    text("MQTT");
    body_.push_back(4);
    body_.push_back(static_cast<std::uint8_t>(2 | (who > 0 ? 0x80 : 0) | (who > 1 ? 0x40 : 0)));
    word(random_.below(600));
    for (std::uint32_t i = 0; i <= who; ++i) text(topics_->word(random_));
    return kConnect << 4;
  }

  void word(std::uint32_t value) {
    body_.push_back(static_cast<std::uint8_t>(value >> 8));
    body_.push_back(static_cast<std::uint8_t>(value));
  }
  void text(const std::string& text) {
    word(static_cast<std::uint32_t>(text.size()));
    for (const char c : text) body_.push_back(static_cast<std::uint8_t>(c));
  }

  // Their length is known afterwards.
  void words(const Words& words) {
    const std::size_t at = body_.size();
    word(0);
    topics_->write(words, body_);
    const std::size_t size = body_.size() - at - 2;
    body_[at] = static_cast<std::uint8_t>(size >> 8);
    body_[at + 1] = static_cast<std::uint8_t>(size);
  }

  Random random_;
  const Topics* topics_;
  std::vector<std::uint8_t> body_;
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

bool topic_matches(std::span<const std::uint8_t> filter, std::span<const std::uint8_t> topic) {
  const auto is_at = [](std::span<const std::uint8_t> text, std::size_t at, std::uint8_t c) {
    return at < text.size() && text[at] == c;
  };
  if (is_at(topic, 0, '$') && (is_at(filter, 0, '+') || is_at(filter, 0, '#'))) return false;
  std::size_t f = 0, t = 0;
  for (;; ++f, ++t) {
    if (is_at(filter, f, '#')) return true;
    if (is_at(filter, f, '+')) {
      ++f;
      while (t < topic.size() && topic[t] != '/') ++t;
    } else {
      while (f < filter.size() && is_at(topic, t, filter[f]) && filter[f] != '/') ++f, ++t;
    }
    if (f == filter.size()) return t == topic.size();
    if (t == topic.size())  // `a/#` is for `a` too
      return f + 2 == filter.size() && filter[f] == '/' && filter[f + 1] == '#';
    if (filter[f] != '/' || topic[t] != '/') return false;
  }
}

struct TopicPair {
  Slice filter, topic;
};

[[gnu::noinline]] std::uint64_t match_pairs(const std::uint8_t* texts,
                                            std::span<const TopicPair> pairs, std::uint8_t* out) {
  std::uint64_t matches = 0;
  for (const TopicPair& pair : pairs) {
    const bool found = topic_matches({texts + pair.filter.at, pair.filter.size},
                                     {texts + pair.topic.at, pair.topic.size});
    *out++ = found ? 1 : 0;
    matches += found ? 1 : 0;
  }
  return matches;
}

// How long each word is and which kind of word: more than 4 decisions of a pair.
void mqtt_match(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const Topics topics(seed(0x732));
  std::vector<std::uint8_t> texts;
  const auto keep = [&](const Words& words) {
    const auto at = static_cast<std::uint32_t>(texts.size());
    topics.write(words, texts);
    return Slice{at, static_cast<std::uint32_t>(texts.size()) - at};
  };
  Buffer<TopicPair> pairs(static_cast<std::size_t>(turns.count()) * size);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x733, turn));
    for (std::size_t i = 0; i < size; ++i) {
      const Words topic = topics.topic(random);
      pairs[turn * size + i].filter = keep(topics.filter(random, topic));
      pairs[turn * size + i].topic = keep(topic);
    }
  }
  Bytes out(size, 192);
  run_batches(
      state, turns, Work{size, "pairs"}, [&] { poison(out); },
      [&](std::size_t turn) {
        return match_pairs(texts.data(), pairs.span().subspan(turn * size, size), out.data());
      },
      [&](std::uint64_t matches) { return Fnv1a64().add(matches).add(out.span()); });
}

BENCHMARK(mqtt_parse)->Name("mqtt/parse")->Arg(256);
BENCHMARK(mqtt_match)->Name("mqtt/match")->Arg(512);

}  // namespace
}  // namespace assay
