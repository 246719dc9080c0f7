// SPDX-License-Identifier: Apache-2.0
// The words of a command line, checked against what a sub-command declares. CLI11 stands behind
// this; nothing else includes it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "catalog/selection.h"

namespace assay::terminal {

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

// Which of the options that several sub-commands have a sub-command reads. All have --format,
// --json, --quiet, --verbose and --help.
struct Shared {
  bool cells = false;    // --target, --toolchain, --os, --suite
  bool filter = false;   // --filter
  bool runner = false;   // --runner
  bool list = false;     // --dry-run
  bool jobs = false;     // --jobs
  bool color = false;    // --color
  bool pager = false;    // --no-pager: what it prints may be longer than the screen
  bool defaults = true;  // --no-config: it takes defaults from assay.toml files
};

struct CommandSpec {
  std::string name;
  std::string summary;              // one line, for the list of sub-commands
  std::string description;          // a few sentences
  std::string positional = {};      // "FILE...", "RECORD [BENCHMARK]"; empty: none
  std::size_t least = 0, most = 0;  // how many positionals
  Shared shared = {};
  std::vector<std::string> formats = {};  // beyond table and json: "markdown", "csv"
  std::vector<OptionSpec> options = {};
  std::vector<Example> examples = {};
  std::string program = "assay";  // whose sub-command it is
  bool listed = true;             // else it is for programs, and no overview names it
};

class Arguments {
 public:
  std::vector<std::string> positionals;
  std::map<std::string, std::vector<std::string>, std::less<>> values;  // by long name, no dashes
  // Those of `values` that nobody typed: a file of defaults gave them.
  std::set<std::string, std::less<>> of_project, of_user;

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

  // The options that were given and that nobody has asked for since forget_questions().
  std::vector<std::string> ignored() const;
  void forget_questions() { asked_->clear(); }
  // Names of options that were asked for, given or not.
  const std::set<std::string, std::less<>>& asked() const { return *asked_; }

 private:
  // Copies share it: what a changed copy is asked for was read of the words as well.
  std::shared_ptr<std::set<std::string, std::less<>>> asked_ =
      std::make_shared<std::set<std::string, std::less<>>>();
};

// "2%", "0.5 %", "2": percent, as a share of 1; none for anything else.
std::optional<double> parse_share(std::string_view text);

// "table", those of its own, "json".
std::vector<std::string> formats_of(const CommandSpec& spec);

// The shared options that a sub-command has: those that select, and the others.
std::vector<OptionSpec> selection_options(const CommandSpec& spec);
std::vector<OptionSpec> common_options(const CommandSpec& spec);
// All of a sub-command: its own, those of the selection, the common ones.
std::vector<OptionSpec> all_options(const CommandSpec& spec);

[[noreturn]] void refuse_command(const std::string& name, const std::vector<std::string>& names,
                                 std::string_view program);

// The sub-command of that name, of a table whose rows have a `spec`. Throws Error(usage) with the
// nearest names.
template <class Command>
const Command& find_command(const std::vector<Command>& table, const std::string& name,
                            std::string_view program) {
  std::vector<std::string> names;
  for (const Command& command : table) {
    names.push_back(command.spec().name);
    if (names.back() == name) return command;
  }
  refuse_command(name, names, program);
}

// For help texts: what a benchmark may take, in the words that --timeout and --memory take.
std::string default_timeout();  // "60"
std::string default_memory();   // "4GiB"

// "output" for "-o,--output".
std::string long_name(const OptionSpec& option);

struct Parsed {
  Arguments words;
  bool help = false;  // asked for: nothing else was checked
};

// `arguments` without the program's and the sub-command's name. Throws Error(usage) for unknown
// options with the nearest names, missing values, a format that the sub-command has not, too few or
// too many words.
Parsed parse(const CommandSpec& spec, const std::vector<std::string>& arguments);

}  // namespace assay::terminal
