// SPDX-License-Identifier: Apache-2.0
// The only place that prints: results to standard output, everything else to standard error.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "present/formats.h"
#include "terminal/arguments.h"

namespace assay::terminal {

// "assay: ..." on standard error, whether that can be written or not.
void complain(std::string_view program, std::string_view what);

// Whether results that are longer than the screen are shown by a pager, on a terminal.
enum class Pager { never, when_long };

// Where it is kept between two processes how long steps take (pace.h); nothing: nowhere.
using PaceFile = std::function<std::optional<std::filesystem::path>()>;

class Console {
 public:
  // Throws Error(usage) for a --color that is none. --no-pager wins over `pager`.
  explicit Console(const Arguments& words, Pager pager = Pager::never, PaceFile pace_file = {});

  // Results, all that belongs together at once. Throws Error(missing) when standard output can't
  // take them (a full disk).
  void print(std::string_view text) const;
  // To a person, one line on standard error; silent with -q.
  void say(std::string_view line) const;

  // On a terminal each step is a line, and the last line shows once a second how far the stage is.
  // Elsewhere a line says so every 30 s; with -v each step has a line too.
  base::Progress& progress() { return *progress_; }

  // For results on standard output.
  present::Style style(const Arguments& words) const;

 private:
  bool quiet_, color_;
  std::string pager_;  // its command; "" for none
  std::unique_ptr<base::Progress> progress_;
};

}  // namespace assay::terminal
