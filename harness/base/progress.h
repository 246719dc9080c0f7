// SPDX-License-Identifier: Apache-2.0
// How rooms report what goes on: the one thing that flows upward. cli decides what a person sees.
// All functions may be called from several threads at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::base {

class Progress {
 public:
  virtual ~Progress() = default;
  // A stage begins ("building"), with the names of its steps.
  virtual void stage(std::string_view name, const std::vector<std::string>& steps) = 0;
  // One step of the stage ended: "riscv64-gc/clang/debian-12/compute" "built in 3.1 s". What it
  // `took` tells how long the others will; 0: nothing was done.
  virtual void step(std::string_view what, std::string_view how,
                    std::chrono::nanoseconds took = {}) = 0;
  // How far a step is that takes long: 12 of 40 "files"; of 0: nobody knows how many there are.
  virtual void inside(std::string_view, std::size_t /*done*/, std::size_t /*total*/,
                      std::string_view /*unit*/) {}
  // Something that is not a step and interests only a person who is watching: "unpacking ...".
  virtual void note(std::string_view text) = 0;
  // Something that a person is always told: which record was found, what was left out.
  virtual void say(std::string_view line) { note(line); }
};

class NoProgress final : public Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view) override {}
};

}  // namespace assay::base
