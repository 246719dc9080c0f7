// SPDX-License-Identifier: Apache-2.0
#include "build/compiler_message.h"

#include <algorithm>
#include <array>

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
  const bool full = output.find("No space left on device") != std::string_view::npos;
  return base::Outcome::failed(full ? "disk-full" : code, compiler_message(output));
}

}  // namespace assay::build
