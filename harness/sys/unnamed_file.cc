// SPDX-License-Identifier: Apache-2.0
#include "sys/unnamed_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "sys/environment.h"

namespace assay::sys {
namespace {

Descriptor open_in(const std::filesystem::path& folder) {
  Descriptor file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.good()) return file;
  // Not every file system makes files without a name.
  std::string name = (folder / "assay.file.XXXXXX").string();
  file = Descriptor(mkostemp(name.data(), O_CLOEXEC));
  const int fault = errno;
  if (file.good()) unlink(name.c_str());
  errno = fault;
  return file;
}

// A disk that is full says so now, and not by a signal when the page is written to.
bool has_room(const Descriptor& file, std::size_t bytes) {
  const int fault = bytes == 0 ? 0 : posix_fallocate(file.number(), 0, static_cast<off_t>(bytes));
  if (fault != 0) errno = fault;
  return fault == 0;
}

}  // namespace

Descriptor unnamed_file(std::size_t bytes) {
  Descriptor file(memfd_create("assay", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file.good() && ftruncate(file.number(), static_cast<off_t>(bytes)) == 0) return file;
  for (const std::string& folder :
       {variable("TMPDIR").value_or(""), std::string("/dev/shm"), std::string("/tmp")}) {
    if (folder.empty()) continue;
    file = open_in(folder);
    if (file.good() && has_room(file, bytes)) return file;
  }
  const int fault = errno;
  file.close();
  errno = fault;
  return file;
}

}  // namespace assay::sys
