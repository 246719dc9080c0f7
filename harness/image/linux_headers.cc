// SPDX-License-Identifier: Apache-2.0
#include "image/linux_headers.h"

#include <fmt/format.h>

#include "image/linux_make.h"
#include "sys/kept_folder.h"
#include "sys/trees.h"

namespace assay::image {

namespace fs = std::filesystem;

LinuxHeaders linux_headers(const LinuxSource& source, const catalog::Machine& machine,
                           const record::Compiler& clang, const fs::path& cache,
                           base::Progress& progress) {
  const fs::path folder = fmt::format(
      "{}-headers-{}", (cache / "sources" / source.folder.filename()).string(), machine.linux_arch);
  LinuxHeaders headers{.outcome = {}, .include = folder / "include", .nolibc = folder / "nolibc"};
  sys::KeptFolder kept(folder);
  if (kept.found()) return headers;
  require_linux_tools();
  unpack(source, progress);
  const fs::path work = folder.string() + ".building";
  headers.outcome = make_linux(
      {.source = source, .machine = machine, .clang = clang, .folder = work, .jobs = 2}, "headers");
  if (!headers.outcome.good()) return headers;
  sys::copy_tree(work / "usr/include", kept.unfinished() / "include");
  sys::copy_tree(source.folder / "tools/include/nolibc", kept.unfinished() / "nolibc");
  kept.keep();
  sys::remove_tree(work);
  return headers;
}

}  // namespace assay::image
