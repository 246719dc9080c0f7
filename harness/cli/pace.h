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

namespace assay::cli {

class Pace {
 public:
  // `kept`: what text() gave in an earlier process. What can't be read is not an error: then
  // nothing is known.
  explicit Pace(std::string_view kept);

  void begin(std::string_view stage, const std::vector<std::string>& steps);
  void inside(std::string_view step, std::size_t done, std::size_t total);
  // A step that took no time was not done: it tells nothing about the others.
  void ended(std::string_view step, std::chrono::nanoseconds took);

  // Nothing unless every step that is left was done by an earlier process. Steps that run at once,
  // or faster than the last time, are allowed for by what the last times of those that have ended
  // are to the time that has passed.
  std::optional<std::chrono::seconds> left(std::chrono::nanoseconds passed) const;

  std::string text() const;

 private:
  struct Step {
    std::optional<double> seconds;  // the last time
    double share = 0;               // that is done
  };

  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> seconds_;
  std::string stage_;
  std::map<std::string, Step, std::less<>> open_;
  double done_ = 0;  // seconds of the last time, of the steps that have ended
};

// "45 s", "3 min 20 s", "2 h 5 min".
std::string rough_duration(std::chrono::seconds time);

}  // namespace assay::cli
