// SPDX-License-Identifier: Apache-2.0
// The words of a command line, checked against what a sub-command declares. CLI11 stands behind
// this; nothing else includes it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "catalog/selection.h"

namespace assay::cli {

constexpr std::uint64_t kMostJobs = 4096;

struct OptionSpec {
  std::string name;   // "--timeout", or "-o,--output"; the last one is the long name
  std::string value;  // "SECONDS"; empty: a flag
  std::string help;
  bool list = false;  // may be given again, and holds several separated by commas
};

struct Example {
  std::string command;
  std::string meaning;
};

struct CommandSpec {
  std::string name;
  std::string summary;                    // one line, for the list of sub-commands
  std::string description;                // a few sentences
  std::string positional = {};            // "FILE...", "RECORD [BENCHMARK]"; empty: none
  std::size_t least = 0, most = 0;        // how many positionals
  bool selects = false;                   // has the options of selection_options()
  std::vector<std::string> formats = {};  // beyond table and json: "markdown", "csv"
  std::vector<OptionSpec> options = {};
  std::vector<Example> examples = {};
};

class Words {
 public:
  std::vector<std::string> positionals;
  std::map<std::string, std::vector<std::string>, std::less<>> values;  // by long name, no dashes

  bool has(std::string_view name) const;
  std::string text(std::string_view name, std::string otherwise = {}) const;
  std::vector<std::string> texts(std::string_view name) const;
  // Throw Error(usage) for what is not a number in the range, naming the option.
  std::uint64_t whole(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                      std::uint64_t most) const;
  // "4GiB", "512M", "4GB": K, M, G and T are powers of 1024, with or without "iB" or "B".
  base::Bytes bytes(std::string_view name, base::Bytes otherwise) const;
  // "2%", "0.5 %", "2": percent, as a share of 1.
  double share(std::string_view name, double otherwise) const;
  catalog::Selection selection() const;
  std::string format() const;  // "table" unless --format or --json says otherwise
};

// What stands on every sub-command beside its own, and on those that select cells.
std::vector<OptionSpec> common_options(const CommandSpec& spec);
const std::vector<OptionSpec>& selection_options();
// All of a sub-command: its own, those of the selection, the common ones.
std::vector<OptionSpec> all_options(const CommandSpec& spec);

// For help texts: what a benchmark may take, in the words that --timeout and --memory take.
std::string default_timeout();  // "60"
std::string default_memory();   // "4GiB"

// "output" for "-o,--output".
std::string long_name(const OptionSpec& option);

struct Parsed {
  Words words;
  bool help = false;  // asked for: nothing else was checked
};

// `arguments` without the program's and the sub-command's name. Throws Error(usage) for unknown
// options with the nearest names, missing values, a format that the sub-command has not, too few or
// too many words.
Parsed parse(const CommandSpec& spec, const std::vector<std::string>& arguments);

// The text of --help.
std::string help(const CommandSpec& spec);

}  // namespace assay::cli
