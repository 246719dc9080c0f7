// SPDX-License-Identifier: Apache-2.0
#include "workshop/revision.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "sys/file_lock.h"
#include "sys/files.h"
#include "sys/kept_folder.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// What the program printed; an Error that begins with `what` when it fails.
std::string run_or_throw(std::vector<std::string> argv, Exit exit, const std::string& what) {
  const sys::Ended ended = sys::run_process({.argv = std::move(argv)});
  if (!ended.exited(0)) {
    const std::string said = base::printable(base::trim(ended.err));
    throw Error(exit, said.empty() ? what : what + ": " + said);
  }
  return std::string(base::trim(ended.out));
}

// The hash of a commit; an Error(usage) that begins with `what` when there is none.
std::string commit_named(const std::string& name, const std::string& data,
                         const std::string& what) {
  return run_or_throw({"git", "-C", data, "rev-parse", "--verify", "--quiet", "--end-of-options",
                       name + "^{commit}"},
                      Exit::usage, what);
}

std::string not_a_commit(const std::string& name, const fs::path& data) {
  return fmt::format("{} is not a commit of {}", base::printable(name), data.string());
}

// Writes a folder of a commit into another one; an Error(usage) when the commit has none.
void unpack_at(const std::string& commit, const std::string& folder, const std::string& data,
               const fs::path& into, const std::string& without) {
  const sys::TemporaryFolder work;
  const fs::path archive = work.path() / "folder.tar";
  run_or_throw({"git", "-C", data, "archive", "--output=" + archive.string(), commit, folder},
               Exit::usage, without);
  run_or_throw({"tar", "-xf", archive.string(), "-C", into.string()}, Exit::missing,
               "cannot unpack " + archive.string());
}

// Whether the commit has the file or folder.
bool holds(const std::string& commit, const fs::path& below, const std::string& data) {
  return !run_or_throw(
              {"git", "-C", data, "ls-tree", "--name-only", commit, "--", below.generic_string()},
              Exit::missing, "cannot list " + commit)
              .empty();
}

// The one commit that both come from. With several, a merge could bring changes that no list has.
std::string common_ancestor(const std::string& base, const std::string& head,
                            const std::string& data) {
  const sys::Ended ended =
      sys::run_process({.argv = {"git", "-C", data, "merge-base", "--all", base, head}});
  const auto ancestors = base::split(base::trim(ended.out), '\n');
  if (ended.exited(0) && ancestors.size() == 1) return ancestors[0];
  if (!ended.exited(0) && !ended.exited(1)) {
    throw Error(Exit::missing, fmt::format("cannot compare {} with {}: {}", head, base,
                                           base::printable(base::trim(ended.err))));
  }
  throw Error(Exit::bad,
              fmt::format("{} and {} have {} common ancestors", base, head, ancestors.size()))
      .hint("fetch the history of both, and rebase the second one if they still have not one");
}

// Whose commits `git` shows in that folder; nothing outside of repositories.
std::optional<fs::path> repository_of(const fs::path& folder) {
  const sys::Ended ended =
      sys::run_process({.argv = {"git", "-C", folder.string(), "rev-parse",
                                 "--path-format=absolute", "--git-common-dir"}});
  std::error_code fault;
  if (!ended.exited(0)) return std::nullopt;
  return fs::weakly_canonical(base::trim(ended.out), fault);
}

// Somebody who stands in another repository means a commit of that one, not of the suites.
void refuse_other_repository(const std::string& word, const fs::path& data, const fs::path& from) {
  const auto theirs = repository_of(from);
  if (!theirs || theirs == repository_of(data)) return;
  throw Error(Exit::usage,
              fmt::format("{} takes a commit of {}, and the current folder belongs to another "
                          "repository",
                          word, data.string()))
      .hint(
          "build the benchmarks of both commits and give the two programs: assay gate OLD NEW; for "
          "a commit of the suites, start assay in " +
          data.string());
}

}  // namespace

