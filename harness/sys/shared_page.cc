// SPDX-License-Identifier: Apache-2.0
#include "sys/shared_page.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <system_error>

#include "base/error.h"

namespace assay::sys {

SharedPage::SharedPage(std::size_t bytes) : bytes_(bytes) {
  descriptor_ = memfd_create("assay-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (descriptor_ >= 0 && ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0 &&
      fcntl(descriptor_, F_ADD_SEALS, kSeals) == 0) {
    data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  }
  if (data_ == nullptr || data_ == MAP_FAILED) {
    const int fault = errno;
    if (descriptor_ >= 0) close(descriptor_);
    throw base::Error(base::Exit::missing, "cannot make memory to share with a child: " +
                                               std::generic_category().message(fault));
  }
}

SharedPage::~SharedPage() {
  munmap(data_, bytes_);
  close(descriptor_);
}

void wait_for_change(const std::uint32_t* word, std::uint32_t value,
                     std::chrono::nanoseconds most) {
  // The kernel's timespec of this call: two longs, also where the C library's has 64 bits.
  constexpr std::chrono::seconds kSecond{1};
  const std::array<long, 2> timeout{static_cast<long>(most / kSecond),
                                    static_cast<long>((most % kSecond).count())};
  syscall(SYS_futex, word, FUTEX_WAIT, value, timeout.data(), nullptr, 0);
}

void wake(const std::uint32_t* word) {
  syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace assay::sys
