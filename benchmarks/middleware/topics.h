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
#include <vector>

#include "batches.h"
#include "data.h"

namespace assay {

inline constexpr std::size_t kMostLevels = 6;

// Words by number, before they are written; `$` goes with the first word.
struct Words {
  std::array<std::uint8_t, kMostLevels> word;
  std::size_t count = 0;
  bool dollar = false;

  void add(std::uint32_t number) { word[count++] = static_cast<std::uint8_t>(number); }
};

class Topics {
 public:
  explicit Topics(std::uint64_t words_seed) {
    Random random(words_seed);
    for (std::uint32_t i = 0; i < kWords; ++i) {
      const std::uint32_t letters = 1 + random.below(8);
      for (std::uint32_t k = 0; k < letters; ++k)
        texts_[i] += static_cast<char>('a' + static_cast<int>(random.below(26)));
    }
    texts_[kPlus] = '+';
    texts_[kRest] = '#';
  }

  const std::string& word(Random& random) const { return texts_[number(random)]; }

  Words topic(Random& random) const {
    Words topic;
    topic.dollar = random.below(16) == 0;
    const std::uint32_t levels = 1 + random.below(kMostLevels);
    for (std::uint32_t i = 0; i < levels; ++i) topic.add(number(random));
    return topic;
  }

  // One that this topic may match. Few clients want all topics.
  Words filter(Random& random, const Words& topic) const {
    Words filter;
    for (std::size_t i = 0; i < topic.count; ++i) {
      const std::uint32_t choice = random.below(8);
      if (choice == 0 && (i > 0 || random.below(16) == 0)) {
        filter.add(kRest);
        return filter;
      }
      if (choice == 1 || (choice == 2 && i > 0)) {
        filter.add(kPlus);
      } else {
        filter.add(choice == 3 ? number(random) : topic.word[i]);
        if (i == 0 && choice != 3) filter.dollar = topic.dollar;
      }
    }
    // `a/#` is for `a` too.
    if (filter.count < kMostLevels && random.below(8) == 0) filter.add(kRest);
    return filter;
  }

  // Appends them; returns where they are.
  Slice write(const Words& words, std::vector<std::uint8_t>& out) const {
    const auto at = static_cast<std::uint32_t>(out.size());
    if (words.dollar) out.push_back('$');
    for (std::size_t i = 0; i < words.count; ++i) {
      if (i > 0) out.push_back('/');
      const std::string& text = texts_[words.word[i]];
      out.insert(out.end(), text.begin(), text.end());
    }
    return {at, static_cast<std::uint32_t>(out.size()) - at};
  }

 private:
  static constexpr std::uint32_t kWords = 32, kPlus = kWords, kRest = kWords + 1;

  // Some words are more frequent than others.
  static std::uint32_t number(Random& random) {
    const std::uint32_t one = random.below(kWords);
    const std::uint32_t other = random.below(kWords);
    return std::min(one, other);
  }

  std::array<std::string, kWords + 2> texts_;
};

}  // namespace assay
