// SPDX-License-Identifier: Apache-2.0
// The kernels of both sets, which kernels/tuning.cc and kernels/published.cc define.
#pragma once

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

}  // namespace assay::evaluate
