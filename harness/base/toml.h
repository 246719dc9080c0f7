// SPDX-License-Identifier: Apache-2.0
// TOML with the position of every value, and a reader that checks a table key by key: it collects
// every problem (wrong type, missing key, unknown key with the nearest name) instead of stopping at
// the first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"

namespace assay::base {

struct TomlValue;
struct TomlMember;

struct TomlTable {
  std::vector<TomlMember> members;  // in the file's order
  Position position;

  const TomlValue* find(std::string_view key) const;
};

struct TomlValue {
  std::variant<bool, std::int64_t, double, std::string, std::vector<TomlValue>, TomlTable> value;
  Position position;
};

struct TomlMember {
  std::string key;
  Position position;
  TomlValue value;
};

// Broken TOML is added to `problems` with its position, and an empty table comes back.
// Input above 1 MiB is refused.
TomlTable parse_toml(std::string_view bytes, std::string_view name, std::vector<Problem>& problems);

// Reads one table. Every key asked for is known; finish() reports the others.
class TomlReader {
 public:
  // `what` names the table in messages: "[target]", "[[fact]] 2".
  TomlReader(const TomlTable& table, std::string what, std::vector<Problem>& problems);

  std::string text(std::string_view key);  // required, not empty
  std::string text_or(std::string_view key, std::string otherwise);
  bool boolean_or(std::string_view key, bool otherwise);
  std::optional<std::int64_t> integer(std::string_view key);  // absent is fine
  std::vector<std::string> texts(std::string_view key);       // array of strings; absent gives {}
  // Required text that must be one of `allowed`.
  std::string word(std::string_view key, const std::vector<std::string>& allowed);

  const TomlTable* table(std::string_view key);                // null when absent
  std::vector<const TomlTable*> tables(std::string_view key);  // array of tables; absent gives {}
  // Accepts the key and hands out the raw value; null when absent.
  const TomlValue* any(std::string_view key);

  Position position(std::string_view key) const;  // of the value, else of the table
  void problem(std::string_view key, std::string what, std::string hint = {});
  void finish();  // every key never asked for is a problem

 private:
  const TomlValue* look(std::string_view key);
  template <class T>
  const T* look_for(std::string_view key, std::string_view expected);
  void add(Position where, std::string_view key, std::string what, std::string hint);

  const TomlTable& table_;
  std::string what_;
  std::vector<Problem>& problems_;
  std::vector<std::string> asked_;
};

}  // namespace assay::base
