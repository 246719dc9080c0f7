// SPDX-License-Identifier: Apache-2.0
#include "submit/archive_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::submit {
namespace {

using base::Outcome;

constexpr std::string_view kNameLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";

std::string lower(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

Outcome check_part(std::string_view part, std::string_view name) {
  if (part.empty()) {
    return Outcome::failed("name-empty-part", fmt::format("{} has an empty part", shown(name)));
  }
  if (part == "." || part == "..") {
    return Outcome::failed("name-dots", fmt::format("{} has {} as a part", shown(name), part));
  }
  if (part.front() == '-') {
    return Outcome::failed("name-dash", fmt::format("{}: a part begins with -, as options of "
                                                    "commands do",
                                                    shown(name)));
  }
  return Outcome::ok();
}

Outcome check_alone(std::string_view name) {
  if (name.empty()) return Outcome::failed("name-empty", "an entry has no name");
  if (name.size() > kNameLimit) {
    return Outcome::failed("name-long", fmt::format("{} has {} characters; {} are allowed",
                                                    shown(name), name.size(), kNameLimit));
  }
  if (name.find_first_not_of(kNameLetters) != std::string_view::npos) {
    return Outcome::failed("name-characters", fmt::format("{} has characters beyond A-Z, a-z, 0-9 "
                                                          "and . _ / -",
                                                          shown(name)));
  }
  if (name.front() == '/') {
    return Outcome::failed("name-absolute", fmt::format("{} begins with /", shown(name)));
  }
  std::size_t depth = 0;
  for (std::string_view rest = name;;) {
    const std::size_t end = rest.find('/');
    if (Outcome part = check_part(rest.substr(0, end), name); !part.good()) return part;
    ++depth;
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (depth > kDepthLimit) {
    return Outcome::failed("name-deep", fmt::format("{} lies {} folders deep; {} are allowed",
                                                    shown(name), depth - 1, kDepthLimit - 1));
  }
  return Outcome::ok();
}

}  // namespace

const std::string* bytes_named(const std::vector<SubmissionFile>& files, std::string_view name) {
  const auto found = std::ranges::find(files, name, &SubmissionFile::name);
  return found == files.end() ? nullptr : &found->bytes;
}

std::string shown(std::string_view name, std::size_t most) {
  std::string result = "\"";
  for (const char c : name.substr(0, most)) {
    if (c < ' ' || c > '~' || c == '"' || c == '\\') {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + (name.size() > most ? "...\"" : "\"");
}

Outcome ArchiveNames::add_file(std::string_view name) { return add(name, Kind::file); }

Outcome ArchiveNames::add_folder(std::string_view name) { return add(name, Kind::folder); }

Outcome ArchiveNames::add(std::string_view name, Kind kind) {
  if (++entries_ > kEntryLimit) {
    return Outcome::failed("too-many-entries",
                           fmt::format("there are more than {} entries", kEntryLimit));
  }
  if (Outcome alone = check_alone(name); !alone.good()) return alone;
  for (std::size_t end = name.find('/'); end != std::string_view::npos;
       end = name.find('/', end + 1)) {
    if (Outcome folder = note(name.substr(0, end), Kind::implied_folder); !folder.good()) {
      return folder;
    }
  }
  return note(name, kind);
}

// A folder may be named once as an entry, before or after what lies in it.
Outcome ArchiveNames::note(std::string_view name, Kind kind) {
  const auto [at, is_new] = by_lower_case_.try_emplace(lower(name), Known{std::string(name), kind});
  if (is_new) return Outcome::ok();
  Known& known = at->second;
  if (known.name != name) {
    return Outcome::failed("name-case", fmt::format("{} and {} differ in upper and lower case only",
                                                    shown(known.name), shown(name)));
  }
  if ((known.kind == Kind::file) != (kind == Kind::file)) {
    return Outcome::failed("name-file-and-folder",
                           fmt::format("{} is a file and a folder", shown(name)));
  }
  if (kind == Kind::implied_folder) return Outcome::ok();
  if (known.kind == Kind::implied_folder) {
    known.kind = kind;
    return Outcome::ok();
  }
  return Outcome::failed("name-twice", fmt::format("{} is there twice", shown(name)));
}

}  // namespace assay::submit
