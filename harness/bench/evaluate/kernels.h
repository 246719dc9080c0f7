// SPDX-License-Identifier: Apache-2.0
// The kernels of all sets, which kernels/SET.cc defines, and what they are shown under.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace assay::evaluate {

struct Kernel {
  std::string name;
  bool cpu_bound = false;  // nothing outside the first cache
  bool latency = false;    // waits for memory
};

struct KernelSet {
  std::string name;
  std::vector<Kernel> kernels;
  std::vector<std::string> noises{"quiet", "bursts", "compile job"};
  bool gate_only = false;     // other tools are not asked
  std::string programs = {};  // of another set; empty: of its own name
  bool words_only = false;  // what compare says of two cells of one run is asked, and nothing else
};

inline const KernelSet kTuning{"tuning",
                               {{"int_chain", true},
                                {"dot", true},
                                {"memcpy_64k"},
                                {"chase_4m", false, true},
                                {"sort_64", true},
                                {"hash_20k", false, true},
                                {"format", true},
                                {"allocate"},
                                {"sum_16m"},
                                {"parent"}}};
inline const KernelSet kPublished{"published",
                                  {{"divide", true},
                                   {"polynomial", true},
                                   {"heap_256", true},
                                   {"parse_double", true},
                                   {"fill_64k"},
                                   {"append"},
                                   {"triad_24m"},
                                   {"read_zero"},
                                   {"search_8m", false, true},
                                   {"map_10k", false, true}}};
// With Google Benchmark's own loop.
inline const KernelSet kPlain{"plain",
                              {{"hash_chain", true},
                               {"automaton", true},
                               {"print_parse", true},
                               {"virtual_calls", true},
                               {"allocate_free"},
                               {"string_map", false, true},
                               {"integer_map"},
                               {"copy_32k", true},
                               {"sort_128", true},
                               {"scan_8m"}},
                              {"quiet", "bursts", "compile job", "crowd"},
                              true};
// What compare says of the kernels of kPublished.
inline const KernelSet kWords{"words", kPublished.kernels, kPlain.noises, true, "published", true};
inline const std::array<const KernelSet*, 4> kSets{&kTuning, &kPublished, &kPlain, &kWords};

}  // namespace assay::evaluate
