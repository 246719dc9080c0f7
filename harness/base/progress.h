// SPDX-License-Identifier: Apache-2.0
// How rooms report what goes on: the one thing that flows upward. cli decides what a person sees.
// All functions may be called from several threads at once.
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::base {

class Progress {
 public:
  virtual ~Progress() = default;
  // A stage of `total` steps begins ("building", 30).
  virtual void stage(std::string_view name, std::size_t total) = 0;
  // One step of the stage ended: "riscv64-gc/clang/debian-12/compute" "built in 3.1 s".
  virtual void step(std::string_view what, std::string_view how) = 0;
  // Something that is not a step and interests only a person who is watching: "unpacking ...".
  virtual void note(std::string_view text) = 0;
  // Something that a person is always told: which record was found, what was left out.
  virtual void say(std::string_view line) { note(line); }
};

class NoProgress final : public Progress {
 public:
  void stage(std::string_view, std::size_t) override {}
  void step(std::string_view, std::string_view) override {}
  void note(std::string_view) override {}
};

}  // namespace assay::base
