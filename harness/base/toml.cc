// SPDX-License-Identifier: Apache-2.0
#include "base/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/text.h"
#include "base/units.h"

namespace assay::base {
namespace {

constexpr Bytes kLargest{1u << 20};
constexpr std::size_t kDeepest = 64;

Position position_of_region(const toml::source_region& region, std::string_view name) {
  return {std::string(name), region.begin.line, region.begin.column};
}

// A name of more than kDeepest dotted parts becomes as many nested tables, and the library's own
// destructor would walk down to the end of the stack. Its limit is only for brackets (3.3).
std::size_t longest_dotted(std::string_view bytes) {
  constexpr std::string_view kBetweenDots =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- \t";
  std::size_t longest = 0, run = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '.') {
      longest = std::max(longest, ++run);
    } else if (c == '"' || c == '\'') {
      // A part in quotation marks may hold anything but a line's end.
      while (++at < bytes.size() && bytes[at] != c && bytes[at] != '\n') {
        if (c == '"' && bytes[at] == '\\') ++at;
      }
    } else if (kBetweenDots.find(c) == std::string_view::npos) {
      run = 0;
    }
  }
  return longest;
}

// Turns the library's tree into ours, and says which values have no place in it.
class Converter {
 public:
  Converter(std::string_view name, std::vector<Problem>& problems)
      : name_(name), problems_(problems) {}

  TomlTable table(const toml::table& from) {
    TomlTable result{.members = {}, .position = position_of_region(from.source(), name_)};
    for (const auto& [key, node] : from) {
      if (auto converted = value(node)) {
        result.members.push_back({.key = std::string(key.str()),
                                  .position = position_of_region(key.source(), name_),
                                  .value = std::move(*converted)});
      }
    }
    // The library sorts by name.
    std::ranges::sort(result.members, [](const TomlMember& a, const TomlMember& b) {
      return std::pair(a.position.line, a.position.column) <
             std::pair(b.position.line, b.position.column);
    });
    return result;
  }

 private:
  std::optional<TomlValue> value(const toml::node& node) {
    TomlValue result{.value = false, .position = position_of_region(node.source(), name_)};
    switch (node.type()) {
      case toml::node_type::boolean:
        result.value = node.as_boolean()->get();
        return result;
      case toml::node_type::integer:
        result.value = node.as_integer()->get();
        return result;
      case toml::node_type::floating_point:
        result.value = node.as_floating_point()->get();
        return result;
      case toml::node_type::string:
        result.value = node.as_string()->get();
        return result;
      case toml::node_type::table:
        result.value = table(*node.as_table());
        return result;
      case toml::node_type::array: {
        std::vector<TomlValue> items;
        for (const toml::node& item : *node.as_array()) {
          if (auto converted = value(item)) items.push_back(std::move(*converted));
        }
        result.value = std::move(items);
        return result;
      }
      default:
        problems_.push_back({result.position, "dates and times are not understood",
                             "write it as a string: \"2026-11-24\""});
        return std::nullopt;
    }
  }

  std::string_view name_;
  std::vector<Problem>& problems_;
};

}  // namespace

TomlTable parse_toml(std::string_view bytes, std::string_view name,
                     std::vector<Problem>& problems) {
  const TomlTable nothing{.members = {}, .position = {std::string(name), 1, 1}};
  if (bytes.size() > kLargest.value) {
    problems.push_back({{std::string(name)},
                        fmt::format("{} of TOML, at most {} are read", to_text(Bytes{bytes.size()}),
                                    to_text(kLargest)),
                        {}});
    return nothing;
  }
  if (longest_dotted(bytes) > kDeepest) {
    problems.push_back(
        {{std::string(name)}, fmt::format("more than {} dots in one name", kDeepest), {}});
    return nothing;
  }
  try {
    TomlTable table = Converter(name, problems).table(toml::parse(bytes));
    if (table.position.line == 0) table.position = nothing.position;
    return table;
  } catch (const toml::parse_error& fault) {
    problems.push_back(
        {position_of_region(fault.source(), name), printable(fault.description()), {}});
    return nothing;
  }
}

const TomlValue* TomlTable::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &TomlMember::key);
  return found == members.end() ? nullptr : &found->value;
}

