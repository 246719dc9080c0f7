// SPDX-License-Identifier: Apache-2.0
// The files of one run as they grow, from where the other side has them: its log, its journals, and
// at the end its record. The far end alone uses it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/sha256.h"
#include "base/units.h"
#include "reach/run_folder.h"

namespace assay::reach {

// What is followed, by the name it has on the way.
inline constexpr std::array<std::string_view, 5> kFollowed{"log", "session-1", "session-2",
                                                           "session-3", "record"};
// A log is for people: what it holds beyond this is not sent.
inline constexpr base::Bytes kMostLog{1u << 20};

struct FilePart {
  std::string name;
  std::uint64_t at = 0;
  std::string bytes;
  std::string sha256;  // of the file up to the end of this part
};

class Follower {
 public:
  explicit Follower(RunFolder run) : run_(std::move(run)) {}

  const RunFolder& run() const { return run_; }

  // The other side has so many bytes of it, with this hash. No when the file here does not begin
  // with them: then it is sent from its first byte. Throws Error(usage) for an unknown name.
  bool resume(std::string_view name, std::uint64_t at, std::string_view sha256);

  // What is next to be sent, nothing when all that is there was. The record is sent when the run
  // has ended.
  std::optional<FilePart> next(RunState state);

 private:
  struct Known {
    std::uint64_t at = 0;
    base::Sha256 hash;
  };
  std::filesystem::path path_of(std::string_view name) const;

  RunFolder run_;
  std::array<Known, kFollowed.size()> known_{};
};

}  // namespace assay::reach
