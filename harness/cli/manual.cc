// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/about.h"
#include "terminal/exit_codes.h"

namespace assay::cli {
namespace {

// man's macros of groff_man(7); mandoc has the same.
std::string title(const std::string& name, const ManualHead& head) {
  std::string upper;
  for (const char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return fmt::format(
      ".\\\" Made from the text of assay --help.\n.TH {} 1 {} \"assay {}\"\n.nh\n.ad l\n",
      manual_text(upper), head.date, head.version);
}

std::string name_section(const std::string& name, std::string_view summary) {
  return fmt::format(".SH NAME\n{} \\- {}\n", manual_text(name), manual_text(summary));
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", manual_text(text)); }

std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", manual_text(text)); }

// "-o, --output FILE"
std::string option_head(const OptionSpec& option) {
  std::vector<std::string> names;
  for (const auto& name : base::split(option.name, ',')) names.push_back(bold(name));
  const auto text = base::join(names, ", ");
  return option.value.empty() ? text : text + " " + italic(option.value);
}

std::string option_section(const CommandSpec& spec) {
  std::string text = ".SH OPTIONS\n";
  for (const auto& option : all_options(spec)) {
    const std::string_view more =
        option.list ? " May be given again, and takes several separated by commas." : "";
    text += fmt::format(".TP\n{}\n{}{}{}\n", option_head(option), manual_text(option.help),
                        more.empty() || option.help.ends_with('.') ? "" : ".", more);
  }
  return text;
}

std::string exit_section() {
  std::string text = ".SH \"EXIT STATUS\"\n";
  for (const auto& [exit, meaning] : terminal::kExitCodes) {
    text += fmt::format(".TP\n{}\n{}\n", static_cast<int>(exit), manual_text(meaning));
  }
  return text;
}

std::string example_section(const CommandSpec& spec) {
  if (spec.examples.empty()) return {};
  std::string text = ".SH EXAMPLES\n";
  for (const auto& example : spec.examples) {
    text += fmt::format(".TP\n{}\n{}\n", bold(example.command), manual_text(example.meaning));
  }
  return text;
}

std::string page_of(const CommandSpec& spec) { return "assay-" + spec.name; }

}  // namespace

std::string manual_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";  // else some terminals show another dash, which can't be copied
    } else if (c == '\'') {
      safe += "\\(aq";
    } else if (c == '`') {
      safe += "\\(ga";
    } else if (c == '^') {
      safe += "\\(ha";
    } else if (c == '~') {
      safe += "\\(ti";
    } else {
      safe += c;
    }
  }
  // A line that begins with a dot is a macro.
  safe = base::replace_all(std::move(safe), "\n.", "\n\\&.");
  return safe.starts_with('.') ? "\\&" + safe : safe;
}

std::string manual_page(const CommandSpec& spec, const ManualHead& head) {
  auto text = title(page_of(spec), head) + name_section(page_of(spec), spec.summary);
  text += fmt::format(".SH SYNOPSIS\n{} [{}...]", bold("assay " + spec.name), italic("option"));
  if (!spec.positional.empty()) text += " " + manual_text(spec.positional);
  text += "\n.SH DESCRIPTION\n" + manual_text(spec.description) + "\n";
  return text + option_section(spec) + example_section(spec) + exit_section() +
         ".SH \"SEE ALSO\"\n.BR assay (1)\n";
}

std::string manual_overview(const std::vector<CommandSpec>& specs, const ManualHead& head) {
  auto text = title("assay", head) + name_section("assay", "benchmarks for many CPU architectures");
  text += fmt::format(".SH SYNOPSIS\n{} {} [{}...] [{}...]\n", bold("assay"), italic("SUBCOMMAND"),
                      italic("option"), italic("argument"));
  text += fmt::format(".SH DESCRIPTION\n{}\n.SH SUB\\-COMMANDS\n", manual_text(kAbout.text));
  for (const auto& spec : specs) {
    text +=
        fmt::format(".TP\n.BR {} (1)\n{}\n", manual_text(page_of(spec)), manual_text(spec.summary));
  }
  text += fmt::format(
      ".SH OPTIONS\n.TP\n{}\nlists the sub\\-commands; after a sub\\-command: its "
      "options, with examples\n.TP\n{}\nversion and commit\n",
      bold("--help"), bold("--version"));
  text += exit_section();
  return text;
}

}  // namespace assay::cli
