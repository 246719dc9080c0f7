// SPDX-License-Identifier: Apache-2.0
// The hash of keys in tables and partitions.
#pragma once

#include <cstdint>

namespace assay {

// The finaliser of A. Appleby's MurmurHash3 for 32 bits: the hash of an integer key.
[[gnu::always_inline]] inline std::uint32_t hash_of_key(std::uint32_t key) {
  key = (key ^ key >> 16) * 0x85ebca6bu;
  key = (key ^ key >> 13) * 0xc2b2ae35u;
  return key ^ key >> 16;
}

}  // namespace assay
