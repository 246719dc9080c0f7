// SPDX-License-Identifier: Apache-2.0
// Linux, built from source with clang for one machine and one configuration. Kept in the cache by
// the hash of source, configuration and compiler: asked for again it costs nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/machine.h"
#include "catalog/os.h"
#include "image/linux_config.h"
#include "image/linux_source.h"
#include "record/capabilities.h"

namespace assay::image {

struct KernelRequest {
  const catalog::Machine& machine;
  const LinuxSource& source;
  KernelOptions options;
  const record::Compiler& clang;  // for the machine's architecture
  std::filesystem::path cache;
  unsigned jobs = 1;
};

struct Kernel {
  std::filesystem::path image;    // what boots
  std::filesystem::path config;   // as it was built
  std::filesystem::path symbols;  // System.map
  std::string release;            // "6.12.117"
  std::string sha256;             // of the image
  std::string compiler;           // "clang 19.1.7"
};

struct BuiltKernel {
  // failed "lost-option" when the configuration can't be had, "kernel-error" with the compiler's
  // own message, "disk-full".
  base::Outcome outcome;
  std::optional<Kernel> kernel;  // when ok
  bool was_current = false;      // nothing had to be done
};

// Throws Error(missing) when make or what it needs is not there, Error(interrupted) after Ctrl-C:
// asked again it goes on where it was.
BuiltKernel build_kernel(const KernelRequest& request, base::Progress& progress);

}  // namespace assay::image
