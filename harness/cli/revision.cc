// SPDX-License-Identifier: Apache-2.0
#include "cli/revision.h"

#include <fmt/format.h>

#include <chrono>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr std::chrono::hours kKept{14 * 24};  // since a commit's suites were last asked for

// What the program printed; an Error that begins with `what` when it fails.
std::string run_or_throw(std::vector<std::string> argv, Exit exit, const std::string& what) {
  const sys::Ended ended = sys::run_process({.argv = std::move(argv)});
  if (!ended.exited(0)) {
    throw Error(exit, fmt::format("{}: {}", what, base::printable(base::trim(ended.err))));
  }
  return std::string(base::trim(ended.out));
}

// The cache stays bounded: what was not asked for in a while goes.
void drop_old(const fs::path& revisions) {
  const auto now = fs::file_time_type::clock::now();
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(revisions, fault)) {
    std::error_code unknown;
    const auto used = fs::last_write_time(entry.path(), unknown);
    if (!unknown && now - used > kKept) fs::remove_all(entry.path(), unknown);
  }
}

}  // namespace

Revision check_out(const std::string& name, const sys::Folders& folders) {
  const std::string word = "git:" + base::printable(name);
  const std::string data = folders.data.string();
  const std::string commit = run_or_throw({"git", "-C", data, "rev-parse", "--verify", "--quiet",
                                           "--end-of-options", name + "^{commit}"},
                                          Exit::usage, word + " is no commit of " + data);
  const fs::path folder = folders.cache / "revisions" / commit;
  Revision revision{commit, folder / "benchmarks", folder / "cells"};
  std::error_code fault;
  if (fs::is_directory(revision.benchmarks, fault)) {
    fs::last_write_time(folder, fs::file_time_type::clock::now(), fault);
    return revision;
  }
  drop_old(folder.parent_path());
  sys::require_room(folders.cache, base::Bytes{64u << 20});
  fs::create_directories(folder);
  const sys::TemporaryFolder work;
  const fs::path archive = work.path() / "suites.tar", whole = folder / "unfinished";
  run_or_throw({"git", "-C", data, "archive", "--output=" + archive.string(), commit, "benchmarks"},
               Exit::usage, word + " has no folder benchmarks");
  fs::remove_all(whole, fault);
  fs::create_directories(whole);
  run_or_throw({"tar", "-xf", archive.string(), "-C", whole.string()}, Exit::missing,
               "cannot unpack " + archive.string());
  fs::rename(whole / "benchmarks", revision.benchmarks);
  fs::remove_all(whole, fault);
  return revision;
}

}  // namespace assay::cli
