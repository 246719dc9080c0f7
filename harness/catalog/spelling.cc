// SPDX-License-Identifier: Apache-2.0
#include "catalog/spelling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.h"

namespace assay::catalog {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

void check(base::TomlReader& reader, std::string_view key, std::string_view text) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) {
      reader.problem(key, fmt::format("\"{}\" has a {{ without }}", base::printable(text)));
      return;
    }
    const auto word = text.substr(open + 1, close - open - 1);
    const auto known = placeholders();
    if (std::ranges::find(known, word) == known.end()) {
      reader.problem(key,
                     fmt::format("{{{}}} stands for nothing{}", base::printable(word),
                                 base::did_you_mean(word, known)),
                     "known are {" + base::join(known, "}, {") + "}");
    }
  }
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && kLetters.find(text.front()) != std::string_view::npos &&
         std::ranges::all_of(text, [](char c) {
           return c == '.' || c == '_' || c == '-' || kLetters.find(c) != std::string_view::npos;
         });
}

std::string read_name(base::TomlReader& reader, std::string_view key) {
  auto name = reader.text(key);
  if (!name.empty() && !is_name(name)) {
    reader.problem(
        key, fmt::format("\"{}\" is not a valid name", base::printable(name)),
        "use lower-case letters, digits, '.', '_' and '-', and begin with a letter or digit");
  }
  return name;
}

std::vector<std::string> placeholders() {
  return {"triple", "debian", "arch", "tools", "cache", "sysroot", "setup"};
}

std::string read_pattern(base::TomlReader& reader, std::string_view key) {
  auto text = reader.text(key);
  check(reader, key, text);
  return text;
}

std::string read_pattern_or(base::TomlReader& reader, std::string_view key, std::string otherwise) {
  auto text = reader.text_or(key, std::move(otherwise));
  check(reader, key, text);
  return text;
}

std::vector<std::string> read_patterns(base::TomlReader& reader, std::string_view key) {
  auto texts = reader.texts(key);
  for (const auto& text : texts) check(reader, key, text);
  return texts;
}

}  // namespace assay::catalog
