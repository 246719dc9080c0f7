// SPDX-License-Identifier: Apache-2.0
#include "run/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "base/text.h"
#include "sys/files.h"

namespace assay::run {
namespace {

using base::Outcome;
using Why = sys::Ended::Why;

// What QEMU and Google Benchmark say of themselves.
bool is_chatter(std::string_view line) {
  constexpr std::string_view kBegins[] = {"qemu: uncaught target signal",
                                          "-- LOG(",
                                          "***WARNING***",
                                          "Running ",
                                          "Run on (",
                                          "CPU Caches:",
                                          "L1 ",
                                          "L2 ",
                                          "L3 ",
                                          "Load Average:"};
  const bool date = line.size() > 10 && line[4] == '-' && line[7] == '-' && line[10] == 'T';
  return date || std::ranges::any_of(kBegins, [&](auto begin) { return line.starts_with(begin); });
}

// The last thing that the program itself said on its standard error, or nothing.
std::string last_words(std::string_view err) {
  std::string last;
  for (const std::string& line : base::split(err, '\n')) {
    const std::string_view words = base::trim(line);
    if (!words.empty() && !is_chatter(words)) last = words;
  }
  return base::printable(last, 200);
}

std::string with_last_words(std::string what, std::string_view err) {
  const std::string last = last_words(err);
  return last.empty() ? what : what + ": " + last;
}

constexpr std::string_view kAddress = "si_addr=";

// Of "0x00401b2c: ..." or "0x00401b2c} ---".
std::optional<std::uint64_t> leading_address(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  text.remove_prefix(2);
  std::uint64_t address = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), address, 16);
  if (fault != std::errc() || end == text.data()) return std::nullopt;
  return address;
}

std::string one_spaced(std::string_view text) {
  std::string result;
  for (const char c : base::trim(text)) {
    const bool space = c == ' ' || c == '\t';
    if (!space || result.back() != ' ') result += space ? ' ' : c;
  }
  return result;
}

}  // namespace

Outcome failure_of(const sys::Ended& ended, const sys::ProcessRequest& request,
                   std::string_view where) {
  const std::string what = fmt::format("{} {}", describe(ended, request), where);
  switch (ended.why) {
    case Why::signalled:
      return Outcome::failed("signal", with_last_words(what, ended.err));
    case Why::deadline:
    case Why::idle:
      return Outcome::failed("timeout", what);
    case Why::memory:
      return Outcome::failed("memory", what);
    case Why::file:
      return Outcome::failed("bad-output", what);
    case Why::exited:
      break;
  }
  return Outcome::failed("exit", with_last_words(what, ended.err));
}

std::optional<Outcome> no_threads(const sys::Ended& ended, std::string_view name) {
  constexpr std::string_view kSays = "unavailable: no-threads: ";
  constexpr std::string_view kThreads = "/threads:";
  const std::string last = last_words(ended.err);
  const auto unavailable = [](std::string_view sentence) {
    return Outcome::unavailable("no-threads", base::printable(sentence, 200));
  };
  // The library's last message may lack its line's end.
  const std::string_view err = base::trim(ended.err);
  const std::size_t says = err.rfind(kSays);
  if (ended.why == Why::exited && says != err.npos && err.find('\n', says) == err.npos) {
    return unavailable(fmt::format("the benchmark says: {}", err.substr(says + kSays.size())));
  }
  const bool several = name.find(kThreads) != std::string_view::npos;
  const bool thrown = ended.why == Why::signalled && ended.signal == SIGABRT &&
                      ended.err.find("system_error") != std::string::npos;
  if (!several || !thrown) return std::nullopt;
  // What pthread_create(3) gives: EPERM where clone3 is forbidden, EAGAIN beyond a limit.
  for (const int fault : {EPERM, EAGAIN}) {
    const std::string reason = std::generic_category().message(fault);
    if (last.ends_with(reason))
      return unavailable("this machine makes no further thread: " + reason);
  }
  return std::nullopt;
}

Outcome outcome_of(const base::Error& error) {
  const std::string what = base::printable(error.what());
  return error.exit() == base::Exit::missing ? Outcome::unavailable(std::string(kHostFault), what)
                                             : Outcome::failed("cannot-run", what);
}

std::optional<Outcome> disk_fault(const sys::Ended& ended, const std::filesystem::path& folder) {
  const bool too_large = ended.why == Why::signalled && ended.signal == SIGXFSZ;
  const int fault = too_large ? EFBIG : sys::write_fault(folder);
  if (fault == 0) return std::nullopt;
  return Outcome::unavailable(std::string(kHostFault),
                              fmt::format("cannot write results into {}: {}", folder.string(),
                                          std::generic_category().message(fault)));
}

bool says_too_old(const sys::Ended& ended) {
  return ended.err.find("is expected to be a double") != std::string::npos;
}

Outcome too_old() {
  return Outcome::unavailable(
      "benchmark-too-old",
      "its Google Benchmark is older than 1.8 and cannot be told how many iterations to "
      "run; build it with 1.8 or later");
}

std::optional<std::string> signal_instruction(std::string_view log) {
  const std::size_t signal = log.rfind("--- SIG");
  if (signal == std::string_view::npos) return std::nullopt;
  const std::string_view line = log.substr(signal, log.substr(signal).find('\n'));
  const std::size_t begin = line.find(kAddress);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto address = leading_address(line.substr(begin + kAddress.size()));
  if (!address) return std::nullopt;
  std::string found = fmt::format("{:#x}", *address);
  for (const std::string& each : base::split(log.substr(0, signal), '\n')) {
    if (leading_address(each) != address) continue;
    const std::size_t colon = each.find(':');
    if (colon == std::string::npos) continue;
    found = fmt::format("{:#x}: {}", *address, one_spaced(each.substr(colon + 1)));
  }
  return found;
}

}  // namespace assay::run
