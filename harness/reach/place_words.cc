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
constexpr std::string_view kOfUser = "._@+-", kOfHost = "._:@-", kOfZone = "._-";
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

// "fe80::1%eth0": an address of one link, and the link's name (RFC 4007, section 11.2).
bool has_zone(std::string_view host) {
  constexpr std::string_view kOfAddress = "0123456789abcdefABCDEF:.";
  const std::size_t percent = host.find('%');
  if (percent == std::string_view::npos) return false;
  const std::string_view zone = host.substr(percent + 1);
  std::string_view address = host.substr(0, percent);
  address.remove_prefix(address.rfind('@') + 1);  // of "me@fe80::1%eth0"; npos + 1 is 0
  return address.find(':') != std::string_view::npos &&
         address.find_first_not_of(kOfAddress) == std::string_view::npos &&
         problem_of(zone, "zone", kOfZone).empty();
}

// "me%40corp" as "me@corp", in the way of ssh's parse_uri (OpenSSH 9.2, misc.c): + is a space.
// Nothing for a % without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (text.front() != '%') {
      decoded += text.front() == '+' ? ' ' : text.front();
      continue;
    }
    const auto code = text.size() < 3 ? std::nullopt : base::hex_to_uint64(text.substr(1, 2));
    if (!code) return std::nullopt;
    decoded += static_cast<char>(*code);
    text.remove_prefix(2);
  }
  return decoded;
}

std::string parse_user(std::string_view text, std::string_view word) {
  const auto user = percent_decoded(text);
  if (!user) throw refused(word, "a % in its user is not followed by two hexadecimal digits");
  if (auto why = user_problem(*user); !why.empty()) {
    throw refused(word, text.find('+') == std::string_view::npos
                            ? why
                            : why + ", and + stands for a space: write %2B");
  }
  return *user;
}

// What stands in brackets. The % of a zone may be written as %25, as in all addresses of this kind
// (RFC 6874, section 2).
std::string parse_bracketed(std::string_view text) {
  std::string host(text);
  const std::size_t percent = host.find("%25");
  if (percent != std::string::npos && host.size() > percent + 3) host.erase(percent + 1, 2);
  return host;
}

// Of ":22"; 0 of nothing, and of ":" alone.
std::uint16_t parse_port(std::string_view text, std::string_view word) {
  if (text.empty() || text == ":") return 0;
  const auto port = text.front() == ':' ? base::to_uint64(text.substr(1)) : std::nullopt;
  if (!port || *port == 0 || *port > 65535) throw refused(word, "its port is not 1 to 65535");
  return static_cast<std::uint16_t>(*port);
}

// What follows "ssh://": "[::1]:22" and "host:22" lose their port, and the first its brackets. As
// of ssh, a user may be percent-encoded, and a host may not.
Place parse_address(std::string_view word) {
  std::string_view rest = word.substr(kAddress.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Place place{.name = std::string(word), .host = {}};
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    place.user = parse_user(rest.substr(0, at), word);
    rest.remove_prefix(at + 1);
  }
  const bool bracketed = rest.starts_with('[');
  const std::size_t end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && end == std::string_view::npos) throw refused(word, "a ] is missing");
  place.host =
      bracketed ? parse_bracketed(rest.substr(1, end - 1)) : std::string(rest.substr(0, end));
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

std::string host_problem(std::string_view host) {
  if (has_zone(host)) host = host.substr(0, host.find('%'));
  return problem_of(host, "host", kOfHost);
}

std::string user_problem(std::string_view user) { return problem_of(user, "user", kOfUser); }

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
