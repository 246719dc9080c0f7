// SPDX-License-Identifier: Apache-2.0
#include "stats/random.h"

namespace assay::stats {

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : s_) word = splitmix64(seed);
}

}  // namespace assay::stats
