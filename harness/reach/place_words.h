// SPDX-License-Identifier: Apache-2.0
// Where a kit is to be measured, as words name it: "ssh:NAME", where NAME is a Host of ssh's
// configuration, and "ssh://user@host:port" as ssh takes it: the user may be percent-encoded. An
// IPv6 address stands in brackets, with its zone if it needs one: "ssh://[fe80::1%eth0]:22". What
// goes to ssh and to shells consists of letters, digits and a few signs, or is refused.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::reach {

struct Place {
  std::string name;        // as it was named: what messages and tables call it
  std::string host;        // goes to ssh after "--"
  std::string user = {};   // "": as ssh is configured
  std::uint16_t port = 0;  // 0: as ssh is configured
  // What only assay.toml says.
  std::string folder = {};  // there: absolute, or below ~; "": the first one that will do
  std::string cpus = {};    // "2-3,6": what the run may use; "": all
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::chrono::seconds patience{15 * 60};  // how long a run goes on that nobody asks after
  std::vector<std::string> before = {};    // a command of this machine that goes first
  std::string before_from = {};            // the file that names it
};

// Is this one of the two forms that need no file?
bool is_ssh_word(std::string_view word);

// Throws Error(usage) that says what is wrong with it.
Place parse_ssh_word(std::string_view word);

// What is wrong with such a text, "" when nothing is.
std::string host_problem(std::string_view host);
std::string user_problem(std::string_view user);
std::string folder_problem(std::string_view folder);

// "0-3,6" as numbers in ascending order; nothing for any other text, or a CPU above 65535.
std::vector<int> parse_cpus(std::string_view text);

}  // namespace assay::reach
