// SPDX-License-Identifier: Apache-2.0
#include "host/kvm.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace assay::host {

std::string why_no_kvm(const std::filesystem::path& device) {
  const int file = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  const int fault = errno;
  if (fault == ENOENT) {
    return fmt::format(
        "there is no {}: the kernel has no KVM, or the machine is a virtual one that does not pass "
        "it on",
        device.string());
  }
  if (fault == EACCES || fault == EPERM) {
    return fmt::format("no permission to open {}: ask to be added to its group, kvm",
                       device.string());
  }
  return fmt::format("{} can't be opened: {}", device.string(),
                     std::generic_category().message(fault));
}

}  // namespace assay::host
