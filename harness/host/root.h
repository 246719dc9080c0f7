// SPDX-License-Identifier: Apache-2.0
// The root folder that /proc and /sys are read below: the live machine, or a saved copy of one.
// Detectors learn everything through it, also what only a system call tells, so that a copy of what
// they read identifies the machine anywhere.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::host {

// What was read: absolute path and text. What system calls told lies below /observed.
using Readings = std::map<std::string, std::string>;

class Root {
 public:
  // `readings` and `asked`, when given, outlive this. From here on the one takes all that is read,
  // the other the path of each file that is looked for, there or not, in order; a folder whose
  // names are read ends in a slash.
  explicit Root(std::filesystem::path folder = "/", Readings* readings = nullptr,
                std::vector<std::string>* asked = nullptr);
  // A copy that is no files: who gave it is not trusted with the disk. Outlives this.
  static Root of(const Readings& copy);

  bool live() const { return copy_ == nullptr && folder_ == "/"; }
  // A file's text without trailing white space; nothing when it can't be read. `path` is absolute.
  // Nothing but regular files is opened: a pipe in a copy would never end.
  std::optional<std::string> read(std::string_view path) const;
  // The first bytes as they are, "" when there are none. Never part of a copy.
  std::string head(std::string_view path, std::size_t most) const;
  bool exists(std::string_view path) const;  // a file, no folder
  // Names in a folder, sorted, at most 4096; none when there is no such folder.
  std::vector<std::string> list(std::string_view path) const;
  // What no file tells: `ask` answers on the live machine (empty: it can't), the copy elsewhere.
  std::optional<std::string> observe(std::string_view name,
                                     const std::function<std::string()>& ask) const;

 private:
  std::filesystem::path below(std::string_view path) const;
  void keep(std::string_view path, const std::string& text) const;
  void ask_for(std::string_view path) const;

  std::optional<std::string> copied(std::string_view path) const;
  std::vector<std::string> copied_names(std::string_view folder) const;

  std::filesystem::path folder_, top_;  // top_: without links
  const Readings* copy_ = nullptr;
  Readings* readings_;
  std::vector<std::string>* asked_;
};

// A property of the device tree, "model" or "cpus/timebase-frequency", at either of its two places:
// in a copy the one may be a link that leads out of it. What separates its texts becomes a space.
std::optional<std::string> read_device_tree(const Root& root, std::string_view name);

// What `answer` finds in a file that nobody else should see: the live machine keeps the answer
// alone, under `name`. A copy that is not ours has the file itself.
std::string private_answer(const Root& root, std::string_view name, std::string_view path,
                           std::string (*answer)(std::string_view));

}  // namespace assay::host
