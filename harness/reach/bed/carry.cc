// SPDX-License-Identifier: Apache-2.0
// For faults_test.py --stand-in: a run of the stand-in for assay-kit at a place, without a command
// line's other rooms.
//   assay_reach_carry HOST STAND_IN FOLDER PATIENCE_S ARG...
// FOLDER keeps what comes. HOST is one of ssh's, or USER@HOST.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "base/text.h"
#include "reach/run_at.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/process.h"

namespace assay::reach {
namespace {

class Printed final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view text) override {
    fmt::print("{}\n", text);
    std::fflush(stdout);
  }
};

Place place_of(const std::string& word, const std::string& patience) {
  Place place{.name = "lab", .host = word};
  if (const auto at = word.find('@'); at != std::string::npos) {
    place.user = word.substr(0, at);
    place.host = word.substr(at + 1);
  }
  place.patience = std::chrono::seconds(base::to_uint64(patience).value_or(60));
  return place;
}

int carry(const std::vector<std::string>& words) {
  if (words.size() < 4) throw base::Error(base::Exit::usage, "HOST STAND_IN FOLDER PATIENCE_S");
  const std::string bytes = sys::read_file(words[1], {256u << 20});
  const std::string hash = base::sha256(bytes);
  const auto uname = sys::run_process({.argv = {"uname", "-m"}});
  const ProgramHere program{.program = {.machines = {std::string(base::trim(uname.out))},
                                        .sha256 = hash,
                                        .size = bytes.size()},
                            .file = words[1]};
  const Parcel parcel{.files = {{.path = "assay-kit",
                                 .sha256 = hash,
                                 .size = bytes.size(),
                                 .executable = true,
                                 .source = words[1],
                                 .bytes = {}}}};
  Connection connection(place_of(words[0], words[3]), {program});
  const RunAtOptions options{.arguments = {words.begin() + 4, words.end()},
                             .kept = words[2],
                             .renew_every = std::chrono::seconds(2)};
  Printed progress;
  const Brought brought = run_at(connection, parcel, options, progress);
  fmt::print("the run {} with {}, {}\n", brought.end.how, brought.end.status,
             brought.record ? "and its record came" : "without a record");
  return brought.record ? 0 : 1;
}

}  // namespace
}  // namespace assay::reach

int main(int count, char** words) {
  assay::sys::catch_interrupts();
  try {
    return assay::reach::carry({words + 1, words + count});
  } catch (const assay::base::Error& error) {
    fmt::print("assay run: {}\n", error.what());
    return static_cast<int>(error.exit());
  }
}
