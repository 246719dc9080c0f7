// SPDX-License-Identifier: Apache-2.0
// Defaults for options, from files called assay.toml: the project's, beside or above the current
// folder, and the user's own. They hold values of options and nothing else: no command, no
// environment, no path. What a command line says wins over the project's, and that over the user's.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "cli/words.h"

namespace assay::cli {

inline constexpr base::Bytes kMostSettings{1u << 20};  // of one file

// A key of such a file: the long name of an option, and the sub-commands that take it from there.
// Those that read finished records take no selection: a default would hide what they hold.
struct SettingKey {
  std::string_view name;
  std::vector<std::string_view> commands;  // empty: all that have the option
};
const std::vector<SettingKey>& setting_keys();

// One file's.
struct Settings {
  std::string file;
  bool project = true;                                                  // else the user's own
  std::map<std::string, std::vector<std::string>, std::less<>> values;  // as Arguments has them
};

// Throws one Error(usage) with every problem: unknown keys with the nearest ones, values of another
// kind.
Settings read_settings(std::string_view bytes, const std::string& file);

// The file that holds for a folder: its own, else that of the nearest folder above it, up to the
// one that holds .git. Outside a repository only its own. "" for none.
std::filesystem::path project_file(const std::filesystem::path& folder);

// $XDG_CONFIG_HOME/assay/assay.toml, else ~/.config/assay/assay.toml; "" when there is none.
std::filesystem::path user_file();

// The project's and the user's, in this order; those that there are.
std::vector<Settings> find_settings();

// Gives the words what they leave open. Returns the names of the options that were added.
std::vector<std::string> add_defaults(const Settings& settings, const CommandSpec& spec,
                                      Arguments& words);

}  // namespace assay::cli
