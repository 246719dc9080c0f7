// SPDX-License-Identifier: Apache-2.0
// What programs said of themselves the last time, so that asking thirty of them costs nothing while
// their files stay the same.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace assay::host {

class ToolCache {
 public:
  // Reads the cache file; a missing or broken one is an empty cache.
  explicit ToolCache(std::filesystem::path file);

  struct Answer {
    std::string stamp;    // of the file when it was asked
    std::string version;  // "19.1.7"; "" when it gave none
    std::string sha256;
    std::string help;  // "plugins" when its --help offers -plugin
  };

  // Version of the program: the first dotted number of what `--version` prints.
  std::string version(const std::filesystem::path& program);
  std::string sha256(const std::filesystem::path& program);
  bool offers_plugins(const std::filesystem::path& program);

  // Writes what is new. A cache that can't be written is not a fault: the next search asks again.
  void save() const;

 private:
  Answer& entry(const std::filesystem::path& program);

  std::filesystem::path file_;
  std::map<std::string, Answer> answers_;
  bool changed_ = false;
};

}  // namespace assay::host
