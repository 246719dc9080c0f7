// SPDX-License-Identifier: Apache-2.0
// A system that boots: what the image room makes and runners start.
#pragma once

#include <string>

namespace assay::record {

struct BootImage {
  std::string os;
  std::string arch;    // name of an Architecture
  std::string kernel;  // paths
  std::string initramfs;
  std::string init;     // the program, which initramfs holds too
  std::string symbols;  // System.map
  std::string release;  // of the kernel: "6.12.117"
  std::string sha256;   // of the manifest, which holds the hash of every part and every input
  friend bool operator==(const BootImage&, const BootImage&) = default;
};

}  // namespace assay::record
