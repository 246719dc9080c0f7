// SPDX-License-Identifier: Apache-2.0
// Linux's make, told so that its results hold nothing of this machine, this folder or this day.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "catalog/machine.h"
#include "image/linux_source.h"
#include "record/capabilities.h"
#include "sys/process.h"

namespace assay::image {

struct LinuxMake {
  const LinuxSource& source;  // unpacked
  const catalog::Machine& machine;
  const record::Compiler& clang;
  std::filesystem::path folder;  // what is made
  unsigned jobs = 1;
};

// ok, or failed "kernel-error" with the compiler's own message. Throws Error(interrupted) after
// Ctrl-C and Error(missing) when make can't be started.
base::Outcome make_linux(const LinuxMake& make, const std::string& what,
                         const sys::Environment& more = {});

// As who builds, where and when Linux is told: part of what a kernel depends on.
sys::Environment linux_builder();

// Throws Error(missing) for the first program that Linux is built with and that isn't there.
void require_linux_tools();

}  // namespace assay::image
