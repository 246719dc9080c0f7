// SPDX-License-Identifier: Apache-2.0
// The one exception: the user or the machine can't give what is needed. Thrown where that is
// noticed, caught at the edge of a cell and in main. A result nobody likes is an Outcome instead.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace assay::base {

// Exit codes of every sub-command.
enum class Exit { done = 0, bad = 1, usage = 2, missing = 3, interrupted = 130 };

// Where in a file: line and column count from 1, 0 means unknown.
struct Position {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

// "file:12:3", "file:12" or "file".
std::string to_text(const Position& position);

// One fault among several of one input.
struct Problem {
  Position position;
  std::string what;
  std::string hint;  // what to do; may be empty
};

class Error : public std::exception {
 public:
  Error(Exit exit, std::string what);

  Error& at(Position position);
  Error& hint(std::string what_to_do);

  // One Error for all faults a checker found (at least one).
  static Error of(Exit exit, const std::vector<Problem>& problems);

  // "position: what; hint", one line a problem.
  const char* what() const noexcept override { return text_.c_str(); }
  Exit exit() const noexcept { return exit_; }

 private:
  void compose();

  Exit exit_;
  std::vector<Problem> problems_;
  std::string text_;
};

}  // namespace assay::base
