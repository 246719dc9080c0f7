// SPDX-License-Identifier: Apache-2.0
#include "sys/landlock.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace assay::sys {
namespace {

// Headers of distributions know less than their kernels, some nothing: Debian 12's stop at ABI 2.
// These values are the kernel's promise to programs, and the same on all architectures.
constexpr long kCreateRuleset = 444, kRestrictSelf = 446;
constexpr std::uint32_t kAskForVersion = 1;
constexpr int kNewestKnown = 7;

struct Rights {
  std::uint64_t files = 0, network = 0, scopes = 0;
};

// Rights that nobody names stay as they were, so all are named, as far as a version knows them:
// those of ABI 1 on files, then refer (2), truncate (3), TCP (4), ioctl of devices (5), abstract
// sockets and signals (6). ABI 7 added what is logged, and no right.
Rights rights_of(int version) {
  Rights all;
  all.files = (1u << 13u) - 1;
  if (version >= 2) all.files |= 1u << 13u;
  if (version >= 3) all.files |= 1u << 14u;
  if (version >= 4) all.network = 3;
  if (version >= 5) all.files |= 1u << 15u;
  if (version >= 6) all.scopes = 3;
  return all;
}

// An older kernel takes a longer structure if what it does not know is zero.
long create(const Rights* rights, std::size_t size, std::uint32_t flags) {
  return syscall(kCreateRuleset, rights, size, flags);
}

}  // namespace

int forbid_by_landlock() {
  const long newest = create(nullptr, 0, kAskForVersion);
  if (newest < 1) return newest < 0 ? -errno : -ENOSYS;
  const int version = static_cast<int>(std::min<long>(newest, kNewestKnown));
  const Rights rights = rights_of(version);
  const auto rules = static_cast<int>(create(&rights, sizeof rights, 0));
  if (rules < 0) return -errno;
  const int fault = syscall(kRestrictSelf, rules, 0u) == 0 ? 0 : errno;
  close(rules);
  return fault == 0 ? version : -fault;
}

}  // namespace assay::sys
