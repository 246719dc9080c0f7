// SPDX-License-Identifier: Apache-2.0
#include "terminal/pace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/json.h"

namespace assay::terminal {

using std::chrono::nanoseconds;
using std::chrono::seconds;

Pace::Pace(std::string_view kept) {
  try {
    const auto json = base::parse_json(kept, "pace.json");
    if (json.object() == nullptr) return;
    for (const auto& [stage, steps] : *json.object()) {
      if (steps.object() == nullptr) continue;
      for (const auto& [step, took] : *steps.object()) {
        if (took.number() == nullptr || !(took.as_double() > 0)) continue;
        seconds_[stage][step] = took.as_double();
      }
    }
  } catch (const base::Error&) {
    seconds_.clear();  // torn or of another version: this run writes it anew
  }
}

void Pace::begin(std::string_view stage, const std::vector<std::string>& steps) {
  stage_ = stage;
  open_.clear();
  done_ = 0;
  done_parts_ = 0;
  since_.reset();
  const auto& known = seconds_[stage_];
  for (const std::string& step : steps) {
    const auto found = known.find(step);
    open_[step].seconds = found == known.end() ? std::nullopt : std::optional(found->second);
  }
}

void Pace::inside(std::string_view step, std::size_t done, std::size_t total, nanoseconds passed) {
  const auto found = open_.find(step);
  if (found == open_.end() || total == 0) return;
  found->second.share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  found->second.parts = static_cast<double>(total);
  look_at_parts(passed);
}

void Pace::ended(std::string_view step, nanoseconds took, nanoseconds passed) {
  const auto found = open_.find(step);
  if (found == open_.end()) return;
  if (took > nanoseconds(0)) {
    done_ += found->second.seconds.value_or(0);
    done_parts_ += found->second.parts;
    seconds_[stage_][found->first] = std::chrono::duration<double>(took).count();
  }
  open_.erase(found);
  look_at_parts(passed);
}

std::optional<seconds> Pace::left(nanoseconds passed) const {
  double done = done_, left = 0;
  for (const auto& [name, step] : open_) {
    if (!step.seconds) return left_by_parts(passed);
    done += *step.seconds * step.share;
    left += *step.seconds * (1 - step.share);
  }
  if (!(done > 0)) return std::nullopt;
  const double speed = done / std::chrono::duration<double>(passed).count();
  return seconds(std::llround(left / speed));
}

// Of all steps, when those of each that is open are known.
std::optional<Pace::Parts> Pace::parts() const {
  Parts parts{.done = done_parts_, .left = 0};
  for (const auto& [name, step] : open_) {
    if (!(step.parts > 0)) return std::nullopt;
    parts.done += step.parts * step.share;
    parts.left += step.parts * (1 - step.share);
  }
  return parts;
}

// From when on all of them are known: what ended before may have had parts of other lengths. That
// is not when somebody first asks, which may be half a minute later.
void Pace::look_at_parts(nanoseconds passed) {
  if (since_) return;
  if (const auto now = parts()) since_ = {passed, now->done};
}

std::optional<seconds> Pace::left_by_parts(nanoseconds passed) const {
  const auto now = parts();
  if (!now || !since_) return std::nullopt;
  const double seconds_since = std::chrono::duration<double>(passed - since_->passed).count();
  const double made = now->done - since_->done;
  if (!(made > 0) || !(seconds_since > 0)) return std::nullopt;
  return seconds(std::llround(now->left / made * seconds_since));
}

std::string Pace::text() const {
  base::Json json;
  for (const auto& [stage, steps] : seconds_) {
    base::Json of_stage;
    for (const auto& [step, took] : steps) of_stage.set(step, took);
    json.set(stage, std::move(of_stage));
  }
  return json.dump();
}

std::string rough_duration(seconds time) {
  const auto count = time.count();
  if (count < 60) return fmt::format("{} s", count);
  if (count < 3600) return fmt::format("{} min {} s", count / 60, count % 60);
  return fmt::format("{} h {} min", count / 3600, count % 3600 / 60);
}

}  // namespace assay::terminal
