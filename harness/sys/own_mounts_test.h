// SPDX-License-Identifier: Apache-2.0
// Mounts that only this process and what it starts sees, for tests of surroundings. Call it in a
// child.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <filesystem>

namespace assay::sys {

// Exit status of such a child where nothing may be mounted.
constexpr int kCannotMount = 77;

inline bool own_mounts() {
  const bool own = unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
  return own && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// A tmpfs over a folder.
inline bool mount_over(const std::filesystem::path& folder, unsigned long flags,
                       const char* options) {
  return mount("none", folder.c_str(), "tmpfs", flags, options) == 0;
}

inline bool ended_well_or_cannot_mount(int status) {
  return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == kCannotMount);
}

}  // namespace assay::sys
