// SPDX-License-Identifier: Apache-2.0
// Records of testdata with one value changed, for tests of what a reader refuses.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "record/record_json.h"
#include "sys/files.h"

namespace assay::record {

inline base::Json read_testdata(const std::string& name) {
  const auto path = std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/record/testdata" / name;
  return base::parse_json(sys::read_file(path, base::Bytes{1u << 20}), name);
}

inline base::Json kept_record(int schema, const std::string& name) {
  return read_testdata(fmt::format("schema{}/{}.json", schema, name));
}

inline base::Json old_record(const std::string& name) { return kept_record(1, name); }

// The keys and positions of a JSON pointer: "/cells/0/suite".
inline std::vector<std::string> steps_of(std::string_view pointer) {
  return base::split(pointer.substr(1), '/');
}

// With `value` at that place, or without the place when there is none.
inline base::Json edited(const base::Json& from, const std::vector<std::string>& steps,
                         const base::Json* value, std::size_t depth = 0);

inline base::Json edited_array(const base::Json::Array& from, const std::vector<std::string>& steps,
                               const base::Json* value, std::size_t depth) {
  const bool removed = value == nullptr && depth + 1 == steps.size();
  base::Json::Array items;
  for (const base::Json& item : from) {
    const bool here = std::to_string(&item - from.data()) == steps[depth];
    if (here && removed) continue;
    items.push_back(here ? edited(item, steps, value, depth + 1) : item);
  }
  return items;
}

inline base::Json edited(const base::Json& from, const std::vector<std::string>& steps,
                         const base::Json* value, std::size_t depth) {
  if (depth == steps.size()) return *value;
  if (const auto* array = from.array()) return edited_array(*array, steps, value, depth);
  const std::string& step = steps[depth];
  const bool removed = value == nullptr && depth + 1 == steps.size();
  base::Json result{base::Json::Object{}};
  for (const auto& [key, member] : *from.object()) {
    if (key == step && removed) continue;
    result.set(key, key == step ? edited(member, steps, value, depth + 1) : member);
  }
  if (!removed && from.find(step) == nullptr) result.set(step, *value);
  return result;
}

// What the reader says; "" when it takes the record.
inline std::string answer_to(const base::Json& document) {
  try {
    parse_record(document.dump_compact(), "a.json");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "";
}

inline std::string answer_to(const base::Json& record, std::string_view pointer,
                             const base::Json& value) {
  return answer_to(edited(record, steps_of(pointer), &value));
}

}  // namespace assay::record
