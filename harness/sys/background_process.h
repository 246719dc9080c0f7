// SPDX-License-Identifier: Apache-2.0
// A child that runs while we do something else, such as talk to it over a shared page. It ends with
// the object.
#pragma once

#include <memory>

#include "sys/process.h"

namespace assay::sys {

class BackgroundProcess {
 public:
  // Of the request's limits those that the kernel keeps hold, and the one on output, of which the
  // last bytes are kept; nobody watches. Throws as run_process does.
  explicit BackgroundProcess(const ProcessRequest& request);
  ~BackgroundProcess();  // kills it with all its group
  BackgroundProcess(BackgroundProcess&&) noexcept;

  bool has_ended() const;

  // Takes what it has written: a child whose pipe is full waits for us. False when there was
  // nothing.
  bool drain();

  // Kills it where it hasn't ended, and gives what it left. Once.
  Ended end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::sys
