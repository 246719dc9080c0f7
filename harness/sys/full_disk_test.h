// SPDX-License-Identifier: Apache-2.0
// A disk that is really full, for tests: a tmpfs of 64 KiB mounted over a folder, seen only by this
// process. Where mounting is not allowed the largest file size is 64 KiB instead. Call it in a
// child.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>

namespace assay::sys {

inline void make_disk_small(const std::filesystem::path& folder) {
  const bool own = unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
  if (own && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount("none", folder.c_str(), "tmpfs", 0, "size=64k") == 0) {
    return;
  }
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit largest{64 << 10, 64 << 10};
  setrlimit(RLIMIT_FSIZE, &largest);
}

}  // namespace assay::sys
