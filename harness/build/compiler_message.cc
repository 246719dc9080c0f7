// SPDX-License-Identifier: Apache-2.0
#include "build/compiler_message.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/number.h"
#include "base/text.h"

namespace assay::build {
namespace {

constexpr std::size_t kLines = 20;
constexpr std::size_t kWidth = 300;

bool tells_of_error(std::string_view line) {
  // clang and GCC, GNU ld, lld, CMake, Ninja.
  constexpr std::array<std::string_view, 7> kSigns = {
      ": error:",       ": fatal error:", "undefined reference", "cannot find -l",
      "ld.lld: error:", "CMake Error",    "ninja: error:"};
  return line.starts_with("error: ") ||
         std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) {
           return line.find(sign) != std::string_view::npos;
         });
}

// Colours and other control sequences, ECMA-48 section 5.4: ESC [ up to a byte of 0x40 to 0x7e.
std::string without_control_sequences(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) != "\x1b[") {
      plain += text[at];
      continue;
    }
    at += 2;
    while (at < text.size() && (text[at] < 0x40 || text[at] > 0x7e)) ++at;
  }
  return plain;
}

// "[3/17] Building CXX object ...": Ninja's own progress.
bool is_progress(std::string_view line) {
  return line.starts_with('[') && line.find_first_not_of("0123456789/", 1) == line.find(']');
}

// What was printed, without Ninja's words around it: progress, and the whole command of what
// failed.
std::vector<std::string> told(std::string_view output) {
  std::vector<std::string> lines;
  bool command_follows = false;
  for (const auto& line : base::split(without_control_sequences(output), '\n')) {
    const bool command = command_follows;
    command_follows = line.starts_with("FAILED: ");
    if (command || command_follows || is_progress(line) || base::trim(line).empty() ||
        line.starts_with("ninja: build stopped") || line.starts_with("ninja: Entering directory")) {
      continue;
    }
    lines.push_back(base::printable(line, kWidth));
  }
  return lines;
}

// Source that a compiler shows below its message: "    7 |   thing x;".
bool is_source(std::string_view line) {
  const std::size_t bar = line.find_first_not_of(" 0123456789");
  return bar != std::string_view::npos && line[bar] == '|';
}

bool holds_any(std::string_view line, std::span<const std::string_view> signs) {
  return std::ranges::any_of(
      signs, [&](std::string_view sign) { return line.find(sign) != std::string_view::npos; });
}

bool tells_of_full_disk(std::string_view line) {
  constexpr std::string_view kSigns[] = {"No space left on device", "Disk quota exceeded"};
  return !is_source(line) && holds_any(line, kSigns);
}

// The shell that Ninja starts commands with: dash says "/bin/sh: 1: PROGRAM: not found".
bool is_shell_without_program(std::string_view line) {
  constexpr std::string_view kEnds[] = {": not found", ": command not found", ": Permission denied",
                                        ": Exec format error", ": No such file or directory"};
  return line.starts_with("/bin/sh: ") &&
         std::ranges::any_of(kEnds, [&](std::string_view end) { return line.ends_with(end); });
}

// What a process asked of this machine in vain, or a tool that can't be started: nothing is said of
// the sources.
bool tells_of_host(std::string_view line) {
  constexpr std::string_view kSigns[] = {
      // The system's words, and those of the shell and Ninja around them.
      "Too many open files", "Cannot allocate memory", "Resource temporarily unavailable",
      "Cannot fork", "ninja: fatal: ",
      // Compilers and linkers that get no memory, or are killed for what they take.
      "out of memory allocating", "LLVM ERROR: out of memory", "memory exhausted", "std::bad_alloc",
      "Killed signal terminated program", "unable to execute command: Killed",
      // ccache, the dynamic loader, clang, GCC, CMake: a program is not there or is none.
      "ccache: error: execute_noreturn of ",
      "error while loading shared libraries: ", "unable to execute command: Executable ",
      "fatal error: cannot execute '", "is not a full path to an existing compiler tool"};
  return !is_source(line) &&
         (holds_any(line, kSigns) || is_shell_without_program(base::trim(line)));
}

}  // namespace

std::string compiler_message(std::string_view output) {
  auto lines = told(output);
  auto first = std::find_if(lines.begin(), lines.end(), tells_of_error);
  if (first == lines.end()) {
    first = lines.end() - static_cast<std::ptrdiff_t>(std::min(kLines, lines.size()));
  }
  lines.erase(lines.begin(), first);
  if (lines.size() > kLines) {
    lines.resize(kLines);
    lines.emplace_back("...");
  }
  return base::join(lines, "\n");
}

std::optional<std::pair<std::size_t, std::size_t>> files_done(std::string_view output) {
  for (std::size_t end = output.rfind('\n'); end != output.npos && end > 0;) {
    const std::size_t before = output.rfind('\n', end - 1);
    const std::size_t begin = before == output.npos ? 0 : before + 1;
    const std::string_view line = output.substr(begin, end - begin);
    if (is_progress(line)) {
      const auto parts = base::split(line.substr(1, line.find(']') - 1), '/');
      const auto done = base::to_uint64(parts.front()), all = base::to_uint64(parts.back());
      if (done && all) return std::pair(*done, *all);
    }
    end = before;
  }
  return std::nullopt;
}

base::Outcome build_failure(const std::string& code, std::string_view output) {
  const auto lines = told(output);
  const auto with = [&](bool (*tells)(std::string_view), const char* fault) {
    const auto found = std::ranges::find_if(lines, tells);
    return found == lines.end()
               ? base::Outcome::ok()
               : base::Outcome::unavailable(fault, std::string(base::trim(*found)));
  };
  if (auto full = with(tells_of_full_disk, "disk-full"); !full.good()) return full;
  if (auto lacks = with(tells_of_host, "host-fault"); !lacks.good()) return lacks;
  return base::Outcome::failed(code, compiler_message(output));
}

}  // namespace assay::build
