// SPDX-License-Identifier: Apache-2.0
// What the files of a submission may be called, and how much they may hold. What packs, what reads
// the archive and what takes the files from the child that read it all ask here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "base/units.h"

namespace assay::submit {

struct SubmissionFile {
  std::string name;
  std::string bytes;
  friend bool operator==(const SubmissionFile&, const SubmissionFile&) = default;
};

// Null when no file has the name.
const std::string* bytes_named(const std::vector<SubmissionFile>& files, std::string_view name);

inline constexpr base::Bytes kArchiveLimit{16u << 20};   // as it comes, compressed
inline constexpr base::Bytes kUnpackedLimit{64u << 20};  // of the tar
inline constexpr base::Bytes kFileLimit{32u << 20};
inline constexpr std::size_t kEntryLimit = 1000;
inline constexpr std::size_t kNameLimit = 200;
inline constexpr std::size_t kDepthLimit = 4;
inline constexpr std::uint64_t kRatioLimit = 200;  // unpacked bytes for one as it comes

// A name as messages show it: in quotation marks, everything else than plain ASCII as \x1b, cut.
std::string shown(std::string_view name, std::size_t most = 60);

// The names of one archive: every one is good by itself, and all of them together can be unpacked
// on any file system, each to a place of its own.
class ArchiveNames {
 public:
  // Outcomes that are not ok have a code and a sentence that names the entry.
  base::Outcome add_file(std::string_view name);
  base::Outcome add_folder(std::string_view name);

 private:
  enum class Kind { file, folder, implied_folder };
  struct Known {
    std::string name;
    Kind kind;
  };
  base::Outcome add(std::string_view name, Kind kind);
  base::Outcome note(std::string_view name, Kind kind);

  std::size_t entries_ = 0;
  std::map<std::string, Known, std::less<>> by_lower_case_;
};

}  // namespace assay::submit
