// SPDX-License-Identifier: Apache-2.0
// Memory that a child shares with us, given to it as an open file, and words in it that both sides
// wait on. The file is sealed: a child that cuts it gets an error, and we no SIGBUS.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace assay::sys {

class SharedPage {
 public:
  // All zero. Throws Error(missing) when the kernel gives none.
  explicit SharedPage(std::size_t bytes);
  ~SharedPage();
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;

  void* data() const { return data_; }
  int descriptor() const { return descriptor_; }

 private:
  std::size_t bytes_;
  int descriptor_ = -1;
  void* data_ = nullptr;
};

// Sleeps until the word no longer holds `value`, somebody wakes it, or the time is over.
void wait_for_change(const std::uint32_t* word, std::uint32_t value, std::chrono::nanoseconds most);
void wake(const std::uint32_t* word);

}  // namespace assay::sys
