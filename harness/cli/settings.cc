// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>

#include "base/error.h"
#include "base/expression.h"
#include "base/text.h"
#include "base/toml.h"
#include "present/formats.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFile = "assay.toml";
constexpr std::int64_t kMostSeconds = 1'000'000;

using Values = std::vector<std::string>;

// "x" and ["x", "y"].
Values names(base::TomlReader& reader, std::string_view key) {
  const base::TomlValue* const value = reader.any(key);
  if (value == nullptr) return {};
  if (const auto* text = std::get_if<std::string>(&value->value)) return {*text};
  return reader.texts(key);
}

// `problem` says what is wrong with a value, "" when nothing is.
template <class Check>
Values text(base::TomlReader& reader, std::string_view key, const Check& problem) {
  if (reader.any(key) == nullptr) return {};
  const std::string value = reader.text(key);
  if (value.empty()) return {};  // a problem already
  if (auto what = problem(value); !what.empty()) {
    reader.problem(key, std::move(what));
    return {};
  }
  return {value};
}

std::string no_expression(const std::string& value) {
  try {
    static_cast<void>(base::Expression(value, "the text"));
    return {};
  } catch (const base::Error& error) {
    return error.what();
  }
}

std::string no_share(const std::string& value) {
  if (terminal::parse_share(value)) return {};
  return fmt::format("\"{}\" is not a percentage such as \"2 %\"", base::printable(value));
}

std::string no_format(const std::string& value) {
  const auto formats = present::format_names();
  if (std::ranges::find(formats, value) != formats.end()) return {};
  return fmt::format("\"{}\" is not a format{}", base::printable(value),
                     base::did_you_mean(value, formats));
}

Values whole_seconds(base::TomlReader& reader, std::string_view key) {
  const auto value = reader.integer(key);
  if (!value) return {};
  if (*value < 1 || *value > kMostSeconds) {
    reader.problem(key, fmt::format("expected seconds from 1 to {}", kMostSeconds));
    return {};
  }
  return {fmt::format("{}", *value)};
}

bool there_is(const fs::path& path) {
  std::error_code fault;
  return fs::exists(path, fault);
}

// The folder that holds .git, at or above this one; none outside a repository.
std::optional<fs::path> repository_of(fs::path folder) {
  while (!there_is(folder / ".git")) {
    if (folder == folder.parent_path()) return std::nullopt;
    folder = folder.parent_path();
  }
  return folder;
}

bool has_option(const CommandSpec& spec, std::string_view name) {
  const auto options = all_options(spec);
  return std::ranges::any_of(options,
                             [&](const OptionSpec& option) { return long_name(option) == name; });
}

bool has_format(const CommandSpec& spec, const std::string& format) {
  const auto formats = formats_of(spec);
  return std::ranges::find(formats, format) != formats.end();
}

bool is_taken(const SettingKey& key, const CommandSpec& spec, const Arguments& words) {
  const auto& [name, commands] = key;
  const bool meant = commands.empty() || std::ranges::find(commands, spec.name) != commands.end();
  if (!meant || !has_option(spec, name)) return false;
  if (words.values.contains(name)) return false;
  if (name == "format") return !words.values.contains("json");
  // A run at a place has no budget; that of a gate is part of its question.
  if (name == "budget" && spec.name == "run" && words.values.contains("on")) return false;
  // What programs of one's own are built for is no selection.
  return !words.values.contains("binary") || name == "filter" || name == "budget";
}

}  // namespace

const std::vector<SettingKey>& setting_keys() {
  static const std::vector<std::string_view> selecting{"build", "run", "gate", "explain"};
  static const std::vector<SettingKey> keys{{"target", selecting},
                                            {"toolchain", selecting},
                                            {"os", selecting},
                                            {"suite", selecting},
                                            {"filter", {"run", "gate"}},
                                            {"format", {}},
                                            {"margin", {"gate", "compare"}},
                                            {"floor", {"gate"}},
                                            {"budget", {"run", "gate"}}};
  return keys;
}

Settings read_settings(std::string_view bytes, const std::string& file) {
  std::vector<base::Problem> problems;
  const auto root = base::parse_toml(bytes, file, problems);
  Settings settings{.file = file, .values = {}};
  if (problems.empty()) {
    base::TomlReader reader(root, "defaults", problems);
    auto& values = settings.values;
    for (const char* key : {"target", "toolchain", "os", "suite"}) values[key] = names(reader, key);
    values["filter"] = text(reader, "filter", no_expression);
    values["format"] = text(reader, "format", no_format);
    for (const char* key : {"margin", "floor"}) values[key] = text(reader, key, no_share);
    values["budget"] = whole_seconds(reader, "budget");
    static_cast<void>(reader.any("place"));  // reach/place_settings.h reads it where it is needed
    reader.finish();
  }
  if (!problems.empty()) throw base::Error::of(base::Exit::usage, problems);
  std::erase_if(settings.values, [](const auto& entry) { return entry.second.empty(); });
  return settings;
}

fs::path project_file(const fs::path& folder) {
  const fs::path last = repository_of(folder).value_or(folder);
  for (fs::path at = folder;; at = at.parent_path()) {
    if (there_is(at / kFile)) return at / kFile;
    if (at == last) return {};
  }
}

fs::path user_file() {
  const auto absolute = [](const char* name) {
    const fs::path path = sys::variable(name).value_or("");
    return path.is_absolute() ? path : fs::path();
  };
  // A path that is not absolute is ignored (XDG Base Directory Specification 0.8, "Basics").
  fs::path folder = absolute("XDG_CONFIG_HOME");
  if (folder.empty() && !absolute("HOME").empty()) folder = absolute("HOME") / ".config";
  if (folder.empty()) return {};
  const fs::path file = folder / "assay" / kFile;
  return there_is(file) ? file : fs::path();
}

std::vector<Settings> find_settings() {
  std::vector<Settings> found;
  std::error_code fault;
  const fs::path folder = fs::current_path(fault);
  for (const bool project : {true, false}) {
    const fs::path file = !project ? user_file() : fault ? fs::path() : project_file(folder);
    if (file.empty()) continue;
    found.push_back(read_settings(sys::read_file(file, kMostSettings), file));
    found.back().project = project;
  }
  return found;
}

std::vector<std::string> add_defaults(const Settings& settings, const CommandSpec& spec,
                                      Arguments& words) {
  std::vector<std::string> added;
  for (const SettingKey& key : setting_keys()) {
    const auto found = settings.values.find(key.name);
    if (found == settings.values.end() || !is_taken(key, spec, words)) continue;
    if (key.name == "format" && !has_format(spec, found->second.front())) continue;
    words.values.insert(*found);
    (settings.project ? words.of_project : words.of_user).insert(found->first);
    added.push_back(found->first);
  }
  return added;
}

}  // namespace assay::cli
