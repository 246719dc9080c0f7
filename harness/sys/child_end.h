// SPDX-License-Identifier: Apache-2.0
// The end of a child as something to poll: the kernel's descriptor of the process (Linux 5.3), else
// a pipe that the handler of SIGCHLD writes to. That one writes at the end of any child, so who is
// woken looks whether it was the own one. For the parts of this room only.
#pragma once

#include <sys/types.h>

#include <utility>

#include "sys/descriptor.h"

namespace assay::sys {

// How the end of a child is told.
enum class EndTold {
  by_the_best_way,
  by_signal,  // for tests, on a kernel that has a better one
};

class ChildEnd {
 public:
  ChildEnd() = default;
  // Of a child that is not reaped yet; it may have ended before.
  explicit ChildEnd(pid_t child, EndTold told = EndTold::by_the_best_way);
  ChildEnd(ChildEnd&& other) noexcept
      : process_(std::move(other.process_)), pipe_(std::exchange(other.pipe_, nullptr)) {}
  ChildEnd& operator=(ChildEnd&& other) noexcept {
    std::swap(process_, other.process_);
    std::swap(pipe_, other.pipe_);
    return *this;
  }
  ~ChildEnd() { close(); }

  // False where no descriptor is left for it: then look now and then.
  bool good() const { return descriptor() >= 0; }
  int descriptor() const;  // readable when it has ended, or perhaps has

  // Once it was readable: not again before another child ends. Look for the end after this.
  void take();

  void close();

  struct Pipe;  // one of those that the handler writes to

 private:
  Descriptor process_;
  Pipe* pipe_ = nullptr;
};

// Has it ended? It stays to be reaped: until then its group can be signalled safely.
bool has_ended(pid_t child);

// Sleeps until it has. It stays to be reaped.
void wait_for_end(pid_t child);

}  // namespace assay::sys
