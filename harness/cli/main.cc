// SPDX-License-Identifier: Apache-2.0
// The program: picks the sub-command, and turns what it throws into a message and an exit code.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "cli/about.h"
#include "cli/candidates.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/version.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "sys/interrupt.h"
#include "sys/left_over.h"
#include "sys/standard_streams.h"
#include "terminal/help.h"

namespace assay::cli {
namespace {

using terminal::help;
using terminal::overview;
using terminal::Pager;

const Command& find_command(const std::string& name) {
  return terminal::find_command(commands(), name, kAbout.program);
}

// Help may be asked for with nothing else right; a pager is not for everybody all the same.
void print_help(const std::string& text, const std::vector<std::string>& words) {
  const bool paged = std::ranges::find(words, "--no-pager") == words.end();
  Console(Arguments{}, paged ? Pager::when_long : Pager::never).print(text);
}

// "assay", "assay --help", "assay help run".
int print_overview(const std::vector<std::string>& words) {
  const auto columns = sys::terminal_columns();
  if (words.size() > 1 && words[0] == "help" && !words[1].starts_with('-')) {
    print_help(help(find_command(words[1]).spec(), columns), words);
    return 0;
  }
  std::vector<CommandSpec> specs;
  for (const auto& command : commands()) specs.push_back(command.spec());
  print_help(overview(kAbout, specs, columns), words);
  return words.empty() ? static_cast<int>(base::Exit::usage) : 0;
}

// What a file of defaults gave.
struct Given {
  std::string file;
  std::vector<std::string> options;
};

std::vector<Given> take_defaults(const CommandSpec& spec, Arguments& words) {
  std::vector<Given> given;
  if (words.has("no-config")) return given;
  for (const auto& settings : find_settings()) {
    given.push_back({settings.file, add_defaults(settings, spec, words)});
  }
  return given;
}

// "defaults from /home/me/project/assay.toml: --target, --margin".
std::string line_of(const Given& given) {
  const auto options = given.options.empty() ? "none for this sub-command"
                                             : "--" + base::join(given.options, ", --");
  return fmt::format("defaults from {}: {}", base::printable(given.file), options);
}

// What was typed and then not read; a file's defaults are for other sub-commands too.
void say_ignored(const Arguments& words, const std::vector<Given>& defaults,
                 const Console& console) {
  auto ignored = words.ignored();
  for (const auto& given : defaults) {
    for (const auto& name : given.options) std::erase(ignored, name);
  }
  for (const auto& name : ignored) console.say(fmt::format("--{} has no effect here", name));
}

// What is kept of one run for the next is in the cache; a machine that has none is not at fault.
std::optional<std::filesystem::path> pace_file() {
  try {
    return sys::find_folders().cache / "pace.json";
  } catch (const base::Error&) {
    return std::nullopt;
  }
}

int run(const Command& command, const CommandSpec& spec, Arguments words) {
  const auto defaults = take_defaults(spec, words);
  Console console(words, spec.shared.pager ? Pager::when_long : Pager::never, pace_file);
  if (words.has("verbose")) {
    for (const auto& given : defaults) console.say(line_of(given));
  }
  int exit = 0;
  try {
    exit = command.run(words, console);
  } catch (const base::Error& error) {
    // What is refused may not have been typed.
    const bool usage = error.exit() == base::Exit::usage && !words.has("verbose");
    for (const auto& given : defaults) {
      if (usage && !given.options.empty()) console.say(line_of(given));
    }
    throw;
  }
  say_ignored(words, defaults, console);
  return exit;
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    return print_overview(words);
  }
  if (words[0] == "--version") {
    Console(Arguments{})
        .print(fmt::format("assay {}{}{}\n", kVersion,
                           kCommit.empty() ? "" : fmt::format(" {}", kCommit),
                           kDirty ? ", with changes" : ""));
    return 0;
  }
  if (words[0] == "--complete") {
    Console(Arguments{}).print(completion_lines({words.begin() + 1, words.end()}));
    return 0;
  }
  const auto& command = find_command(words[0]);
  const auto spec = command.spec();
  const auto parsed = parse(spec, {words.begin() + 1, words.end()});
  if (parsed.help) {
    print_help(help(spec, sys::terminal_columns()), words);
    return 0;
  }
  return run(command, spec, parsed.words);
}

// Of runs that were killed, which could not do it themselves.
void tidy_up() {
  sys::remove_left_folders();
  std::map<std::string, std::size_t> names;
  for (const std::string& name : sys::end_left_by_killed()) ++names[name];
  if (names.empty()) return;
  std::vector<std::string> left;
  for (const auto& [name, count] : names) left.push_back(fmt::format("{} ({})", name, count));
  terminal::complain("assay", "a run that was killed left processes running, which were ended: " +
                                  base::join(left, ", "));
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  try {
    assay::sys::occupy_standard_streams();
    assay::sys::catch_interrupts();
    assay::cli::tidy_up();
    return assay::cli::dispatch({argv + 1, argv + argc});
  } catch (const assay::base::Error& error) {
    assay::terminal::complain("assay", error.what());
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {  // the standard library's own: out of memory and the like
    assay::terminal::complain("assay", error.what());
    return static_cast<int>(assay::base::Exit::missing);
  }
}
