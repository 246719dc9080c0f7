// SPDX-License-Identifier: Apache-2.0
// The one command that ssh runs on another machine. It is read by whatever shell a user has there:
// sh, dash, busybox, bash, zsh, fish and csh read it alike. It finds a folder that can be written
// and executed from, says what the machine is, is told which program of the kit that needs, and
// becomes it; when it is not there yet it takes it from its standard input first. Needed there: a
// shell, uname, mkdir, rm, chmod, mv, and head or dd; without sleep and wc it waits for ever for
// bytes that do not come. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::reach {

struct RemoteWish {
  std::string folder = {};  // as Place::folder
  std::string nonce;        // hex digits: names this conversation
  bool anew = false;        // the program that is there is broken
  // When no answer and no byte of the program comes for so long, what waits there ends: a line may
  // be dead without that end's knowing.
  std::chrono::seconds patience{15 * 60};
};

std::string remote_command(const RemoteWish& wish);

// The answer to the sign `ask`: which program, by its hash in hex digits, and its bytes.
std::string program_line(std::string_view sha256, std::uint64_t size);

// What the command says before the program speaks.
struct Sign {
  enum class Kind {
    ask,        // now send program_line()
    have,       // the program is there and begins
    need,       // now send its bytes, and nothing else
    got,        // now send kWhole: the bytes were not cut short
    unwritten,  // it could not be written
    nowhere,    // no folder can be written and executed from
  };
  Kind kind;
  std::string machine;  // what uname -m says
};
inline constexpr std::string_view kWhole = "whole\n";

// Finds the next sign in what a place said; what stands before it is of the user's start-up files.
// Takes the sign and all before it out of `said`.
std::optional<Sign> take_sign(std::string& said, std::string_view nonce);

// Is there a line that begins like a sign and is none? It was altered on the way.
bool holds_broken_sign(std::string_view said, std::string_view nonce);

// What start-up files may print before it.
inline constexpr std::size_t kMostBeforeSign = std::size_t{1} << 20;

}  // namespace assay::reach
