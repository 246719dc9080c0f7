// SPDX-License-Identifier: Apache-2.0
// An environment of our own while it lives: getenv, and with it every function that asks for TZ,
// looks through all variables, and their number is the caller's. Nothing else may use the
// environment meanwhile: a benchmark has one thread. seed() and report() have
// variables of their own, and stand before and after.
#pragma once

#include <time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

namespace assay {

class FixedEnvironment {
 public:
  static constexpr std::size_t kVariables = 32;  // about what a login shell has

  FixedEnvironment() : before_(environ) {
    variables_[0] = "TZ=UTC0";
    for (std::size_t i = 1; i < kVariables; ++i)
      variables_[i] = "ASSAY_" + std::string(1 + i % 7, 'V') + std::to_string(i) + "=" +
                      std::string(i, static_cast<char>('a' + i % 26));
    for (std::size_t i = 0; i < kVariables; ++i) pointers_[i] = variables_[i].data();
    environ = pointers_.data();
    tzset();
  }
  ~FixedEnvironment() { leave(); }
  FixedEnvironment(const FixedEnvironment&) = delete;
  FixedEnvironment& operator=(const FixedEnvironment&) = delete;

  // The caller's environment again, which report() asks.
  void leave() {
    environ = before_;
    tzset();
  }

  std::string& variable(std::size_t i) { return variables_[i]; }

 private:
  char** before_;
  std::array<std::string, kVariables> variables_;
  std::array<char*, kVariables + 1> pointers_{};
};

}  // namespace assay