namespace {

std::string_view kind_of(const TomlValue& value) {
  constexpr std::string_view kKinds[] = {"true or false", "a whole number", "a number",
                                         "a string",      "a list",         "a table"};
  static_assert(std::size(kKinds) == std::variant_size_v<decltype(TomlValue::value)>);
  return kKinds[value.value.index()];
}

}  // namespace

TomlReader::TomlReader(const TomlTable& table, std::string what, std::vector<Problem>& problems)
    : table_(table), what_(std::move(what)), problems_(problems) {}

const TomlValue* TomlReader::look(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  return table_.find(key);
}

// The value as T; a problem when it is something else, `expected` says what T is called.
template <class T>
const T* TomlReader::look_for(std::string_view key, std::string_view expected) {
  const TomlValue* const found = look(key);
  if (found == nullptr) return nullptr;
  const T* const value = std::get_if<T>(&found->value);
  if (value == nullptr) {
    problem(key, fmt::format("expected {}, found {}", expected, kind_of(*found)));
  }
  return value;
}

std::string TomlReader::text(std::string_view key) {
  const auto* const value = look_for<std::string>(key, "a string");
  if (table_.find(key) == nullptr) {
    problem(key, "is missing");
  } else if (value != nullptr && value->empty()) {
    problem(key, "is empty");
  }
  return value == nullptr ? std::string() : *value;
}

std::string TomlReader::text_or(std::string_view key, std::string otherwise) {
  const auto* const value = look_for<std::string>(key, "a string");
  return value == nullptr ? otherwise : *value;
}

bool TomlReader::boolean_or(std::string_view key, bool otherwise) {
  const auto* const value = look_for<bool>(key, "true or false");
  return value == nullptr ? otherwise : *value;
}

std::optional<std::int64_t> TomlReader::integer(std::string_view key) {
  const auto* const value = look_for<std::int64_t>(key, "a whole number");
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::vector<std::string> TomlReader::texts(std::string_view key) {
  const auto* const items = look_for<std::vector<TomlValue>>(key, "a list of strings");
  std::vector<std::string> result;
  if (items == nullptr) return result;
  for (const TomlValue& item : *items) {
    if (const auto* const text = std::get_if<std::string>(&item.value)) {
      result.push_back(*text);
    } else {
      add(item.position, key,
          fmt::format("expected a list of strings, found {} in it", kind_of(item)), {});
    }
  }
  return result;
}

std::string TomlReader::word(std::string_view key, const std::vector<std::string>& allowed) {
  const std::size_t before = problems_.size();
  const std::string value = text(key);
  if (problems_.size() != before) return {};
  if (std::ranges::find(allowed, value) != allowed.end()) return value;
  problem(key, fmt::format("\"{}\" is not known{}", printable(value), did_you_mean(value, allowed)),
          "one of: " + join(allowed, ", "));
  return {};
}

const TomlTable* TomlReader::table(std::string_view key) {
  return look_for<TomlTable>(key, "a table");
}

std::vector<const TomlTable*> TomlReader::tables(std::string_view key) {
  const auto* const items = look_for<std::vector<TomlValue>>(key, "a list of tables");
  std::vector<const TomlTable*> result;
  if (items == nullptr) return result;
  for (const TomlValue& item : *items) {
    if (const auto* const table = std::get_if<TomlTable>(&item.value)) {
      result.push_back(table);
    } else {
      add(item.position, key,
          fmt::format("expected a list of tables, found {} in it", kind_of(item)), {});
    }
  }
  return result;
}

const TomlValue* TomlReader::any(std::string_view key) { return look(key); }

Position TomlReader::position(std::string_view key) const {
  const TomlValue* const found = table_.find(key);
  return found == nullptr ? table_.position : found->position;
}

void TomlReader::problem(std::string_view key, std::string what, std::string hint) {
  add(position(key), key, std::move(what), std::move(hint));
}

void TomlReader::add(Position where, std::string_view key, std::string what, std::string hint) {
  problems_.push_back(
      {std::move(where), fmt::format("{} {}: {}", what_, key, what), std::move(hint)});
}

void TomlReader::finish() {
  for (const TomlMember& member : table_.members) {
    if (std::ranges::find(asked_, member.key) != asked_.end()) continue;
    const std::string key = printable(member.key);
    problems_.push_back(
        {member.position,
         fmt::format("{}: unknown key \"{}\"{}", what_, key, did_you_mean(member.key, asked_)),
         {}});
  }
}

}  // namespace assay::base
