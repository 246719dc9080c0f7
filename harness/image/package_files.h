// SPDX-License-Identifier: Apache-2.0
// What a distribution's packages put into an image, whichever manager brought them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/architecture.h"
#include "catalog/os.h"
#include "pack/archive.h"

namespace assay::image {

struct PackageRequest {
  const catalog::Os& os;  // has packages
  const catalog::Architecture& arch;
  std::string mirror;          // "": the one that this system's own packages come from
  std::filesystem::path key;   // of the keys that packages are signed with; empty: the system's
  std::filesystem::path work;  // lists and packages stay in this folder for the next time
};

struct PackageFiles {
  // unavailable "no-mirror", "no-key" or "no-manager" with what to do, failed "packages" with the
  // manager's own words.
  base::Outcome outcome;
  std::vector<pack::ArchiveEntry> entries;                    // of all packages
  std::vector<std::pair<std::string, std::string>> packages;  // file and SHA-256, by name
};

// Of the keys that packages are signed with: the one that is asked for, else the system's. It is
// absolute, since managers run in folders of their own.
std::filesystem::path signing_key(const PackageRequest& request);

// Adds one package's name and hash, and what is `wanted` of its files. `archive_in` finds the
// archive of files in the package's own bytes.
void add_package(
    const std::filesystem::path& path,
    const std::function<std::string(std::string bytes, const std::string& name)>& archive_in,
    const std::function<bool(const std::string&)>& wanted, PackageFiles& files);

// Is the file one that an image wants: not a manual, a translation or a manager's own state.
bool is_of_image(const std::string& path);

// Is it what boots: "boot/vmlinuz-6.1.0-37-arm64".
bool is_kernel(const std::string& path);

// "usr/lib/modules/6.12.1/kernel/a/virtio-mmio.ko.xz" is virtio_mmio; "" for what is not a module.
std::string module_name(const std::string& path);

// Of a kernel's package: what boots, its modules of these names and the list of those built in.
bool is_of_kernel(const std::string& path, const std::vector<std::string>& modules);

}  // namespace assay::image
