// SPDX-License-Identifier: Apache-2.0
#include "reach/place_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

namespace assay::reach {
namespace {

using base::Error;
using base::Exit;

constexpr std::string_view kName = "ssh:", kAddress = "ssh://";
constexpr std::size_t kLongest = 255;  // of a name of a host (RFC 1035)
constexpr int kMostCpu = 65535;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "" when the text has 1 to 255 characters, all of them letters, digits or of `signs`, and no
// option's first character.
std::string problem_of(std::string_view text, std::string_view what, std::string_view signs) {
  if (text.empty()) return fmt::format("it has no {}", what);
  if (text.size() > kLongest) return fmt::format("its {} is too long", what);
  if (text.front() == '-') return fmt::format("its {} begins with -", what);
  const auto odd = std::ranges::find_if_not(
      text, [&](char c) { return is_plain(c) || signs.find(c) != std::string_view::npos; });
  if (odd == text.end()) return {};
  return fmt::format("its {} may consist of letters, digits and {} only", what, signs);
}

Error refused(std::string_view word, std::string_view why) {
  return Error(Exit::usage, fmt::format("\"{}\" is not a place: {}", base::printable(word), why))
      .hint("write ssh:NAME for a Host of ssh's configuration, or ssh://user@host:port");
}

// Of ":22"; 0 of nothing.
std::uint16_t parse_port(std::string_view text, std::string_view word) {
  if (text.empty()) return 0;
  const auto port = text.front() == ':' ? base::to_uint64(text.substr(1)) : std::nullopt;
  if (!port || *port == 0 || *port > 65535) throw refused(word, "its port is not 1 to 65535");
  return static_cast<std::uint16_t>(*port);
}

// What follows "ssh://": "[::1]:22" and "host:22" lose their port, and the first its brackets.
Place parse_address(std::string_view word) {
  std::string_view rest = word.substr(kAddress.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Place place{.name = std::string(word), .host = {}};
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    place.user = rest.substr(0, at);
    if (auto why = user_problem(place.user); !why.empty()) throw refused(word, why);
    rest.remove_prefix(at + 1);
  }
  const bool bracketed = rest.starts_with('[');
  const std::size_t end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && end == std::string_view::npos) throw refused(word, "a ] is missing");
  place.host = bracketed ? rest.substr(1, end - 1) : rest.substr(0, end);
  std::string_view after = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  if (bracketed) after.remove_prefix(1);
  place.port = parse_port(after, word);
  return place;
}

// "3" and "0-3".
bool add_range(std::string_view text, std::set<int>& cpus) {
  const std::size_t dash = text.find('-');
  const auto first = base::to_uint64(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : base::to_uint64(text.substr(dash + 1));
  if (!first || !last || *first > *last || *last > kMostCpu) return false;
  for (auto cpu = static_cast<int>(*first); cpu <= static_cast<int>(*last); ++cpu) cpus.insert(cpu);
  return true;
}

}  // namespace

bool is_ssh_word(std::string_view word) { return word.starts_with(kName); }

Place parse_ssh_word(std::string_view word) {
  Place place = word.starts_with(kAddress) ? parse_address(word)
                                           : Place{.name = std::string(word),
                                                   .host = std::string(word.substr(kName.size()))};
  if (auto why = host_problem(place.host); !why.empty()) throw refused(word, why);
  return place;
}

std::string host_problem(std::string_view host) { return problem_of(host, "host", "._:@-"); }

std::string user_problem(std::string_view user) { return problem_of(user, "user", "._@+-"); }

std::string folder_problem(std::string_view folder) {
  std::string_view below = folder;
  if (below.starts_with("~/")) below.remove_prefix(1);
  if (!below.starts_with('/') || below.size() < 2) return "it is neither absolute nor below ~/";
  for (const std::string& part : base::split(below.substr(1), '/')) {
    if (part == "..") return "it holds ..";
  }
  return problem_of(below, "path", "/._+,@=-");
}

std::vector<int> parse_cpus(std::string_view text) {
  std::set<int> cpus;
  for (const std::string& range : base::split(text, ',')) {
    if (!add_range(range, cpus)) return {};
  }
  return {cpus.begin(), cpus.end()};
}

}  // namespace assay::reach
