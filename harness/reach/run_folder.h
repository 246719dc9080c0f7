// SPDX-License-Identifier: Apache-2.0
// One run on a machine that measures: a folder with the kit, what it is to do, its results, and who
// runs it. The far end alone uses it: `served` starts and asks, `supervised` runs.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace assay::reach {

// What a run is to do, kept as `order` in its folder.
struct Order {
  std::vector<std::string> arguments;                                 // after "run -o FOLDER"
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to that of the login
  std::string cpus = {};                                              // as Place::cpus
  std::chrono::milliseconds patience{15 * 60'000};
  std::string label = {};  // for people: "kunpeng-920, from build7"
};
base::Json to_json(const Order& order);
// Throws Error(usage) for what is no such order.
Order read_order(const base::Json& json);

enum class RunState {
  absent,
  running,
  ended,     // it says how
  died,      // without a word
  rebooted,  // its machine was started again meanwhile
};
std::string_view to_text(RunState state);

// How a run ended, kept as `ended`: "exited"; "signal"; "lease": nobody asked after it; "stopped",
// also by a signal to the kit's program, as machines send one that are switched off; "failed".
struct RunEnd {
  std::string how;
  int status = 0;        // exit status or signal
  std::string why = {};  // of "failed": it could not be started
};
base::Json to_json(const RunEnd& end);
std::optional<RunEnd> read_run_end(std::string_view text);

class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path kit() const { return path_ / "kit"; }
  std::filesystem::path program() const { return kit() / "assay-kit"; }
  std::filesystem::path results() const { return path_ / "results"; }
  std::filesystem::path log() const { return path_ / "log"; }
  std::filesystem::path lease() const { return path_ / "lease"; }
  std::filesystem::path pid() const { return path_ / "pid"; }
  std::filesystem::path ended() const { return path_ / "ended"; }
  std::filesystem::path order() const { return path_ / "order"; }

  RunState state() const;
  std::optional<RunEnd> end() const;
  void renew() const;  // somebody asks after it
  // Since somebody asked last; nothing when that can't be read.
  std::optional<std::chrono::seconds> unasked() const;
  // Asks whoever runs it to end it. False when nobody does.
  bool stop() const;

 private:
  std::filesystem::path path_;
};

}  // namespace assay::reach
