// SPDX-License-Identifier: Apache-2.0
#include "cli/completion_command.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace assay::cli {
namespace {

// Each script asks the program that stands first on the line for what may follow. Names come from
// records, which others may have written: no script lets a shell expand them.

// Arguments are taken from the line itself, because bash divides its own at = and : too, and the
// part of the last word that stands before these is left out of what is offered.
constexpr std::string_view kBash =
    R"(# Completion of assay for bash: source <(assay completion bash)
_assay() {
  local line=${COMP_LINE:0:COMP_POINT} words last kept='' found
  read -a words <<<"$line"
  [[ $line != *[[:space:]] ]] || words+=('')
  last=${words[-1]}
  [[ $COMP_WORDBREAKS != *=* || $last != *=* ]] || kept=${last%=*}=
  [[ $COMP_WORDBREAKS != *:* || ${last#"$kept"} != *:* ]] || kept=${last%:*}:
  COMPREPLY=()
  while IFS=$'\t' read -r found _; do
    found=${found#"$kept"}
    [[ $found != *[^a-zA-Z0-9_./:,=@%+-]* ]] || printf -v found %q "$found"
    COMPREPLY+=("$found")
  done < <(command "${words[0]}" --complete "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _assay assay
)";

// Both for `source <(assay completion zsh)` and as a file in fpath, which the first line is for.
constexpr std::string_view kZsh = R"(#compdef assay
_assay() {
  local -a lines offered
  local line program=${(Q)words[1]}
  [[ $program != '~/'* ]] || program=$HOME/${program#'~/'}
  lines=("${(@f)$(command $program --complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
  for line in $lines; do
    offered+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  (( ! $#offered )) || { _describe -V 'assay' offered && return }
  _files
}
if [[ $funcstack[1] == _assay ]]; then
  _assay "$@"
else
  (( $+functions[compdef] )) || { autoload -U +X compinit && compinit }
  compdef _assay assay
fi
)";

constexpr std::string_view kFish =
    R"fish(# Completion of assay for fish: assay completion fish | source
function __assay_complete
    set -l words (commandline -opc)
    set -l found (command $words[1] --complete $words[2..] "$(commandline -ct)" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c assay -e
complete -c assay -f -k -a '(__assay_complete)'
)fish";

}  // namespace

CommandSpec completion_spec() {
  return {.name = "completion",
          .summary = "print a completion script for bash, zsh or fish",
          .description =
              "Prints a script that completes sub-commands, options, the names of targets, "
              "toolchains, systems, suites, runners and formats, records, and the benchmarks of a "
              "record. A package installs these scripts.",
          .positional = "SHELL",
          .least = 1,
          .most = 1,
          .examples = {{"source <(assay completion bash)", "in ~/.bashrc"},
                       {"source <(assay completion zsh)", "in ~/.zshrc"},
                       {"assay completion fish | source", "in config.fish"}}};
}

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return std::string(kBash);
  if (shell == "zsh") return std::string(kZsh);
  if (shell == "fish") return std::string(kFish);
  const std::vector<std::string> shells{"bash", "zsh", "fish"};
  throw base::Error(base::Exit::usage,
                    fmt::format("no completion for '{}'{}", base::printable(shell),
                                base::did_you_mean(shell, shells)))
      .hint("there are bash, zsh and fish");
}

int run_completion(const Arguments& words, Console& console) {
  const auto& shell = words.positionals.front();
  const auto script = completion_script(shell);
  base::Json json;
  json.set("schema", "assay.completion/1").set("shell", shell).set("script", script);
  console.print(words.format() == "json" ? json.dump() : script);
  return 0;
}

}  // namespace assay::cli
