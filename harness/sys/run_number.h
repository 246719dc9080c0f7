// SPDX-License-Identifier: Apache-2.0
// A number that this run of the harness has and no other that lives. An empty file in $TMPDIR or
// /tmp bears it and is locked as long as this process lives. A process that was killed leaves the
// file, unlocked: so what it started can be told from what a living one started.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "sys/descriptor.h"

namespace assay::sys {

// A 32-bit system has less room for them, since limits on resources bear them (left_over.h).
inline constexpr std::uint64_t kRunNumbers = std::uint64_t{1}
                                             << (sizeof(unsigned long) == 8 ? 40 : 18);

// Of this process, below kRunNumbers. Where no file can be made there is a number all the same;
// then nobody ends what is left when this process is killed.
std::uint64_t run_number();

// A run of this user that was killed. While this is here, nobody else finds it.
class KilledRun {
 public:
  KilledRun(std::uint64_t number, std::filesystem::path file, Descriptor lock);
  std::uint64_t number() const { return number_; }
  void forget();  // removes the file: nothing is left of it

 private:
  std::uint64_t number_;
  std::filesystem::path file_;
  Descriptor lock_;
};
std::vector<KilledRun> killed_runs();

}  // namespace assay::sys
