// SPDX-License-Identifier: Apache-2.0
#include "reach/content_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include "base/ensure.h"
#include "base/error.h"
#include "base/sha256.h"
#include "reach/protocol.h"
#include "sys/files.h"
#include "sys/growing_file.h"
#include "sys/laid_out.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{256} << 10;

// "" when it can't be read.
std::string hash_of(const fs::path& file) {
  base::Sha256 hash;
  for (std::uint64_t at = 0;;) {
    const auto part = sys::read_part(file, at, kBlock);
    if (!part) return {};
    if (part->empty()) return hash.text();
    hash.add(*part);
    at += part->size();
  }
}

struct Stored {
  fs::path path;
  fs::file_time_type used;
  std::uint64_t size = 0;
};

std::vector<Stored> all_in(const fs::path& folder) {
  std::vector<Stored> all;
  std::error_code fault;
  for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code gone;
    if (entry->is_symlink(gone) || !entry->is_regular_file(gone)) continue;
    const auto size = entry->file_size(gone);
    const auto used = entry->last_write_time(gone);
    if (!gone) all.push_back({entry->path(), used, size});
  }
  return all;
}

}  // namespace

ContentStore::ContentStore(fs::path folder) : folder_(std::move(folder)) {}

fs::path ContentStore::path_of(const Content& content) const {
  base::ensure(is_sha256(content.sha256), "content is named by its hash");
  return folder_ / (content.sha256 + (content.executable ? "-x" : ""));
}

bool ContentStore::holds(const Content& content, std::uint64_t size) const {
  const fs::path path = path_of(content);
  std::error_code fault;
  if (!fs::is_regular_file(fs::symlink_status(path, fault)) || fs::file_size(path, fault) != size ||
      fault || hash_of(path) != content.sha256) {
    sys::remove_tree(path);
    return false;
  }
  sys::mark_used(path);
  return true;
}

void ContentStore::put(const Content& content, std::string_view bytes) const {
  sys::write_read_only(path_of(content), bytes, content.executable);
}

void ContentStore::adopt(const Content& content, const fs::path& file) const {
  const fs::path path = path_of(content);
  std::error_code fault;
  if (fs::exists(fs::symlink_status(path, fault))) return;
  sys::make_folder(folder_);
  try {
    sys::link_or_copy(file, path);
  } catch (const base::Error&) {
    if (fs::exists(fs::symlink_status(path, fault))) return;  // another run adopted it meanwhile
    throw;
  }
  sys::make_read_only(path, content.executable);
}

void ContentStore::give(const Content& content, const fs::path& at) const {
  const fs::path path = path_of(content);
  std::error_code fault;
  if (!fs::is_regular_file(fs::symlink_status(path, fault))) {
    throw base::Error(base::Exit::missing,
                      fmt::format("{} was not sent, or was removed meanwhile", path.string()));
  }
  sys::make_folder(at.parent_path());
  sys::link_or_copy(path, at);
  sys::make_read_only(at, content.executable);
}

base::Bytes ContentStore::size() const {
  base::Bytes sum;
  for (const Stored& stored : all_in(folder_)) sum.value += stored.size;
  return sum;
}

void ContentStore::trim(base::Bytes most) const {
  auto all = all_in(folder_);
  std::ranges::sort(all, {}, &Stored::used);
  std::uint64_t sum = 0;
  for (const Stored& stored : all) sum += stored.size;
  for (const Stored& stored : all) {
    if (sum <= most.value) return;
    sys::remove_tree(stored.path);
    sum -= stored.size;
  }
}

void ContentStore::clear() const { sys::remove_tree(folder_); }

}  // namespace assay::reach
