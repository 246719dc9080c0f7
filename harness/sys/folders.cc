// SPDX-License-Identifier: Apache-2.0
#include "sys/folders.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

bool is_folder(const fs::path& path) {
  std::error_code fault;
  return fs::is_directory(path, fault);
}

bool holds_data(const fs::path& path) {
  return is_folder(path / "targets") && is_folder(path / "benchmarks");
}

bool is_source_tree(const fs::path& path) {
  std::error_code fault;
  return holds_data(path) && fs::is_regular_file(path / "CMakeLists.txt", fault);
}

std::optional<fs::path> absolute_variable(const char* name) {
  const std::optional<std::string> value = variable(name);
  if (!value || !fs::path(*value).is_absolute()) return std::nullopt;
  return fs::path(*value);
}

fs::path home() {
  if (const auto path = absolute_variable("HOME")) return *path;
  const std::string users = read_start("/etc/passwd", base::Bytes{1u << 20});
  if (const auto path = home_of(getuid(), users)) return *path;
  throw Error(Exit::missing,
              fmt::format("no place for the cache: HOME is not set, and /etc/passwd has no home of "
                          "user {}",
                          getuid()))
      .hint("set HOME or XDG_CACHE_HOME");
}

// A path that is not absolute is ignored (XDG Base Directory Specification 0.8, "Basics").
fs::path xdg(const char* name, const char* below_home) {
  const auto path = absolute_variable(name);
  return (path ? *path : home() / below_home) / "assay";
}

// A tree that somebody else built, or that lies on a disk that is read-only, is left as it is.
bool may_write(const fs::path& folder) {
  if (faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0) return true;
  // A container that does not know faccessat2 forbids it with EPERM, and the C library takes that
  // for the answer.
  if (errno == EPERM && getuid() == geteuid() && access(folder.c_str(), W_OK) == 0) return true;
  return errno == ENOENT && may_write(folder.parent_path());  // it can be made
}

// Where a source tree's cells and images are made.
fs::path made_folder(const fs::path& source, const fs::path& cache) {
  const fs::path build = source / "build";
  if (may_write(build / "cells") && may_write(build / "images") && may_write(build / "kits"))
    return build;
  return cache / "trees" / base::short_hash(source.string());
}

fs::path running_program() {
  std::error_code fault;
  const fs::path program = fs::read_symlink("/proc/self/exe", fault);
  if (fault) {
    throw Error(Exit::missing, "cannot read /proc/self/exe: " + fault.message())
        .hint("mount /proc");
  }
  // What was built anew while it ran is shown so.
  constexpr std::string_view kDeleted = " (deleted)";
  std::string text = program.string();
  if (text.ends_with(kDeleted)) text.resize(text.size() - kDeleted.size());
  return text;
}

}  // namespace

std::optional<fs::path> home_of(std::uint64_t user, std::string_view passwd) {
  // "name:password:1000:1000:text:/home/name:/bin/sh"
  constexpr std::size_t kNumber = 2, kHome = 5;
  for (const std::string& line : base::split(passwd, '\n')) {
    const auto fields = base::split(line, ':');
    if (fields.size() <= kHome || base::to_uint64(fields[kNumber]) != user) continue;
    if (fs::path home = fields[kHome]; home.is_absolute()) return home;
    return std::nullopt;
  }
  return std::nullopt;
}

Folders find_folders() { return find_folders(running_program()); }

Folders find_folders(const fs::path& program) {
  std::error_code fault;
  const fs::path real = fs::weakly_canonical(fs::absolute(program), fault);
  const fs::path folder = (fault ? program : real).parent_path();
  const fs::path above = folder.parent_path();
  const fs::path cache = xdg("XDG_CACHE_HOME", ".cache");
  // build/assay, or build/<preset>/assay.
  for (const fs::path& build : {folder, above}) {
    const fs::path source = build.parent_path();
    if (build.filename() != "build" || !is_source_tree(source)) continue;
    const fs::path plugin = folder / "plugin";
    const fs::path made = made_folder(source, cache);
    return {.data = source,
            .cells = made / "cells",
            .records = source / "results/runs",
            .cache = cache,
            .plugin = plugin / "libassay-counts.so",
            .self_check = plugin / "self_check",
            .images = made / "images",
            .init = source / "harness/image/init/init.c",
            .kits = made / "kits",
            .setup = "scripts/setup"};
  }
  const fs::path share = above / "share/assay";
  if (holds_data(share)) {
    return {.data = share,
            .cells = cache / "cells",
            .records = xdg("XDG_STATE_HOME", ".local/state") / "runs",
            .cache = cache,
            .plugin = above / "lib/assay/plugin/libassay-counts.so",
            .self_check = above / "lib/assay/plugin/self_check",
            .images = cache / "images",
            .init = share / "init/init.c",
            .kits = cache / "kits",
            .setup = "assay-setup"};
  }
  throw Error(Exit::missing,
              fmt::format("no targets and benchmarks found for {}", (folder / "assay").string()))
      .hint(fmt::format("it stands in build/ or build/<preset>/ of the source tree, or in bin/ "
                        "beside {}",
                        share.string()));
}

}  // namespace assay::sys
