// SPDX-License-Identifier: Apache-2.0
// A file descriptor that is closed at the end of scope. For the parts of this room only.
#pragma once

#include <unistd.h>

#include <utility>

namespace assay::sys {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  bool good() const { return number_ >= 0; }
  // 0, or -1 with errno when what was written did not reach the disk.
  int close() {
    const int open = std::exchange(number_, -1);
    return open < 0 ? 0 : ::close(open);
  }

 private:
  int number_ = -1;
};

}  // namespace assay::sys
