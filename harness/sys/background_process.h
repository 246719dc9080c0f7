// SPDX-License-Identifier: Apache-2.0
// A child that runs while we do something else, such as talk to it over a shared page. It ends with
// the object.
#pragma once

#include <memory>

#include "sys/process.h"

namespace assay::sys {

class BackgroundProcess {
 public:
  // Of the request's limits those that the kernel keeps and that on output hold; nobody watches.
  // Throws as run_process does.
  explicit BackgroundProcess(const ProcessRequest& request);
  ~BackgroundProcess();  // kills it with all its group
  BackgroundProcess(BackgroundProcess&&) noexcept;

  bool has_ended() const;

  // Kills it where it hasn't ended, and gives what it left. Once.
  Ended end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::sys
