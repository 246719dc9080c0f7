// SPDX-License-Identifier: Apache-2.0
#include "terminal/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "present/table.h"
#include "terminal/exit_codes.h"

namespace assay::terminal {
namespace {

constexpr std::size_t kOptions = 28;   // column that the texts of options begin in
constexpr std::size_t kCommands = 14;  // those of sub-commands

std::size_t width_of(int columns) { return static_cast<std::size_t>(std::clamp(columns, 60, 100)); }

// `left`, and the text from `column` on; on the next line where `left` reaches into it.
std::string beside(std::string_view left, std::string_view text, std::size_t column,
                   std::size_t width) {
  const bool fits = left.empty() || left.size() + 2 <= column;
  std::string result = fits ? std::string() : std::string(left) + '\n';
  std::string margin(column, ' ');
  if (fits) margin.replace(0, left.size(), left);
  for (const auto& line : present::wrap_words(text, width - column)) {
    result += margin + line + '\n';
    margin.assign(column, ' ');
  }
  return result;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t width) {
  return beside("", text, indent, width);
}

// The first line at the margin, the others indented.
std::string hanging(std::string_view text, std::size_t width) {
  constexpr std::size_t kIndent = 4;
  return base::join(present::wrap_words(text, width - kIndent), "\n" + std::string(kIndent, ' ')) +
         '\n';
}

// "  -o, --output FILE", and what it does.
std::string option_lines(const std::vector<OptionSpec>& options, std::size_t width) {
  std::string text;
  for (const auto& option : options) {
    auto left = "  " + base::replace_all(option.name, ",", ", ");
    if (!option.value.empty()) left += ' ' + option.value;
    text +=
        beside(left, option.help + (option.list ? " (repeatable, or a,b)" : ""), kOptions, width);
  }
  return text;
}

}  // namespace

std::string help(const CommandSpec& spec, int columns) {
  const std::size_t width = width_of(columns);
  const auto space = spec.positional.empty() ? "" : " ";
  auto text = hanging(
      fmt::format("usage: {} {} [option...]{}{}", spec.program, spec.name, space, spec.positional),
      width);
  text += '\n' + paragraph(spec.description, 0, width) + "\nexamples:\n";
  for (const auto& [command, meaning] : spec.examples) {
    text += fmt::format("  {}\n{}", command, paragraph(meaning, 6, width));
  }
  const auto section = [&](std::string_view title, const std::vector<OptionSpec>& options) {
    if (!options.empty()) text += fmt::format("\n{}:\n{}", title, option_lines(options, width));
  };
  section("options", spec.options);
  section("which cells (target/toolchain/os/suite)", selection_options(spec));
  section("common options", common_options(spec));
  return text;
}

std::string overview(const About& about, const std::vector<CommandSpec>& specs, int columns) {
  const std::size_t width = width_of(columns);
  std::string text =
      fmt::format("usage: {} SUBCOMMAND [option...] [argument...]\n\n", about.program);
  text += paragraph(about.text, 0, width) + "\nsub-commands:\n";
  for (const auto& spec : specs) {
    if (spec.listed) text += beside("  " + spec.name, spec.summary, kCommands, width);
  }
  text +=
      '\n' +
      beside(fmt::format("  {} SUBCOMMAND --help", about.program), "its options, with examples",
             kOptions, width) +
      beside(fmt::format("  {} --version", about.program), "version and commit", kOptions, width) +
      '\n';
  text += hanging("Results go to standard output, everything else to standard error.", width);
  std::vector<std::string> codes;
  for (const auto& [exit, meaning] : kExitCodes) {
    codes.push_back(fmt::format("{} {}", static_cast<int>(exit), meaning));
  }
  return text + hanging(fmt::format("Exit codes: {}.", base::join(codes, "; ")), width);
}

}  // namespace assay::terminal
