// SPDX-License-Identifier: Apache-2.0
// A disk that is really full, for tests: a tmpfs of 64 KiB mounted over a folder, seen only by this
// process. Where mounting is not allowed the largest file size is 64 KiB instead. Call it in a
// child.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <filesystem>

#include "sys/own_mounts_test.h"

namespace assay::sys {

inline void make_disk_small(const std::filesystem::path& folder) {
  if (own_mounts() && mount_over(folder, 0, "size=64k")) return;
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit largest{64 << 10, 64 << 10};
  setrlimit(RLIMIT_FSIZE, &largest);
}

}  // namespace assay::sys
