// SPDX-License-Identifier: Apache-2.0
// Kernel, init and their first file system put together as files that boot, with a manifest that
// lists the SHA-256 of all that went in. The same inputs give the same bytes, wherever and
// whenever.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "record/boot_image.h"

namespace assay::image {

struct ImageParts {
  std::string os, arch;
  std::filesystem::path kernel;          // what boots
  std::string release;                   // of the kernel
  std::filesystem::path config{};        // of a kernel that was compiled here; else empty
  std::filesystem::path symbols{};       // its System.map; else empty
  std::string compiler{};                // likewise: "clang 19.1.7"
  std::vector<std::string> fragments{};  // likewise
  std::filesystem::path root{};          // cpio archive of a distribution's files; else empty
  std::string init;                      // the program
  // What kernel, root and init were made of: name and SHA-256.
  std::vector<std::pair<std::string, std::string>> inputs;
};

// Makes the folder of `kernel`, `initramfs.cpio`, `init`, `manifest.json` and, where there are any,
// `config` and `System.map`, whole or not at all. One that holds all of these already is left
// alone, another one is replaced. Throws Error(missing) when the disk is full.
record::BootImage write_image(const ImageParts& parts, const std::filesystem::path& folder);

}  // namespace assay::image
