// SPDX-License-Identifier: Apache-2.0
// A function that moves others: 213 bytes that nothing executes.
#include <cstdint>

extern "C" [[gnu::used, gnu::retain]] void kernel_padding() { asm volatile(".skip 213"); }
