// SPDX-License-Identifier: Apache-2.0
// One built program as records name it.
#pragma once

#include <string>
#include <vector>

namespace assay::record {

struct Program {
  std::string path;
  std::string sha256;
  std::string build_id;  // hex; "" when the program has none
  std::string arch;      // name of an Architecture
  std::string linkage;   // "static" or "dynamic"
  std::string compiler;  // "clang 19.1.7"; "unknown" for programs others built; likewise below
  std::vector<std::string> flags;  // every flag of compiling and linking
  std::string linker;              // "LLD 19.1.7"
  std::string libc;                // "glibc 2.36"
  std::string benchmark_library;   // "Google Benchmark 1.9.1"; "" when unknown
  friend bool operator==(const Program&, const Program&) = default;
};

}  // namespace assay::record
