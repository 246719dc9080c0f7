// SPDX-License-Identifier: Apache-2.0
// What the counting plugin wrote of one process. The guest shares the disk with the file, so it is
// foreign input; a process that was killed leaves a file without its end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/domain.h"

namespace assay::run {

// One benchmark::State. Without counts its loop was never entered, its end was not seen, or it
// could not be followed: then `fault` says so.
struct CountedState {
  std::optional<record::CountSample> counts;  // iterations and environment are not the plugin's
  std::string fault;
  std::uint64_t number = 0;      // from 1
  std::uint64_t repetition = 0;  // of the process's benchmarks, from 1; 0: before the first
  bool entered = false;          // its loop was
  std::uint64_t interrupts = 0;  // that came into its region; of whole machines only
};

struct PluginCounts {
  std::vector<CountedState> states;
  std::uint64_t repetitions = 0;  // that the library began, of all benchmarks
  // Instructions from power-on to the first time at an address; of whole machines only.
  std::map<std::uint64_t, std::uint64_t> marks;
  bool ended = false;  // the rest is known only then
  bool symbols = false;
};

// Throws Error(bad) with name and line. A last line without its end is left out.
PluginCounts parse_plugin_counts(std::string_view text, std::string_view name);

}  // namespace assay::run
