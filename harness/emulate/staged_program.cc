// SPDX-License-Identifier: Apache-2.0
#include "emulate/staged_program.h"

#include <string>
#include <system_error>

#include "sys/trees.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLength = 200;
constexpr std::size_t kMostEntries = 1000;  // nobody keeps a program's libraries among more

void link_entries(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(from, ignored)) {
    const fs::path link = to / entry.path().filename();
    if (fs::exists(fs::symlink_status(link, ignored))) continue;
    if (++count > kMostEntries) return;
    sys::make_link(entry.path(), link);
  }
}

}  // namespace

StagedProgram::StagedProgram(const fs::path& program) {
  const fs::path whole = fs::absolute(program);
  const std::string name = whole.filename().string();
  const fs::path root = fs::canonical(folder_.path());  // as the kernel will call it
  // TMPDIR/assay-abc/wwww/NAME
  const std::size_t least = root.string().size() + 1 + 1 + 1 + name.size();
  const std::size_t length = (least + kLength - 1) / kLength * kLength;
  const fs::path folder = root / std::string(1 + length - least, 'w');
  sys::make_folder(folder);
  path_ = folder / name;
  sys::copy_file(whole, path_);
  link_entries(whole.parent_path(), folder);
  link_entries(whole.parent_path().parent_path(), root);
}

}  // namespace assay::emulate