Revision check_out(const std::string& name, const sys::Folders& folders, const fs::path& from) {
  const std::string word = "git:" + base::printable(name);
  if (!from.empty()) refuse_other_repository(word, folders.data, from);
  const std::string data = folders.data.string();
  const std::string commit = commit_named(
      name, data,
      fmt::format("{} is not a commit of {}, from whose suites git:REV takes one", word, data));
  const fs::path revisions = folders.cache / "revisions", folder = revisions / commit;
  // Not `folder` itself: earlier versions wrote there, and left parts when they were killed.
  const fs::path tree = folder / "tree";
  // Else one process could remove as old what another has just found.
  const sys::FileLock lock(revisions / "lock");
  sys::make_folder(folder);
  sys::mark_used(folder);
  sys::KeptFolder kept(tree);
  if (!kept.found()) {
    sys::drop_unused(revisions);
    sys::require_room(folders.cache, base::Bytes{64u << 20});
    unpack_at(commit, "benchmarks", data, kept.unfinished(), word + " has no folder benchmarks");
    kept.keep();
  }
  return {.commit = commit, .tree = tree, .cells = folder / "cells"};
}

std::optional<std::string> file_at(const std::string& name, const fs::path& below,
                                   const fs::path& data, base::Bytes limit) {
  const std::string commit = commit_named(name, data.string(), not_a_commit(name, data));
  if (!holds(commit, below, data.string())) return std::nullopt;
  sys::Ended ended = sys::run_process({.argv = {"git", "-C", data.string(), "cat-file", "blob",
                                                commit + ":./" + below.generic_string()},
                                       .output_limit = limit});
  if (!ended.exited(0) || ended.cut) {
    throw Error(Exit::missing, fmt::format("cannot read {} of {}: {}", below.generic_string(),
                                           commit, base::printable(base::trim(ended.err))));
  }
  return std::move(ended.out);
}

void write_folder_at(const std::string& name, const std::string& folder, const fs::path& data,
                     const fs::path& into) {
  const std::string commit = commit_named(name, data.string(), not_a_commit(name, data));
  if (!holds(commit, folder, data.string())) return;
  unpack_at(commit, folder, data.string(), into, "cannot read " + folder + " of " + commit);
}

std::string changes_between(const std::string& base, const std::string& head,
                            const fs::path& data) {
  const std::string folder = data.string();
  const std::string from = commit_named(base, folder, not_a_commit(base, data));
  const std::string to = commit_named(head, folder, not_a_commit(head, data));
  if (!run_or_throw({"git", "-C", folder, "rev-parse", "--show-prefix"}, Exit::missing,
                    "cannot ask git about " + folder)
           .empty()) {
    throw Error(Exit::usage, folder + " is not the root of its git repository");
  }
  // No settings and no file of a tree change what is listed.
  sys::Ended ended = sys::run_process(
      {.argv = {"git", "-C", folder, "diff-tree", "-r", "-z", "--raw", "--no-abbrev",
                "--no-renames", "--no-relative", "--ignore-submodules=none",
                common_ancestor(from, to, folder), to}});
  if (!ended.exited(0)) {
    throw Error(Exit::missing, fmt::format("cannot list what {} changes: {}", base::printable(head),
                                           base::printable(base::trim(ended.err))));
  }
  if (ended.cut) {
    throw Error(Exit::bad, fmt::format("{} changes too many files", base::printable(head)));
  }
  return std::move(ended.out);
}

std::optional<std::string> blob(const std::string& hash, const fs::path& data, base::Bytes limit) {
  sys::Ended ended = sys::run_process(
      {.argv = {"git", "-C", data.string(), "cat-file", "blob", hash}, .output_limit = limit});
  if (!ended.exited(0)) {
    throw Error(Exit::missing, fmt::format("cannot read the object {}: {}", base::printable(hash),
                                           base::printable(base::trim(ended.err))));
  }
  if (ended.cut) return std::nullopt;
  return std::move(ended.out);
}

}  // namespace assay::workshop
