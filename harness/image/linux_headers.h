// SPDX-License-Identifier: Apache-2.0
// What a program without a C library is built with: Linux's headers for one architecture, and its
// own small library of headers. Made from the source once, in seconds.
#pragma once

#include <filesystem>

#include "base/outcome.h"
#include "base/progress.h"
#include "catalog/machine.h"
#include "image/linux_source.h"
#include "record/capabilities.h"

namespace assay::image {

struct LinuxHeaders {
  base::Outcome outcome;  // failed "kernel-error" with make's own words
  std::filesystem::path include;
  std::filesystem::path nolibc;  // tools/include/nolibc of the source
};

// Unpacks the source where it isn't. Throws as unpack does, and Error(missing) without make.
LinuxHeaders linux_headers(const LinuxSource& source, const catalog::Machine& machine,
                           const record::Compiler& clang, const std::filesystem::path& cache,
                           base::Progress& progress);

}  // namespace assay::image
