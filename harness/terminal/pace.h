// SPDX-License-Identifier: Apache-2.0
// How long a stage's steps took the last time, and from that how long those that are left will
// take. Knows no clock and no file: the console hands over both.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::terminal {

class Pace {
 public:
  // `kept`: what text() gave in an earlier process. What can't be read is not an error: then
  // nothing is known.
  explicit Pace(std::string_view kept);

  void begin(std::string_view stage, const std::vector<std::string>& steps);
  // `passed`: since the stage began; likewise below.
  void inside(std::string_view step, std::size_t done, std::size_t total,
              std::chrono::nanoseconds passed);
  // A step that took no time was not done: it tells nothing about the others.
  void ended(std::string_view step, std::chrono::nanoseconds took, std::chrono::nanoseconds passed);

  // From the last times of all steps that are left; where an earlier process did not do them all,
  // from how many parts each has (inside), if that is known. Steps that run at once, or faster than
  // the last time, are allowed for by what the last times of those that have ended are to the time
  // that has passed.
  std::optional<std::chrono::seconds> left(std::chrono::nanoseconds passed) const;

  std::string text() const;

 private:
  struct Step {
    std::optional<double> seconds;  // the last time
    double share = 0;               // that is done
    double parts = 0;               // of which it is made; 0: nobody knows
  };
  struct Since {
    std::chrono::nanoseconds passed;
    double done;  // parts
  };

  struct Parts {
    double done, left;
  };
  std::optional<Parts> parts() const;
  void look_at_parts(std::chrono::nanoseconds passed);
  std::optional<std::chrono::seconds> left_by_parts(std::chrono::nanoseconds passed) const;

  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> seconds_;
  std::string stage_;
  std::map<std::string, Step, std::less<>> open_;
  double done_ = 0;        // seconds of the last time, of the steps that have ended
  double done_parts_ = 0;  // of those steps
  std::optional<Since> since_;
};

// "45 s", "3 min 20 s", "2 h 5 min".
std::string rough_duration(std::chrono::seconds time);

}  // namespace assay::terminal
