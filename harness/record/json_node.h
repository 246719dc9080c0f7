// SPDX-License-Identifier: Apache-2.0
// One value of a JSON document together with its place inside the document, for readers that check
// what they take: a fault is an Error(usage) that names file and place,
// "a.json: cells[2].benchmarks[0].samples[1].iterations: expected a whole number".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "record/text_form.h"

namespace assay::record {

// Refers to its document and to the node it was taken from: both must outlive it.
class JsonNode {
 public:
  JsonNode(const base::Json& document, std::string_view file) : json_(document), file_(file) {}

  // Members of an object. Those without `_or` are required.
  std::string text(std::string_view key) const;
  std::string text_or(std::string_view key, std::string otherwise = {}) const;
  std::string text(std::string_view key, const TextForm& form) const;
  std::string text_or_none(std::string_view key, const TextForm& form) const;  // "" when absent
  std::string word(std::string_view key, std::span<const std::string_view> known) const;
  std::string word_or_none(std::string_view key, std::span<const std::string_view> known) const;
  std::uint64_t whole(std::string_view key, std::uint64_t least = 0) const;  // to 2^53 - 1
  std::uint64_t whole_or(std::string_view key, std::uint64_t otherwise,
                         std::uint64_t least = 0) const;
  double real(std::string_view key) const;  // not negative
  double real_or(std::string_view key, double otherwise) const;
  bool boolean(std::string_view key) const;
  bool boolean_or(std::string_view key, bool otherwise) const;
  std::vector<std::string> texts(std::string_view key) const;  // array of strings
  std::vector<std::string> texts(std::string_view key, const TextForm& form) const;
  std::vector<std::string> texts_or_none(std::string_view key) const;
  std::vector<std::string> texts_or_none(std::string_view key, const TextForm& form) const;
  bool has(std::string_view key) const { return json_.find(key) != nullptr; }

  JsonNode member(std::string_view key) const;
  std::optional<JsonNode> member_or_none(std::string_view key) const;

  // Calls visit(item) for each item of an array, visit(key, member) for each member of an object.
  template <class Visit>
  void each_item(const Visit& visit) const;
  template <class Visit>
  void each_member(const Visit& visit) const;

  std::string as_text() const;
  std::string as_text(const TextForm& form) const;
  std::uint64_t whole() const { return as_whole(); }  // the value itself; 0 to 2^53 - 1
  double number() const;                              // the value itself; of either sign, finite
  bool is_null() const;

  std::string place() const;  // "cells[2].benchmarks[0]", "" for the document
  [[noreturn]] void fail(std::string what) const;

 private:
  JsonNode(const base::Json& json, const JsonNode& parent, std::string_view key, std::size_t index)
      : json_(json), file_(parent.file_), parent_(&parent), key_(key), index_(index) {}

  const base::Json& need(std::string_view key) const;
  std::uint64_t as_whole(std::uint64_t least = 0) const;
  std::string as_word(std::span<const std::string_view> known) const;
  double as_real() const;
  bool as_boolean() const;
  const base::Json::Array& as_array() const;
  const base::Json::Object& as_object() const;

  const base::Json& json_;
  std::string_view file_;
  const JsonNode* parent_ = nullptr;
  std::string_view key_;  // "" for an item of an array
  std::size_t index_ = 0;
};

template <class Visit>
void JsonNode::each_item(const Visit& visit) const {
  std::size_t index = 0;
  for (const base::Json& item : as_array()) visit(JsonNode(item, *this, {}, index++));
}

template <class Visit>
void JsonNode::each_member(const Visit& visit) const {
  for (const auto& [key, value] : as_object()) visit(key, JsonNode(value, *this, key, 0));
}

}  // namespace assay::record
