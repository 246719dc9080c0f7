// SPDX-License-Identifier: Apache-2.0
// MQTT 3.1.1 (OASIS, 2014): packets as clients send them to a broker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "batches.h"
#include "topics.h"

namespace assay {

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
    const std::uint32_t size = topics_->write(words, body_).size;
    body_[at] = static_cast<std::uint8_t>(size >> 8);
    body_[at + 1] = static_cast<std::uint8_t>(size);
  }

  Random random_;
  const Topics* topics_;
  std::vector<std::uint8_t> body_;
};

}  // namespace assay
