// SPDX-License-Identifier: Apache-2.0
// Texts in the likeness of three files that JSON libraries are compared with: twitter.json (a
// search's answer: strings, many not ASCII, some escaped), canada.json (a border: arrays of pairs
// of numbers) and citm_catalog.json (a concert hall's programme: objects with numbers, on lines of
// their own).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "messages.h"

namespace assay::web {

class JsonText {
 public:
  JsonText(const Vocabulary& words, std::uint64_t seed_value)
      : words_(&words), random_(seed_value) {}

  // 420 bytes a status.
  std::string twitter_like(std::size_t statuses) {
    text_ = "{\"statuses\":[";
    for (std::size_t i = 0; i < statuses; ++i) {
      if (i > 0) text_ += ',';
      status();
    }
    text_ += "],\"search_metadata\":{\"completed_in\":0.087,\"count\":";
    text_ += std::to_string(statuses);
    text_ += "}}";
    return std::move(text_);
  }

  // 30 bytes a point.
  std::string canada_like(std::size_t points) {
    text_ =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
        "{\"name\":\"Canada\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[";
    for (std::size_t left = points; left > 0;) {
      if (left < points) text_ += ',';
      left -= ring(left);
    }
    text_ += "]}}]}";
    return std::move(text_);
  }

  // Some 2,000 bytes a performance and what belongs to it, half of them blanks.
  std::string citm_like(std::size_t performances) {
    text_ = citm_without_blanks(performances);
    return indented();
  }
  std::string citm_without_blanks(std::size_t performances) {
    text_ = "{\"areaNames\":{";
    repeat(performances / 2 + 1, [&] { field_of_number(random_.below(900000000), '"'); });
    text_ += "},\"events\":{";
    repeat(performances, [&] { event(); });
    text_ += "},\"performances\":[";
    repeat(performances, [&] { performance(); });
    text_ += "]}";
    return std::move(text_);
  }

 private:
  template <class Element>
  void repeat(std::size_t count, Element element) {
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text_ += ',';
      element();
    }
  }
  void word() { text_ += words_->draw(random_); }
  void number(std::uint64_t value) { text_ += std::to_string(value); }
  void field(std::string_view name, std::uint64_t value) {
    text_ += name;
    number(value);
  }
  void flag(std::string_view name, bool value) {
    text_ += name;
    text_ += value ? "true" : "false";
  }

  // Null, or a string that begins so and ends with a word.
  void null_or(std::string_view begin) {
    if (random_.below(2) == 0) {
      text_ += "null";
      return;
    }
    text_ += begin;
    word();
    text_ += '"';
  }

  // A word, kana, an escape, or an emoji in two escapes.
  void part_of_message() {
    constexpr std::array<std::string_view, 8> kEscapes = {
        "\\n", "\\\"", "\\u00e9", "\\/", "\\\\", "\\ud83d\\ude00", "\\t", "\\u2026"};
    const std::uint32_t kind = random_.below(8);
    if (kind < 4) return word();
    if (kind == 7) {
      text_ += kEscapes[random_.below(8)];
      return;
    }
    for (std::uint32_t left = 1 + random_.below(4); left > 0; --left) {
      const std::uint32_t c = 0x3041 + random_.below(83);
      text_ += static_cast<char>(0xe0 | c >> 12);
      text_ += static_cast<char>(0x80 | (c >> 6 & 63));
      text_ += static_cast<char>(0x80 | (c & 63));
    }
  }
  void message(std::uint32_t most) {
    text_ += '"';
    for (std::uint32_t left = 1 + random_.below(most); left > 0; --left) {
      part_of_message();
      if (left > 1) text_ += ' ';
    }
    text_ += '"';
  }
  void status() {
    const std::uint64_t id = 505874847000000000u + random_.below(1000000000);
    field("{\"created_at\":\"Sun Aug 31 00:29:", 10 + random_.below(50));
    field(" +0000 2014\",\"id\":", id);
    field(",\"id_str\":\"", id);
    text_ += "\",\"text\":";
    message(24);
    flag(",\"truncated\":", random_.below(2) == 0);
    field(",\"user\":{\"id\":", random_.next() >> (34 + random_.below(16)));
    text_ += ",\"name\":";
    message(3);
    text_ += ",\"screen_name\":\"";
    word();
    text_ += "\",\"url\":";
    null_or("\"http:\\/\\/t.co\\/");
    field(",\"followers_count\":", random_.next() >> (46 + random_.below(16)));
    flag(",\"verified\":", random_.below(8) == 0);
    text_ += "},\"entities\":{\"hashtags\":[";
    repeat(random_.below(3), [&] {
      text_ += "{\"text\":\"";
      word();
      field("\",\"indices\":[", random_.below(70));
      field(",", 70 + random_.below(70));
      text_ += "]}";
    });
    field("],\"urls\":[]},\"retweet_count\":", random_.next() >> (50 + random_.below(14)));
    flag(",\"favorited\":", random_.below(2) == 0);
    text_ += "}";
  }

