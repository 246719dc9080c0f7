// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/code_point.h"
#include "base/ensure.h"
#include "base/error.h"
#include "base/number.h"
#include "base/quick_json.h"
#include "base/text.h"

namespace assay::base {
namespace {

Position position_of_byte(std::string_view bytes, std::string_view name, std::size_t offset) {
  const std::string_view before = bytes.substr(0, std::min(offset, bytes.size()));
  const std::size_t line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {std::string(name), line, display_width(before.substr(start)) + 1};
}

// Walks over the bytes and tells outside how far the parser has read: its events carry no place.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at_ == b.at_;
  }

 private:
  const char* at_;
  const char** reached_;
};

// What the library says after its own words about the place.
std::string reason_of(const std::string& what) {
  std::string_view text = what;
  for (const std::string_view skipped : {"] ", "parse error", ": ", " - "}) {
    const std::size_t at = text.find(skipped);
    if (at != std::string_view::npos) text.remove_prefix(at + skipped.size());
  }
  return printable(text);
}

// Receives the parser's events and keeps the arrays and objects that are still open.
class Builder {
 public:
  Builder(std::string_view bytes, std::string_view name)
      : reached(bytes.data()), bytes_(bytes), name_(name) {}

  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t value) { return add(Json(value)); }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return add(Json(static_cast<double>(value)));
    }
    return add(Json(static_cast<std::int64_t>(value)));
  }
  bool number_float(double value, const std::string&) { return add(Json(value)); }
  bool string(std::string& value) { return add(Json(std::move(value))); }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // not in text
  bool start_object(std::size_t) { return open(true); }
  bool start_array(std::size_t) { return open(false); }
  bool key(std::string& key) {
    Open& object = open_.back();
    if (!object.keys.insert(key).second) {
      refuse(fmt::format("key \"{}\" is given twice", printable(key)));
    }
    object.members.emplace_back(std::move(key), Json());
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& fault) {
    throw Error(Exit::usage, reason_of(fault.what()))
        .at(position_of_byte(bytes_, name_, position == 0 ? 0 : position - 1));
  }

  Json result;
  const char* reached;

 private:
  struct Open {
    bool is_object;
    Json::Array items;
    Json::Object members;  // the last one waits for its value
    std::unordered_set<std::string> keys;
  };

  [[noreturn]] bool refuse(std::string what) const {
    const auto read = static_cast<std::size_t>(reached - bytes_.data());
    throw Error(Exit::usage, std::move(what))
        .at(position_of_byte(bytes_, name_, read == 0 ? 0 : read - 1));
  }
  bool open(bool is_object) {
    if (open_.size() == kDeepestJson) refuse(fmt::format("nested deeper than {}", kDeepestJson));
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }
  bool close() {
    Open last = std::move(open_.back());
    open_.pop_back();
    return add(last.is_object ? Json(std::move(last.members)) : Json(std::move(last.items)));
  }
  bool add(Json value) {
    if (open_.empty()) {
      result = std::move(value);
    } else if (Open& parent = open_.back(); parent.is_object) {
      parent.members.back().second = std::move(value);
    } else {
      parent.items.push_back(std::move(value));
    }
    return true;
  }

  std::string_view bytes_;
  std::string_view name_;
  std::vector<Open> open_;
};

// RFC 8259, 7: above U+FFFF as two surrogates of UTF-16.
void write_escaped(std::string& out, std::uint32_t code) {
  if (code > 0xffff) {
    out += fmt::format("\\u{:04x}", 0xd800 + ((code - 0x10000) >> 10));
    code = 0xdc00 + (code & 0x3ff);
  }
  out += fmt::format("\\u{:04x}", code);
}

// What is more than one byte and begins `text`; returns its length.
std::size_t write_character(std::string& out, std::string_view text) {
  const CodePoint character = first_code_point(text);
  if (character.bytes == 0) {
    out += "\ufffd";
  } else if (is_control(character.value)) {
    write_escaped(out, character.value);
  } else {
    out += text.substr(0, character.bytes);
  }
  return std::max<std::size_t>(1, character.bytes);
}

