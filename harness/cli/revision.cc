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

std::string git(const fs::path& folder, std::vector<std::string> words, Exit exit,
                const std::string& what) {
  words.insert(words.begin(), {"git", "-C", folder.string()});
  const sys::ProcessRequest request{.argv = words};
  const sys::Ended ended = sys::run_process(request);
  if (!ended.exited(0)) {
    throw Error(exit, fmt::format("{}: {}", what, base::printable(base::trim(ended.err))));
  }
  return std::string(base::trim(ended.out));
}

void unpack(const fs::path& archive, const fs::path& folder) {
  const sys::ProcessRequest request{
      .argv = {"tar", "-xf", archive.string(), "-C", folder.string()}};
  const sys::Ended ended = sys::run_process(request);
  if (!ended.exited(0)) {
    throw Error(Exit::missing, fmt::format("cannot unpack {}: {}", archive.string(),
                                           base::printable(base::trim(ended.err))));
  }
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
  const std::string commit = git(
      folders.data, {"rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"},
      Exit::usage, word + " is no commit of " + folders.data.string());
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
  git(folders.data, {"archive", "--output=" + archive.string(), commit, "benchmarks"}, Exit::usage,
      word + " has no folder benchmarks");
  fs::remove_all(whole, fault);
  fs::create_directories(whole);
  unpack(archive, whole);
  fs::rename(whole / "benchmarks", revision.benchmarks);
  fs::remove_all(whole, fault);
  return revision;
}

}  // namespace assay::cli
