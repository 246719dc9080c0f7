// SPDX-License-Identifier: Apache-2.0
// Sets an environment variable for a scope, for tests.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace assay::sys {

class ScopedVariable {
 public:
  // nullptr removes it.
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    value ? setenv(name, value, 1) : unsetenv(name);
  }
  ~ScopedVariable() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

}  // namespace assay::sys
