// SPDX-License-Identifier: Apache-2.0
// Topics and filters of publish and subscribe, as MQTT 3.1.1 has them (OASIS, section 4.7): words
// with slashes between them, `+` for any one word, `#` for all that follows. A topic that begins
// with `$` is not for filters that begin with one of these.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "data.h"

namespace assay {

inline constexpr std::size_t kMostLevels = 6;

class Topics {
 public:
  explicit Topics(std::uint64_t words_seed) {
    Random random(words_seed);
    for (std::string& word : words_) {
      const std::uint32_t letters = 1 + random.below(8);
      for (std::uint32_t i = 0; i < letters; ++i)
        word += static_cast<char>('a' + static_cast<int>(random.below(26)));
    }
  }

  // Some words are more frequent than others.
  const std::string& word(Random& random) const {
    const std::uint32_t one = random.below(kWords);
    const std::uint32_t other = random.below(kWords);
    return words_[std::min(one, other)];
  }

  std::string topic(Random& random) const {
    std::string topic = random.below(16) == 0 ? "$" : "";
    const std::uint32_t levels = 1 + random.below(kMostLevels);
    for (std::uint32_t i = 0; i < levels; ++i) topic += (i == 0 ? "" : "/") + word(random);
    return topic;
  }

  // One that this topic may match. Few clients want all topics.
  std::string filter(Random& random, const std::string& topic) const {
    std::string filter;
    for (std::size_t at = 0; at <= topic.size();) {
      const std::size_t end = std::min(topic.find('/', at), topic.size());
      filter += at == 0 ? "" : "/";
      const std::uint32_t choice = random.below(8);
      if (choice == 0 && (at != 0 || random.below(16) == 0)) return filter + "#";
      if (choice == 1 || (choice == 2 && at != 0))
        filter += "+";
      else
        filter += choice == 3 ? word(random) : topic.substr(at, end - at);
      at = end + 1;
    }
    return filter;
  }

 private:
  static constexpr std::size_t kWords = 32;
  std::array<std::string, kWords> words_;
};

}  // namespace assay
