// SPDX-License-Identifier: Apache-2.0
// The program: picks the sub-command, and turns what it throws into a message and an exit code.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "cli/about.h"
#include "cli/candidates.h"
#include "cli/commands.h"
#include "cli/version.h"
#include "present/table.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/left_over.h"

namespace assay::cli {
namespace {

std::string paragraph(std::string_view text) {
  constexpr std::size_t kWidth = 96;
  return base::join(present::wrap_words(text, kWidth), "\n") + "\n";
}

std::string overview() {
  std::string text = "usage: assay SUBCOMMAND [option...] [argument...]\n\n";
  text += paragraph(kAbout) + "\nsub-commands:\n";
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    text += fmt::format("  {:<12}{}\n", spec.name, spec.summary);
  }
  std::vector<std::string> codes;
  for (const auto& [exit, meaning] : kExitCodes) {
    codes.push_back(fmt::format("{} {}", static_cast<int>(exit), meaning));
  }
  return text +
         "\n  assay SUBCOMMAND --help    its options, with examples\n"
         "  assay --version            version and commit\n\n"
         "Results go to standard output, everything else to standard error.\n" +
         paragraph(fmt::format("Exit codes: {}.", base::join(codes, "; ")));
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& command : commands()) {
    names.push_back(command.spec().name);
    if (names.back() == name) return command;
  }
  throw base::Error(base::Exit::usage, fmt::format("no sub-command '{}'{}", base::printable(name),
                                                   base::did_you_mean(name, names)))
      .hint("assay --help lists them");
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    Console(Words{}).print(
        words.size() > 1 && words[0] == "help" ? help(find_command(words[1]).spec()) : overview());
    return words.empty() ? static_cast<int>(base::Exit::usage) : 0;
  }
  if (words[0] == "--version") {
    Console(Words{}).print(fmt::format("assay {}{}{}\n", kVersion,
                                       kCommit.empty() ? "" : fmt::format(" {}", kCommit),
                                       kDirty ? ", with changes" : ""));
    return 0;
  }
  if (words[0] == "--complete") {
    Console(Words{}).print(completion_lines({words.begin() + 1, words.end()}));
    return 0;
  }
  const auto& command = find_command(words[0]);
  const auto spec = command.spec();
  const auto parsed = parse(spec, {words.begin() + 1, words.end()});
  if (parsed.help) {
    Console(Words{}).print(help(spec));
    return 0;
  }
  Console console(parsed.words);
  return command.run(parsed.words, console);
}

// Of runs that were killed, which could not do it themselves.
void tidy_up() {
  sys::remove_left_folders();
  std::map<std::string, std::size_t> names;
  for (const std::string& name : sys::end_left_by_killed()) ++names[name];
  if (names.empty()) return;
  std::vector<std::string> left;
  for (const auto& [name, count] : names) left.push_back(fmt::format("{} ({})", name, count));
  complain("a run that was killed left processes running, which were ended: " +
           base::join(left, ", "));
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  try {
    assay::sys::catch_interrupts();
    assay::cli::tidy_up();
    return assay::cli::dispatch({argv + 1, argv + argc});
  } catch (const assay::base::Error& error) {
    assay::cli::complain(error.what());
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {  // the standard library's own: out of memory and the like
    assay::cli::complain(error.what());
    return static_cast<int>(assay::base::Exit::missing);
  }
}
