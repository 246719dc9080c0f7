// SPDX-License-Identifier: Apache-2.0
// The files of kits on a machine that measures, each under the hash of its content: what is there
// already is not sent again. The far end alone uses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/units.h"

namespace assay::reach {

// One file's content. An executable one and another are two files, because all names of a file
// share its rights.
struct Content {
  std::string sha256;
  bool executable = false;
};

class ContentStore {
 public:
  explicit ContentStore(std::filesystem::path folder);

  std::filesystem::path path_of(const Content& content) const;
  // Whole and unchanged? Reads it. What is damaged is removed.
  bool holds(const Content& content, std::uint64_t size) const;
  // Throws Error(missing) when it can't be written.
  void put(const Content& content, std::string_view bytes) const;
  // A file that is on this machine already becomes part of it, unless there is one.
  void adopt(const Content& content, const std::filesystem::path& file) const;
  // Puts it at a path as one more name of the file. Throws Error(missing) when it is not there.
  void give(const Content& content, const std::filesystem::path& at) const;

  base::Bytes size() const;
  // Removes the least recently used contents until the rest fits.
  void trim(base::Bytes most) const;
  void clear() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace assay::reach
