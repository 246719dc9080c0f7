// SPDX-License-Identifier: Apache-2.0
#include "reach/place_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "base/toml.h"

namespace assay::reach {
namespace {

using base::Error;
using base::Exit;
using base::Problem;
using base::TomlReader;

constexpr std::int64_t kMostSeconds = std::int64_t{7} * 24 * 3600;

// "ssh://user@host:port", "ssh:NAME" and plain "NAME".
void read_ssh(TomlReader& reader, Place& place) {
  const std::string word = reader.text("ssh");
  if (word.empty()) return;  // a problem already
  try {
    const Place parsed = parse_ssh_word(is_ssh_word(word) ? word : "ssh:" + word);
    place.host = parsed.host;
    place.user = parsed.user;
    place.port = parsed.port;
  } catch (const Error& error) {
    reader.problem("ssh", error.what());
  }
}

void read_environment(TomlReader& reader, Place& place, std::vector<Problem>& problems) {
  const base::TomlTable* const table = reader.table("environment");
  if (table == nullptr) return;
  TomlReader variables(*table, "environment", problems);
  for (const base::TomlMember& member : table->members) {
    const bool plain = std::ranges::all_of(member.key, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!plain) variables.problem(member.key, "this is not the name of a variable");
    place.environment.emplace_back(member.key, variables.text_or(member.key, ""));
  }
}

Place read_place(const std::string& name, const base::TomlTable& table, const std::string& file,
                 std::vector<Problem>& problems) {
  TomlReader reader(table, fmt::format("[place.{}]", name), problems);
  Place place{.name = name, .host = {}};
  read_ssh(reader, place);
  place.folder = reader.text_or("folder", "");
  if (!place.folder.empty()) {
    if (auto why = folder_problem(place.folder); !why.empty()) reader.problem("folder", why);
  }
  place.cpus = reader.text_or("cpus", "");
  if (!place.cpus.empty() && parse_cpus(place.cpus).empty()) {
    reader.problem("cpus", "expected numbers and ranges of CPUs such as \"0-3,6\"");
  }
  read_environment(reader, place, problems);
  if (const auto seconds = reader.integer("patience")) {
    if (*seconds < 10 || *seconds > kMostSeconds) {
      reader.problem("patience", fmt::format("expected seconds from 10 to {}", kMostSeconds));
    }
    place.patience = std::chrono::seconds(*seconds);
  }
  place.before = reader.texts("before");
  if (!place.before.empty()) place.before_from = file;
  reader.finish();
  return place;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '-' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

}  // namespace

std::vector<Place> read_places(std::string_view bytes, const std::string& file) {
  std::vector<Problem> problems;
  const base::TomlTable root = base::parse_toml(bytes, file, problems);
  std::vector<Place> places;
  if (problems.empty()) {
    TomlReader reader(root, "assay.toml", problems);
    const base::TomlTable* const tables = reader.table("place");
    for (std::size_t i = 0; tables != nullptr && i < tables->members.size(); ++i) {
      const auto& [name, position, value] = tables->members[i];
      const auto* const table = std::get_if<base::TomlTable>(&value.value);
      if (!is_name(name)) {
        problems.push_back({position,
                            fmt::format("\"{}\" is not the name of a place", base::printable(name)),
                            "use letters, digits, - and _"});
      } else if (table == nullptr) {
        problems.push_back({position, fmt::format("place.{} is not a table", name), {}});
      } else {
        places.push_back(read_place(name, *table, file, problems));
      }
    }
  }
  if (!problems.empty()) throw Error::of(Exit::usage, problems);
  return places;
}

Place find_place(std::string_view word, const std::vector<Place>& named) {
  if (is_ssh_word(word)) return parse_ssh_word(word);
  const auto found = std::ranges::find(named, word, &Place::name);
  if (found != named.end()) return *found;
  std::vector<std::string> names;
  for (const Place& place : named) names.push_back(place.name);
  throw Error(Exit::usage, fmt::format("there is no place \"{}\"{}", base::printable(word),
                                       base::did_you_mean(word, names)))
      .hint("name it in assay.toml under [place.NAME], or write ssh:NAME or ssh://user@host:port");
}

}  // namespace assay::reach
