// SPDX-License-Identifier: Apache-2.0
// How the system's ssh is started for a place, and what its end means: it says 255 for six things
// that differ for people, and tells them apart in words only. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reach/place_words.h"

namespace assay::reach {

struct SshOptions {
  std::vector<std::string> program{"ssh"};  // and options that go before all others
  bool may_ask = false;  // a person is there to be asked for a passphrase, or about a new host key
};

std::vector<std::string> ssh_words(const Place& place, const SshOptions& options,
                                   const std::string& command);

enum class Broken { unknown_key, refused, denied, not_found, timed_out, cut, other };

Broken name_failure(std::string_view complaints);

// Could it be different a little later?
bool may_pass(Broken broken);

// "lab1: the connection was refused (...)", with ssh's own last line, and what to do.
std::string sentence(Broken broken, const Place& place, std::string_view complaints);
std::string advice(Broken broken, const Place& place);

}  // namespace assay::reach
