// SPDX-License-Identifier: Apache-2.0
// What a machine that measures keeps of us: the program, contents of kits and runs, below one
// folder, and for how long. The far end alone uses it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/units.h"
#include "reach/content_store.h"
#include "reach/run_folder.h"

namespace assay::reach {

struct LeftRun {
  std::string name;
  RunState state;
  std::string label;
  base::Bytes size;  // of what the run itself wrote
  std::chrono::seconds unasked{0};
};

class Housekeeping {
 public:
  explicit Housekeeping(std::filesystem::path folder);

  const ContentStore& store() const { return store_; }
  RunFolder run(const std::string& name) const { return RunFolder(folder_ / "runs" / name); }
  std::vector<LeftRun> runs() const;  // sorted by name
  base::Bytes stored() const;         // programs and contents

  // Removes runs that nobody asked after for a week, programs that were not used for a week, what
  // cut connections left, and contents above 512 MiB.
  void tidy() const;
  // The program that runs now is a file of kits too.
  void adopt_program() const;
  // False when it runs, or there is none.
  bool drop(const RunFolder& run) const;
  // Everything but what runs, and what looks rebooted and was asked after within 20 minutes:
  // another machine that shares the folder may run it. How many runs were removed.
  std::uint64_t clean() const;

 private:
  std::vector<std::filesystem::path> programs() const;

  std::filesystem::path folder_;
  ContentStore store_;
};

// Does this machine end all processes of a user who logs out? Then only a connection that stays
// open keeps a run. `root`: where systemd's files are, which is / but for tests.
bool ends_at_logout(const std::filesystem::path& root = "/");

}  // namespace assay::reach
