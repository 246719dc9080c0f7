// SPDX-License-Identifier: Apache-2.0
#include "cli/completion_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "record/runner.h"
#include "work/catalog_files.h"

namespace assay::cli {
namespace {

struct Vocabulary {
  std::string option;  // "--target"
  std::vector<std::string> words;
};

// What options take, as the catalog has it now.
std::vector<Vocabulary> vocabularies() {
  const auto catalog = work::load_catalog(sys::find_folders());
  const auto names = [](const auto& items) {
    std::vector<std::string> result;
    for (const auto& item : items) result.push_back(item.name);
    return result;
  };
  // Formats that only some sub-commands have are refused by the others with a list of theirs.
  return {{"--runner", record::runner_names()},    {"--format", present::format_names()},
          {"--target", names(catalog.targets)},    {"--toolchain", names(catalog.toolchains)},
          {"--os", names(catalog.systems)},        {"--suite", names(catalog.suites)},
          {"--color", {"auto", "always", "never"}}};
}

std::vector<std::string> option_names(const CommandSpec& spec) {
  std::vector<std::string> names;
  for (const auto& option : all_options(spec)) {
    for (const auto& name : base::split(option.name, ',')) names.push_back(name);
  }
  return names;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& command : commands()) names.push_back(command.spec().name);
  return names;
}

std::string bash() {
  std::string text =
      "# Completion of assay for bash: source <(assay completion bash)\n"
      "_assay() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} candidates=''\n"
      "  COMPREPLY=()\n"
      "  case $before in\n";
  for (const auto& [option, words] : vocabularies()) {
    text += fmt::format("    {}) candidates='{}' ;;\n", option, base::join(words, " "));
  }
  text += "  esac\n  if [[ -z $candidates ]]; then\n    case ${COMP_WORDS[1]-} in\n";
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    text += fmt::format("      {}) [[ $word != -* ]] || candidates='{}' ;;\n", spec.name,
                        base::join(option_names(spec), " "));
  }
  text += fmt::format(
      "    esac\n"
      "    ((COMP_CWORD > 1)) || candidates='{} --help --version'\n"
      "  fi\n"
      "  [[ -z $candidates ]] || COMPREPLY=($(compgen -W \"$candidates\" -- \"$word\"))\n"
      "}}\n"
      "complete -o default -F _assay assay\n",
      base::join(command_names(), " "));
  return text;
}

std::string fish() {
  std::string text =
      "# Completion of assay for fish: assay completion fish | source\n"
      "complete -c assay -e\n";
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    text += fmt::format("complete -c assay -f -n __fish_use_subcommand -a {} -d '{}'\n", spec.name,
                        base::replace_all(spec.summary, "'", "\\'"));
    for (const auto& option : all_options(spec)) {
      const auto name = long_name(option);
      text += fmt::format("complete -c assay -n '__fish_seen_subcommand_from {}' -l {}{} -d '{}'\n",
                          spec.name, name, option.value.empty() ? "" : " -r",
                          base::replace_all(option.help, "'", "\\'"));
    }
  }
  for (const auto& [option, words] : vocabularies()) {
    text += fmt::format("complete -c assay -l {} -x -a '{}'\n", option.substr(2),
                        base::join(words, " "));
  }
  return text;
}

}  // namespace

CommandSpec completion_spec() {
  return {.name = "completion",
          .summary = "print a completion script for bash, zsh or fish",
          .description =
              "Prints a script that completes sub-commands, options and the names of "
              "targets, toolchains, systems, suites, runners and formats.",
          .positional = "SHELL",
          .least = 1,
          .most = 1,
          .examples = {{"source <(assay completion bash)", "in ~/.bashrc"},
                       {"source <(assay completion zsh)", "in ~/.zshrc"},
                       {"assay completion fish | source", "in config.fish"}}};
}

int run_completion(const Words& words, Console& console) {
  const auto& shell = words.positionals.front();
  std::string script;
  if (shell == "bash") {
    script = bash();
  } else if (shell == "zsh") {
    script = "autoload -U +X compinit bashcompinit && compinit && bashcompinit\n" + bash();
  } else if (shell == "fish") {
    script = fish();
  } else {
    const std::vector<std::string> shells{"bash", "zsh", "fish"};
    throw base::Error(base::Exit::usage,
                      fmt::format("no completion for '{}'{}", base::printable(shell),
                                  base::did_you_mean(shell, shells)))
        .hint("there are bash, zsh and fish");
  }
  base::Json json;
  json.set("schema", "assay.completion/1").set("shell", shell).set("script", script);
  console.print(words.format() == "json" ? json.dump() : script);
  return 0;
}

}  // namespace assay::cli
