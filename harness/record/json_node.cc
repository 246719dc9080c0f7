// SPDX-License-Identifier: Apache-2.0
#include "record/json_node.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace assay::record {

std::string JsonNode::place() const {
  if (parent_ == nullptr) return {};
  const std::string above = parent_->place();
  if (parent_->json_.array() != nullptr) return fmt::format("{}[{}]", above, index_);
  return fmt::format("{}{}{}", above, above.empty() ? "" : ".", base::printable(key_, 80));
}

void JsonNode::fail(std::string what) const {
  const std::string inside = place();
  throw base::Error(base::Exit::usage, inside.empty() ? std::move(what) : inside + ": " + what)
      .at({std::string(file_)});
}

const base::Json& JsonNode::need(std::string_view key) const {
  as_object();
  const base::Json* found = json_.find(key);
  if (found == nullptr) fail(fmt::format("the key \"{}\" is missing", key));
  return *found;
}

JsonNode JsonNode::member(std::string_view key) const { return {need(key), *this, key, 0}; }

std::optional<JsonNode> JsonNode::member_or_none(std::string_view key) const {
  as_object();
  const base::Json* found = json_.find(key);
  if (found == nullptr) return std::nullopt;
  return JsonNode(*found, *this, key, 0);
}

std::string JsonNode::text(std::string_view key) const { return member(key).as_text(); }

std::string JsonNode::text_or(std::string_view key, std::string otherwise) const {
  const auto found = member_or_none(key);
  return found ? found->as_text() : std::move(otherwise);
}

std::string JsonNode::text(std::string_view key, const TextForm& form) const {
  return member(key).as_text(form);
}

std::string JsonNode::text_or_none(std::string_view key, const TextForm& form) const {
  const auto found = member_or_none(key);
  return found ? found->as_text(form) : std::string();
}

std::string JsonNode::word(std::string_view key, std::span<const std::string_view> known) const {
  return member(key).as_word(known);
}

std::string JsonNode::word_or_none(std::string_view key,
                                   std::span<const std::string_view> known) const {
  const auto found = member_or_none(key);
  return found ? found->as_word(known) : std::string();
}

std::uint64_t JsonNode::whole(std::string_view key, std::uint64_t least) const {
  return member(key).as_whole(least);
}

std::uint64_t JsonNode::whole_or(std::string_view key, std::uint64_t otherwise,
                                 std::uint64_t least) const {
  const auto found = member_or_none(key);
  return found ? found->as_whole(least) : otherwise;
}

double JsonNode::real(std::string_view key) const { return member(key).as_real(); }

double JsonNode::real_or(std::string_view key, double otherwise) const {
  const auto found = member_or_none(key);
  return found ? found->as_real() : otherwise;
}

bool JsonNode::boolean(std::string_view key) const { return member(key).as_boolean(); }

bool JsonNode::boolean_or(std::string_view key, bool otherwise) const {
  const auto found = member_or_none(key);
  return found ? found->as_boolean() : otherwise;
}

std::vector<std::string> JsonNode::texts(std::string_view key) const {
  std::vector<std::string> texts;
  member(key).each_item([&](const JsonNode& item) { texts.push_back(item.as_text()); });
  return texts;
}

std::vector<std::string> JsonNode::texts(std::string_view key, const TextForm& form) const {
  std::vector<std::string> texts;
  member(key).each_item([&](const JsonNode& item) { texts.push_back(item.as_text(form)); });
  return texts;
}

std::vector<std::string> JsonNode::texts_or_none(std::string_view key) const {
  return member_or_none(key) ? texts(key) : std::vector<std::string>();
}

std::vector<std::string> JsonNode::texts_or_none(std::string_view key, const TextForm& form) const {
  return member_or_none(key) ? texts(key, form) : std::vector<std::string>();
}

std::string JsonNode::as_text() const {
  if (const auto* text = json_.string()) return *text;
  fail("expected a string");
}

std::string JsonNode::as_text(const TextForm& form) const {
  std::string text = as_text();
  if (!form.fits(text)) {
    fail(fmt::format("expected {}, not \"{}\"", form.expected, base::printable(text, 80)));
  }
  return text;
}

std::string JsonNode::as_word(std::span<const std::string_view> known) const {
  std::string word = as_text();
  if (std::ranges::find(known, word) == known.end()) {
    std::string expected;
    for (const std::string_view each : known) {
      expected += fmt::format("{}\"{}\"", expected.empty() ? "" : ", ", each);
    }
    fail(fmt::format("expected one of {}, not \"{}\"", expected, base::printable(word, 80)));
  }
  return word;
}

// JSON has one kind of number: 7.0 is a whole one.
std::uint64_t JsonNode::as_whole(std::uint64_t least) const {
  // From here on a reader that keeps numbers as doubles would change the value without a word.
  constexpr double kLimit = 0x1p53;
  if (json_.number() == nullptr) fail("expected a whole number");
  const double value = json_.as_double();
  if (value != std::trunc(value)) fail("expected a whole number");
  if (value < 0) fail(fmt::format("expected a whole number, not the negative {}", value));
  if (value >= kLimit) fail(fmt::format("{} is above 2^53 - 1, the largest number", value));
  const auto whole = static_cast<std::uint64_t>(value);
  if (whole < least) fail(fmt::format("expected a whole number from {} on, not {}", least, whole));
  return whole;
}

double JsonNode::number() const {
  if (json_.number() == nullptr) fail("expected a number");
  const double value = json_.as_double();
  if (!std::isfinite(value)) fail("expected a number, not infinity");
  return value;
}

bool JsonNode::is_null() const { return json_.is_null(); }

double JsonNode::as_real() const {
  const double value = number();
  if (value < 0) fail(fmt::format("expected a number that is not negative, not {}", value));
  return value;
}

bool JsonNode::as_boolean() const {
  if (const auto* boolean = json_.boolean()) return *boolean;
  fail("expected true or false");
}

const base::Json::Array& JsonNode::as_array() const {
  if (const auto* array = json_.array()) return *array;
  fail("expected an array");
}

const base::Json::Object& JsonNode::as_object() const {
  if (const auto* object = json_.object()) return *object;
  fail("expected an object");
}

}  // namespace assay::record
