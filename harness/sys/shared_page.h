// SPDX-License-Identifier: Apache-2.0
// Memory that a child shares with us, given to it as an open file, and words in it that both sides
// wait on. Where the kernel seals files, a child that cuts this one gets an error, and we no
// SIGBUS.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "sys/descriptor.h"

namespace assay::sys {

class SharedPage {
 public:
  // All zero. Throws Error(missing) when the kernel gives none.
  explicit SharedPage(std::size_t bytes);
  ~SharedPage();
  SharedPage(const SharedPage&) = delete;
  SharedPage& operator=(const SharedPage&) = delete;

  void* data() const { return data_; }
  int descriptor() const { return file_.number(); }

  // A child has cut it, which a file can't refuse where nothing is sealed: who touches it then is
  // ended by SIGBUS.
  bool cut() const;

 private:
  std::size_t bytes_;
  Descriptor file_;
  bool sealed_ = false;
  void* data_ = nullptr;
};

// Sleeps until the word no longer holds `value`, somebody wakes it, or the time is over.
void wait_for_change(const std::uint32_t* word, std::uint32_t value, std::chrono::nanoseconds most);
void wake(const std::uint32_t* word);

}  // namespace assay::sys
