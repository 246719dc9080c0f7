// SPDX-License-Identifier: Apache-2.0
#include "submit/days.h"

#include <fmt/format.h>

#include "judge/flaws.h"
#include "judge/when_measured.h"

namespace assay::submit {
namespace {

constexpr std::int64_t kDaySeconds = 86400;

}  // namespace

std::vector<judge::Flaw> flaws_of_days(const Manifest& manifest, const record::Record& record,
                                       std::string_view day) {
  judge::Flaws flaws;
  const std::int64_t midnight = judge::seconds_of(fmt::format("{}T00:00:00Z", day));
  if (judge::seconds_of(manifest.made) >= midnight + 2 * kDaySeconds) {
    flaws.refuse("made-in-future", "",
                 fmt::format("it says that it was made on {}, and today is {}",
                             manifest.made.substr(0, 10), day));
  }
  if (!record.created.empty() && manifest.made < record.created) {
    flaws.remark("made-before-record", "",
                 fmt::format("it was made at {}, and its record at {}: one of the clocks was wrong",
                             manifest.made, record.created));
  }
  return flaws.take();
}

}  // namespace assay::submit
