// SPDX-License-Identifier: Apache-2.0
#include "base/quick_json.h"

#include <simdjson.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace assay::base {
namespace {

class Reader {
 public:
  std::optional<Json> read(std::string_view bytes) {
    simdjson::dom::element root;
    if (parser_.parse(bytes.data(), bytes.size()).get(root) != simdjson::SUCCESS) return {};
    Json json = value(root, 0);
    if (refused_) return {};
    return json;
  }

 private:
  using Element = simdjson::dom::element;

  Json value(const Element& element, std::size_t depth) {
    using Type = simdjson::dom::element_type;
    switch (element.type()) {
      case Type::ARRAY:
        return array(element, depth + 1);
      case Type::OBJECT:
        return object(element, depth + 1);
      case Type::STRING:
        return Json(element.get_string().value_unsafe());
      case Type::INT64:
        return Json(element.get_int64().value_unsafe());
      case Type::UINT64:  // above what a signed one holds
      case Type::DOUBLE:
        return Json(element.get_double().value_unsafe());
      case Type::BOOL:
        return Json(element.get_bool().value_unsafe());
      case Type::NULL_VALUE:
        break;
    }
    return {};
  }

  bool is_too_deep(std::size_t depth) {
    refused_ = refused_ || depth > kDeepestJson;
    return refused_;
  }

  Json array(const Element& element, std::size_t depth) {
    Json::Array items;
    if (is_too_deep(depth)) return {};
    const auto from = element.get_array().value_unsafe();
    items.reserve(from.size());
    for (const Element& item : from) items.push_back(value(item, depth));
    return items;
  }

  Json object(const Element& element, std::size_t depth) {
    Json::Object members;
    if (is_too_deep(depth)) return {};
    const auto from = element.get_object().value_unsafe();
    members.reserve(from.size());
    for (const auto& [key, member] : from) members.emplace_back(key, value(member, depth));
    refused_ = refused_ || has_twins(members);
    return members;
  }

  static bool has_twins(const Json::Object& members) {
    constexpr std::size_t kFew = 16;  // up to here looking at each pair is faster
    if (members.size() > kFew) {
      std::unordered_set<std::string_view> keys;
      return !std::ranges::all_of(
          members, [&](const Json::Member& member) { return keys.insert(member.first).second; });
    }
    for (auto one = members.begin(); one != members.end(); ++one) {
      if (std::any_of(members.begin(), one,
                      [&](const Json::Member& other) { return other.first == one->first; })) {
        return true;
      }
    }
    return false;
  }

  simdjson::dom::parser parser_;
  bool refused_ = false;
};

}  // namespace

std::optional<Json> quick_json(std::string_view bytes) { return Reader().read(bytes); }

}  // namespace assay::base
