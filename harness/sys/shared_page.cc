// SPDX-License-Identifier: Apache-2.0
#include "sys/shared_page.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <system_error>

#include "base/error.h"
#include "sys/unnamed_file.h"

namespace assay::sys {

namespace {

// True when it is. Files of some file systems can't be, which is no fault.
bool seal(const Descriptor& file) {
  const int seals = fcntl(file.number(), F_GET_SEALS);
  if (seals < 0 || (seals & F_SEAL_SEAL) != 0) return false;
  return fcntl(file.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

}  // namespace

SharedPage::SharedPage(std::size_t bytes) : bytes_(bytes), file_(unnamed_file(bytes)) {
  if (file_.good()) {
    sealed_ = seal(file_);
    data_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.number(), 0);
  }
  if (data_ == nullptr || data_ == MAP_FAILED) {
    throw base::Error(base::Exit::missing, "cannot make memory to share with a child: " +
                                               std::generic_category().message(errno))
        .hint(
            "the folder that TMPDIR names or /dev/shm would hold it, if one of them could be "
            "written");
  }
}

SharedPage::~SharedPage() { munmap(data_, bytes_); }

bool SharedPage::cut() const {
  struct stat status{};
  return !sealed_ && fstat(file_.number(), &status) == 0 &&
         static_cast<std::uint64_t>(status.st_size) < bytes_;
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
