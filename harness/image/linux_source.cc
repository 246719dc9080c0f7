// SPDX-License-Identifier: Apache-2.0
#include "image/linux_source.h"

#include <fmt/format.h>

#include <system_error>

#include "base/error.h"
#include "host/tool_cache.h"
#include "pack/archive.h"
#include "sys/files.h"
#include "sys/kept_folder.h"

namespace assay::image {

namespace fs = std::filesystem;

namespace {

// Linux 6.12 unpacked takes 1.5 GiB.
constexpr base::Bytes kRoomForSource{std::uint64_t{2} << 30};

}  // namespace

LinuxSource find_linux_source(const catalog::KernelSource& kernel, const fs::path& cache) {
  std::error_code ignored;
  if (!fs::exists(kernel.archive, ignored)) {
    throw base::Error(base::Exit::missing,
                      fmt::format("no source of Linux: {} is missing", kernel.archive))
        .hint("apt install " + kernel.package);
  }
  host::ToolCache answers(cache / "tools.json");
  const std::string hash = answers.sha256(kernel.archive);
  answers.save();
  return {.archive = kernel.archive,
          .sha256 = hash,
          .folder = cache / "sources" / ("linux-" + hash.substr(0, 16))};
}

void unpack(const LinuxSource& source, base::Progress& progress) {
  sys::KeptFolder kept(source.folder);
  if (kept.found()) return;
  sys::require_room(source.folder.parent_path(), kRoomForSource);
  progress.note(fmt::format("unpacking {}", source.archive.string()));
  pack::unpack_tar(source.archive, kept.unfinished());
  kept.keep();
}

}  // namespace assay::image
