// SPDX-License-Identifier: Apache-2.0
// What is carried to a place: the files of a kit, each by the hash of its content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::reach {

struct ParcelFile {
  std::string path;  // inside the kit
  std::string sha256;
  std::uint64_t size = 0;
  bool executable = false;
  std::filesystem::path source;  // the file here, or, when it is empty,
  std::string bytes;             // what it holds
};

struct Parcel {
  std::vector<ParcelFile> files;
};

}  // namespace assay::reach
