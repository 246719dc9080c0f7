// SPDX-License-Identifier: Apache-2.0
// What this side has of a run elsewhere: one folder with its name, and its log, journals and record
// as far as they came. A run that is asked for again goes on from there, after this process was
// killed too. What comes is hostile: it is checked against the hashes that come with it, and has
// limits.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/sha256.h"
#include "base/units.h"
#include "reach/follower.h"
#include "reach/run_start.h"
#include "sys/file_lock.h"

namespace assay::reach {

struct KeptLimits {
  base::Bytes line{16u << 20};  // of a journal: one cell
  base::Bytes record{32u << 20};
  base::Bytes total{std::uint64_t{256} << 20};  // of all files of a run
};

class KeptRun {
 public:
  // Makes the folder. A run that begins keeps the question of a gate's kit. Throws Error(missing)
  // when the folder can't be made, or another process has it.
  KeptRun(std::filesystem::path folder, KeptLimits limits, std::string_view question = {});

  const std::string& name() const { return name_; }
  // An earlier call gave it its name, and may have begun it.
  bool is_known() const { return known_before_; }
  std::filesystem::path file(std::string_view followed) const;
  std::uint64_t journalled() const;              // bytes of all journals
  std::vector<JournalListing> journals() const;  // those that have some

  // What the other side has to know to go on: {"log": {"at": 0, "sha256": "..."}, ...}.
  base::Json known() const;

  // Adds a part. No when it does not fit what is there, or its hash is another. Throws
  // Error(missing) beyond a limit, or when it can't be written.
  bool add(const FilePart& part);
  // The other side's file is another one: ours begins anew.
  void forget(std::string_view followed);
  // Its record is here whole, and the place need not keep it: until finish() it is the run's
  // result.
  void mark_brought();
  bool is_brought() const;
  // It is over and its results are elsewhere: the next run has another name.
  void finish();

 private:
  struct File {
    std::uint64_t size = 0;
    std::uint64_t line = 0;  // bytes since the last line break
    base::Sha256 hash;
  };
  void read_file(std::size_t index);
  std::size_t index_of(std::string_view followed) const;

  std::filesystem::path folder_;
  KeptLimits limits_;
  sys::FileLock lock_;
  std::string name_;
  bool known_before_ = false;
  std::array<File, kFollowed.size()> files_{};
};

// What was brought into such a folder is saved elsewhere. Does nothing while another process has
// it.
void finish_kept(const std::filesystem::path& folder);

// The question of the gate whose run in such a folder is not over: with its seed the kit is the
// same one again, and the run goes on. Nothing when there is no such run.
std::optional<std::string> question_kept(const std::filesystem::path& folder);

// Of all such folders in this one: removes those that nobody asked after for a week, since the
// place has forgotten their runs too, and of finished ones the oldest above 64 MiB. What a process
// has stays.
void tidy_kept_runs(const std::filesystem::path& folder);

}  // namespace assay::reach
