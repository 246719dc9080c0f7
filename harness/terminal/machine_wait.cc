// SPDX-License-Identifier: Apache-2.0
#include "terminal/machine_wait.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

namespace assay::terminal {
namespace {

constexpr std::uint64_t kLongest_s = 100'000;  // more than a day is a typing mistake

}  // namespace

OptionSpec wait_option() {
  return {.name = "--wait",
          .value = "DURATION",
          .help =
              "wait this long, such as 90s or 10m, for another measurement on this machine to "
              "end; default 10m"};
}

std::chrono::seconds patience_of(const Arguments& words) {
  const std::string text = words.text("wait", "10m");
  const std::uint64_t unit = text.ends_with('m') ? 60 : text.ends_with('h') ? 3600 : 1;
  const bool named = !text.empty() && std::string_view("smh").find(text.back()) != text.npos;
  const auto number = base::to_uint64(text.substr(0, text.size() - (named ? 1 : 0)));
  if (!number || *number > kLongest_s / unit) {
    throw base::Error(base::Exit::usage,
                      fmt::format("--wait takes a duration such as 90s, 10m or 2h, not '{}'",
                                  base::printable(text)));
  }
  return std::chrono::seconds(*number * unit);
}

sys::MachineLock wait_for_machine(std::chrono::seconds patience, const Console& console) {
  return {patience, [&](const std::string& whom) {
            console.say(fmt::format("{}{}", sys::kWaitsForMachine, whom));
          }};
}

}  // namespace assay::terminal
