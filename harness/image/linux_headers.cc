// SPDX-License-Identifier: Apache-2.0
#include "image/linux_headers.h"

#include <fmt/format.h>

#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "image/linux_make.h"
#include "sys/file_lock.h"

namespace assay::image {

namespace fs = std::filesystem;

LinuxHeaders linux_headers(const LinuxSource& source, const catalog::Machine& machine,
                           const record::Compiler& clang, const fs::path& cache,
                           base::Progress& progress) {
  const fs::path folder = fmt::format(
      "{}-headers-{}", (cache / "sources" / source.folder.filename()).string(), machine.linux_arch);
  LinuxHeaders headers{.outcome = {}, .include = folder / "include", .nolibc = folder / "nolibc"};
  std::error_code ignored;
  if (fs::exists(folder, ignored)) return headers;
  const sys::FileLock lock(folder.string() + ".lock");
  if (fs::exists(folder, ignored)) return headers;  // another process was faster
  require_linux_tools();
  unpack(source, progress);
  const fs::path work = folder.string() + ".building", fresh = folder.string() + ".new";
  fs::remove_all(fresh, ignored);
  headers.outcome = make_linux(
      {.source = source, .machine = machine, .clang = clang, .folder = work, .jobs = 2}, "headers");
  if (!headers.outcome.good()) return headers;
  try {
    fs::create_directories(fresh);
    fs::copy(work / "usr/include", fresh / "include", fs::copy_options::recursive);
    fs::copy(source.folder / "tools/include/nolibc", fresh / "nolibc", fs::copy_options::recursive);
    fs::rename(fresh, folder);
  } catch (const fs::filesystem_error& error) {
    throw base::Error(base::Exit::missing, base::printable(error.what()))
        .hint("make room, or set XDG_CACHE_HOME to another disk");
  }
  fs::remove_all(work, ignored);
  return headers;
}

}  // namespace assay::image
