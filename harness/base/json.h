// SPDX-License-Identifier: Apache-2.0
// A JSON value whose objects keep the order of their keys. What records, --json output and caches
// are made of. Large foreign files are read by `import` with another parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/units.h"

namespace assay::base {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;
  using Value =
      std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

  Json() : value_(nullptr) {}
  Json(std::nullptr_t) : value_(nullptr) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::int64_t value) : value_(value) {}
  Json(std::uint64_t value);  // ensure: below 2^53
  Json(double value) : value_(value) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  const Value& value() const { return value_; }

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  // Integer or floating; null for anything else.
  const Json* number() const;
  double as_double() const;  // ensure: a number

  // Member of an object, null when it isn't one or has none.
  const Json* find(std::string_view key) const;
  std::string text(std::string_view key) const;  // such a member, "" when it is no text
  // Appends a member to an object (null becomes an object); the order of calls is the order in the
  // file.
  Json& set(std::string key, Json value);
  void push(Json value);  // to an array (null becomes one)

  // Two spaces of indentation, "\n" at the end; dump_compact gives one line. Doubles are written so
  // that they read back the same; NaN and infinities become null.
  std::string dump() const;
  std::string dump_compact() const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  Value value_;
};

// Throws Error(usage) with file, line and column. `name` is the file in messages; nesting deeper
// than 64 and input above `limit` are refused, a key given twice and a byte order mark too.
Json parse_json(std::string_view bytes, std::string_view name, Bytes limit = Bytes{256u << 20});

}  // namespace assay::base
