// SPDX-License-Identifier: Apache-2.0
#include "run/limits.h"

#include <fmt/format.h>

#include "base/text.h"

namespace assay::run {
namespace {

using base::Outcome;
using Why = sys::Ended::Why;

// The last thing that the program, not QEMU, said on its standard error.
std::string last_words(std::string_view err) {
  std::string last;
  for (const std::string& line : base::split(err, '\n')) {
    const std::string_view words = base::trim(line);
    if (!words.empty() && !words.starts_with("qemu: uncaught target signal")) last = words;
  }
  return last.empty() ? "" : ": " + base::printable(last, 200);
}

}  // namespace

Outcome failure_of(const sys::Ended& ended, const sys::ProcessRequest& request,
                   std::string_view where) {
  const std::string what = fmt::format("{} {}", describe(ended, request), where);
  switch (ended.why) {
    case Why::signalled:
      return Outcome::failed("signal", what + last_words(ended.err));
    case Why::deadline:
    case Why::idle:
      return Outcome::failed("timeout", what);
    case Why::memory:
      return Outcome::failed("memory", what);
    case Why::exited:
    case Why::interrupted:
      break;
  }
  return Outcome::failed("exit", what + last_words(ended.err));
}

bool says_too_old(const sys::Ended& ended) {
  return ended.err.find("is expected to be a double") != std::string::npos;
}

Outcome too_old() {
  return Outcome::unavailable(
      "benchmark-too-old",
      "its Google Benchmark is older than 1.8 and can't be given a number of "
      "passes; build it with a later one");
}

std::optional<std::string> signal_address(std::string_view strace) {
  const std::size_t signal = strace.rfind("--- SIG");
  if (signal == std::string_view::npos) return std::nullopt;
  const std::string_view line = strace.substr(signal, strace.substr(signal).find('\n'));
  const std::size_t begin = line.find("si_addr=0x");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view address = line.substr(begin + 8);
  const std::size_t length = address.find_first_not_of("0123456789abcdefx");
  return std::string(address.substr(0, length));
}

}  // namespace assay::run
