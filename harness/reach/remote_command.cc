// SPDX-License-Identifier: Apache-2.0
#include "reach/remote_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/ensure.h"
#include "base/text.h"
#include "reach/place_words.h"
#include "reach/protocol.h"

namespace assay::reach {
namespace {

constexpr std::string_view kMark = "assay-reach";

constexpr std::array<std::pair<std::string_view, Sign::Kind>, 6> kKinds{
    {{"ask", Sign::Kind::ask},
     {"have", Sign::Kind::have},
     {"need", Sign::Kind::need},
     {"got", Sign::Kind::got},
     {"unwritten", Sign::Kind::unwritten},
     {"nowhere", Sign::Kind::nowhere}}};

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

// "$HOME" and its like may be empty: the loop leaves out what is then no folder of the user's own.
std::string folders(const std::string& wanted) {
  if (wanted.starts_with("~/")) return fmt::format("\"$HOME/{}\"", wanted.substr(2));
  if (!wanted.empty()) return fmt::format("\"{}\"", wanted);
  return "\"$HOME/.cache/assay/kit\" \"$XDG_RUNTIME_DIR/assay-kit\" \"/var/tmp/assay-kit-$u\" "
         "\"/dev/shm/assay-kit-$u\"";
}

// Ends the shell and what it waits for when the file "$t" does not grow for so long. It ends itself
// when the file is whole or removed, or there is no sleep or wc. It is not asked for by its
// number, because $! is something else to csh.
std::string watcher(std::chrono::seconds patience) {
  return fmt::format(
      "( i=0; o=; while [ $i -lt {} ]; do sleep 1 || exit 0; s=$(wc -c < \"$t\") || exit 0; "
      "if [ \"$s\" = \"$o\" ]; then i=$((i+1)); else i=0; o=$s; fi; kill -0 $$ || break; done; "
      "rm -f \"$t\"; kill 0 ) </dev/null >/dev/null 2>&1 & ",
      patience.count());
}

}  // namespace

// No quote, newline, ! or backslash may stand in it: then every shell takes what is between the
// quotes as it is. An empty line goes before each sign, because start-up files may have printed
// half a line. The sign is put together by the shell, so an echo of the command is not a sign.
std::string remote_command(const RemoteWish& wish) {
  base::ensure(is_word(wish.nonce), "a nonce is a word");
  base::ensure(wish.folder.empty() || folder_problem(wish.folder).empty(), "a folder is plain");
  std::string script = fmt::format("m={}:{}; umask 077; a=$(uname -m); ", kMark, wish.nonce);
  script += "u=$LOGNAME; [ \"$u\" ] || u=$USER; [ \"$u\" ] || u=me; f=; ";
  script += fmt::format("for d in {}; do ", folders(wish.folder));
  // Without HOME or XDG_RUNTIME_DIR; and nobody else's folder, nor a link that somebody laid out.
  script += "case \"$d\" in /.cache/assay/kit|/assay-kit) continue;; esac; ";
  script += "mkdir -p \"$d\" 2>/dev/null || continue; [ -L \"$d\" ] && continue; ";
  script += "[ -O \"$d\" ] || continue; ";
  // A script without a first line that names a shell: the shell runs it itself, unless the kernel
  // refuses for noexec.
  script += "t=\"$d/.try$$\"; ( echo : > \"$t\" ) 2>/dev/null || continue; chmod 700 \"$t\"; ";
  script += "if ( \"$t\" ) 2>/dev/null; then f=1; fi; rm -f \"$t\"; [ \"$f\" ] && break; done; ";
  script += "if [ -z \"$f\" ]; then echo; echo \"$m nowhere $a\"; exit 0; fi; ";
  script += "( : > \"$t\" ) 2>/dev/null; echo; echo \"$m ask $a\"; " + watcher(wish.patience);
  script += "read h n; rm -f \"$t\"; [ \"$n\" ] || exit 0; ";
  script += "p=\"$d/assay-kit-$h\"; t=\"$p.$$\"; ";
  if (wish.anew) script += "rm -f \"$p\"; ";
  script += "if [ -x \"$p\" ]; then echo; echo \"$m have $a\"; else echo; echo \"$m need $a\"; ";
  script += "( : > \"$t\" ) 2>/dev/null; " + watcher(wish.patience);
  script += "if head -c 1 </dev/null >/dev/null 2>&1; then head -c $n > \"$t\"; ";
  script += "else dd ibs=1 obs=65536 count=$n of=\"$t\" 2>/dev/null; fi || { ";
  script += "rm -f \"$t\"; echo \"$m unwritten $a\"; exit 0; }; echo \"$m got $a\"; ";
  script += "read w; if [ \"$w\" = whole ]; then chmod 700 \"$t\" && mv -f \"$t\" \"$p\"; ";
  script += "else rm -f \"$t\"; exit 0; fi; fi; ";
  script += fmt::format("exec \"$p\" serve {} \"$d\"", wish.nonce);
  base::ensure(script.find_first_of("'\n!\\") == std::string::npos, "every shell reads it alike");
  return fmt::format("exec /bin/sh -c '{}'", script);
}

std::string program_line(std::string_view sha256, std::uint64_t size) {
  base::ensure(is_sha256(sha256), "programs are named by hashes");
  return fmt::format("{} {}\n", sha256, size);
}

bool holds_broken_sign(std::string_view said, std::string_view nonce) {
  const std::string mark = fmt::format("{}:{} ", kMark, nonce);
  return std::ranges::any_of(base::ended_lines(said), [&](std::string_view line) {
    return line.starts_with(kMark) && !line.starts_with(mark);
  });
}

std::optional<Sign> take_sign(std::string& said, std::string_view nonce) {
  const std::string mark = fmt::format("{}:{} ", kMark, nonce);
  for (std::size_t at = said.find(mark); at != std::string::npos; at = said.find(mark, at + 1)) {
    const std::size_t end = said.find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    const auto words =
        base::split(base::trim(said.substr(at + mark.size(), end - at - mark.size())), ' ');
    const bool begins_line = at == 0 || said[at - 1] == '\n';
    if (!begins_line || words.size() != 2 || !is_word(words[1])) continue;
    const auto kind = std::ranges::find(kKinds, std::string_view(words[0]),
                                        [](const auto& each) { return each.first; });
    if (kind == kKinds.end()) continue;
    said.erase(0, end + 1);
    return Sign{.kind = kind->second, .machine = words[1]};
  }
  return std::nullopt;
}

}  // namespace assay::reach