  // Six to twelve digits behind the point.
  void coordinate(std::uint32_t least, std::uint32_t range) {
    number(least + random_.below(range));
    text_ += '.';
    std::uint64_t fraction = (random_.next() >> 32) * 232;  // below 10^12
    const std::uint32_t dropped = random_.below(7);
    for (std::uint32_t i = 0; i < dropped; ++i) fraction /= 10;
    const std::string digits = std::to_string(fraction);
    text_.append(12 - dropped - digits.size(), '0');
    text_ += digits;
  }
  std::size_t ring(std::size_t most) {
    const std::size_t points = std::min<std::size_t>(most, 8 + random_.below(64));
    text_ += '[';
    repeat(points, [&] {
      text_ += "[-";
      coordinate(52, 89);
      text_ += ',';
      coordinate(41, 42);
      text_ += ']';
    });
    text_ += ']';
    return points;
  }

  // A member whose name is a number; its value a word if `quote` says so, and else left out.
  void field_of_number(std::uint32_t name, char quote) {
    field("\"", 100000000 + name);
    text_ += "\":";
    if (quote == 0) return;
    text_ += quote;
    word();
    text_ += quote;
  }
  void identifier(std::string_view name) { field(name, 100000000 + random_.below(900000000)); }
  void event() {
    field_of_number(random_.below(900000000), 0);
    identifier("{\"description\":null,\"id\":");
    text_ += ",\"logo\":";
    null_or("\"/images/");
    text_ += ",\"name\":\"";
    word();
    text_ += "\",\"subTopicIds\":[";
    repeat(1 + random_.below(4), [&] { identifier(""); });
    text_ += "],\"subjectCode\":null}";
  }
  void performance() {
    identifier("{\"eventId\":");
    identifier(",\"id\":");
    text_ += ",\"name\":null,\"prices\":[";
    repeat(1 + random_.below(4), [&] {
      field("{\"amount\":", 250 * (1 + random_.below(1000)));
      identifier(",\"audienceSubCategoryId\":");
      identifier(",\"seatCategoryId\":");
      text_ += '}';
    });
    text_ += "],\"seatCategories\":[";
    repeat(1 + random_.below(3), [&] {
      text_ += "{\"areas\":[";
      repeat(random_.below(6), [&] {
        identifier("{\"areaId\":");
        text_ += ",\"blockIds\":[]}";
      });
      identifier("],\"seatCategoryId\":");
      text_ += '}';
    });
    field("],\"start\":", 1372701600000u + std::uint64_t{random_.below(100000)} * 60000);
    text_ += ",\"venueCode\":\"PLEYEL\"}";
  }

  // Each element on a line of its own, four blanks deeper than its list. No string here has a mark.
  std::string indented() const {
    std::string lines;
    std::size_t depth = 0;
    const auto new_line = [&] {
      lines += '\n';
      lines.append(4 * depth, ' ');
    };
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      const bool is_behind_opening = i > 0 && (text_[i - 1] == '{' || text_[i - 1] == '[');
      const bool closes = c == '}' || c == ']';
      if (closes) --depth;
      if (is_behind_opening != closes) new_line();
      lines += c;
      if (c == ':') lines += ' ';
      if (c == ',') new_line();
      if (c == '{' || c == '[') ++depth;
    }
    return lines;
  }

  const Vocabulary* words_;
  Random random_;
  std::string text_;
};

}  // namespace assay::web
