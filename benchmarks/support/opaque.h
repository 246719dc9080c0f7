// SPDX-License-Identifier: Apache-2.0
// Values the compiler must take as unknown from here on, at the cost of no instruction.
// (benchmark::DoNotOptimize costs a store and a load per call with GCC: too much where one pass is
// short.)
#pragma once

#include <concepts>
#include <type_traits>

namespace assay {

template <class T>
concept InRegister = std::integral<T> || std::is_pointer_v<T>;

// "memory": what the value points to may have changed as well, so nothing read through it can be
// kept or hoisted.
template <InRegister T>
[[gnu::always_inline]] inline void opaque(T& value) {
  asm volatile("" : "+r"(value) : : "memory");
}

// The value is needed here, so it has to be computed.
template <InRegister T>
[[gnu::always_inline]] inline void used(T value) {
  asm volatile("" : : "r"(value) : "memory");
}

}  // namespace assay
