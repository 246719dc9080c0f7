// SPDX-License-Identifier: Apache-2.0
// Where a source text registers benchmarks under names that it spells out. Not a compiler: what is
// computed, or hidden behind a macro of its own, is not found.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::workshop {

struct Registration {
  std::string name;      // as Google Benchmark prints it before arguments
  std::size_t line = 0;  // from 1
  friend bool operator==(const Registration&, const Registration&) = default;
};

// BENCHMARK(f) and its kin, ->Name("...") included, and RegisterBenchmark("..."), in order.
std::vector<Registration> registrations(std::string_view source);

// Whether a benchmark of this name comes from that registration: what follows are arguments,
// "memcpy/64", "chase/size:8/threads:4", "sort/real_time".
bool registers(const Registration& registration, std::string_view benchmark);

}  // namespace assay::workshop
