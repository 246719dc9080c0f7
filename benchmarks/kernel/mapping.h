// SPDX-License-Identifier: Apache-2.0
// Memory mapped by the kernel, given back at the end.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

#include "outcome.h"

namespace assay {

// Steps in which memory is touched and moved: a page of most targets, a part of one elsewhere.
inline constexpr std::size_t kStep = 4096;

inline void* mapped(std::size_t bytes, int protection, int flags, int file = -1, off_t from = 0) {
  void* const place = mmap(nullptr, bytes, protection, flags, file, from);
  if (place == MAP_FAILED) fail("mmap");
  return place;
}

class Mapping {
 public:
  Mapping(std::size_t bytes, int protection, int flags, int file = -1, off_t from = 0)
      : place_(mapped(bytes, protection, flags, file, from)), bytes_(bytes) {}
  explicit Mapping(std::size_t bytes)
      : Mapping(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS) {}
  ~Mapping() { munmap(place_, bytes_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  void* data() const { return place_; }
  std::size_t size() const { return bytes_; }

  template <class T>
  T* as(std::size_t offset_bytes = 0) const {
    return reinterpret_cast<T*>(static_cast<std::byte*>(place_) + offset_bytes);
  }

 private:
  void* place_;
  std::size_t bytes_;
};

}  // namespace assay