// RFC 8259 asks for escapes below U+0020 only. The others keep a document that is printed from
// acting on a terminal, and "##[error]" from being a command in a job's log; they read back the
// same.
void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      at += write_character(out, text.substr(at)) - 1;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (is_control(byte) || (c == '#' && at > 0 && text[at - 1] == '#')) {
      write_escaped(out, byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

void write_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const std::string text = exact_text(value);
  out += text;
  // Without this it would read back as an integer.
  if (text.find_first_of(".e") == std::string::npos) out += ".0";
}

class JsonWriter {
 public:
  explicit JsonWriter(bool compact) : compact_(compact) {}

  void write(const Json& json) {
    if (const auto* array = json.array()) {
      write_all(*array, '[', ']', [&](const Json& item) { write(item); });
    } else if (const auto* object = json.object()) {
      write_all(*object, '{', '}', [&](const Json::Member& member) {
        write_string(out, member.first);
        out += compact_ ? ":" : ": ";
        write(member.second);
      });
    } else if (const auto* string = json.string()) {
      write_string(out, *string);
    } else if (const auto* boolean = json.boolean()) {
      out += *boolean ? "true" : "false";
    } else if (const auto* integer = json.integer()) {
      out += fmt::format("{}", *integer);
    } else if (json.number()) {
      write_double(out, json.as_double());
    } else {
      out += "null";
    }
  }

  std::string out;

 private:
  template <class Items, class Write>
  void write_all(const Items& items, char open, char close, const Write& write_item) {
    out += open;
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out += ',';
      first = false;
      new_line();
      write_item(item);
    }
    --depth_;
    if (!items.empty()) new_line();
    out += close;
  }
  void new_line() {
    if (!compact_) out.append(1, '\n').append(2 * depth_, ' ');
  }

  bool compact_;
  std::size_t depth_ = 0;
};

}  // namespace

Json::Json(std::uint64_t value) : value_(static_cast<std::int64_t>(value)) {
  ensure(value < std::uint64_t{1} << 53, "a whole number in JSON is below 2^53");
}

const Json* Json::number() const {
  return integer() || std::holds_alternative<double>(value_) ? this : nullptr;
}

double Json::as_double() const {
  if (const auto* whole = integer()) return static_cast<double>(*whole);
  const auto* value = std::get_if<double>(&value_);
  ensure(value != nullptr, "only a JSON number is asked for its value");
  return *value;
}

const Json* Json::find(std::string_view key) const {
  if (const Object* members = object()) {
    const auto found = std::ranges::find(*members, key, &Member::first);
    if (found != members->end()) return &found->second;
  }
  return nullptr;
}

std::string Json::text(std::string_view key) const {
  const Json* member = find(key);
  return member != nullptr && member->string() != nullptr ? *member->string() : std::string();
}

Json& Json::set(std::string key, Json value) {
  if (is_null()) value_ = Object{};
  auto* members = std::get_if<Object>(&value_);
  ensure(members != nullptr, "only a JSON object gets members");
  ensure(find(key) == nullptr, "a member of a JSON object is set once");
  members->emplace_back(std::move(key), std::move(value));
  return *this;
}

void Json::push(Json value) {
  if (is_null()) value_ = Array{};
  auto* items = std::get_if<Array>(&value_);
  ensure(items != nullptr, "only a JSON array is pushed to");
  items->push_back(std::move(value));
}

std::string Json::dump() const {
  JsonWriter writer(false);
  writer.write(*this);
  return std::move(writer.out) + '\n';
}

std::string Json::dump_compact() const {
  JsonWriter writer(true);
  writer.write(*this);
  return std::move(writer.out);
}

Json parse_json(std::string_view bytes, std::string_view name, Bytes limit) {
  if (bytes.size() > limit.value) {
    throw Error(Exit::usage, fmt::format("{} of JSON, at most {} are read",
                                         to_text(Bytes{bytes.size()}), to_text(limit)))
        .at({std::string(name)});
  }
  // Other bytes that mean the same; both parsers would skip it. RFC 8259, 8.1: nobody writes it.
  if (bytes.starts_with("\xef\xbb\xbf")) {
    throw Error(Exit::usage, "begins with a byte order mark")
        .at({std::string(name), 1, 1})
        .hint("save it as UTF-8 without one");
  }
  if (auto json = quick_json(bytes)) return std::move(*json);
  Builder builder(bytes, name);
  const char* const begin = bytes.data();
  const bool good =
      nlohmann::json::sax_parse(CountingIterator(begin, &builder.reached),
                                CountingIterator(begin + bytes.size(), &builder.reached), &builder);
  ensure(good, "a fault in JSON is thrown");
  return std::move(builder.result);
}

}  // namespace assay::base
