// SPDX-License-Identifier: Apache-2.0
#include "reach/ssh_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ensure.h"
#include "base/text.h"

namespace assay::reach {
namespace {

struct Telling {
  std::string_view words;  // a part of what OpenSSH says, 7.4 to 9.x; dropbear's where it differs
  Broken means;
};

// The first that fits counts: after an unknown key ssh says that it is not verified, and a proxy
// that is refused closes the connection.
constexpr auto kTellings =
    std::to_array<Telling>({{"Host key verification failed", Broken::unknown_key},
                            {"REMOTE HOST IDENTIFICATION HAS CHANGED", Broken::unknown_key},
                            {"host key is known for", Broken::unknown_key},
                            {"Permission denied", Broken::denied},
                            {"Too many authentication failures", Broken::denied},
                            {"No supported authentication methods", Broken::denied},
                            {"Could not resolve hostname", Broken::not_found},
                            {"Name or service not known", Broken::not_found},
                            {"Connection refused", Broken::refused},
                            {"No route to host", Broken::timed_out},
                            {"Network is unreachable", Broken::timed_out},
                            {"timed out", Broken::timed_out},
                            {"Timeout, server", Broken::cut},
                            {"Connection reset", Broken::cut},
                            {"Connection closed", Broken::cut},
                            {"closed by remote host", Broken::cut},
                            {"closed by UNKNOWN", Broken::cut},
                            {"Broken pipe", Broken::cut},
                            {"Connection to ", Broken::cut}});

// What of ssh's complaints a person should see: the last line that says something.
std::string last_line(std::string_view complaints) {
  std::string last;
  for (const std::string& line : base::split(complaints, '\n')) {
    const std::string_view trimmed = base::trim(line);
    if (!trimmed.empty()) last = trimmed;
  }
  return base::printable(last, 200);
}

}  // namespace

std::vector<std::string> ssh_words(const Place& place, const SshOptions& options,
                                   const std::string& command) {
  base::ensure(host_problem(place.host).empty(), "a host was looked at before it goes to ssh");
  std::vector<std::string> words = options.program;
  // No terminal there, no forwarding, and nothing that the user's configuration runs or forwards.
  words.insert(words.end(), {"-T", "-x", "-a"});
  for (const std::string& setting :
       {std::string(options.may_ask ? "BatchMode=no" : "BatchMode=yes"),
        std::string("ServerAliveInterval=5"), std::string("ServerAliveCountMax=3"),
        std::string("ConnectTimeout=20"), std::string("ControlMaster=no"),
        std::string("ClearAllForwardings=yes"), std::string("PermitLocalCommand=no"),
        std::string("RemoteCommand=none"), std::string("EscapeChar=none"),
        std::string("LogLevel=INFO")}) {
    words.insert(words.end(), {"-o", setting});
  }
  if (!place.user.empty()) {
    base::ensure(user_problem(place.user).empty(), "a user was looked at before it goes to ssh");
    words.insert(words.end(), {"-l", place.user});
  }
  if (place.port != 0) words.insert(words.end(), {"-p", fmt::format("{}", place.port)});
  words.insert(words.end(), {"--", place.host, command});
  return words;
}

Broken name_failure(std::string_view complaints) {
  const auto found = std::ranges::find_if(kTellings, [&](const Telling& telling) {
    return complaints.find(telling.words) != std::string_view::npos;
  });
  return found == kTellings.end() ? Broken::other : found->means;
}

bool may_pass(Broken broken) {
  return broken == Broken::refused || broken == Broken::timed_out || broken == Broken::cut ||
         broken == Broken::not_found || broken == Broken::other;
}

std::string sentence(Broken broken, const Place& place, std::string_view complaints) {
  constexpr std::array<std::string_view, 7> kSentences{
      "its host key is not known, or is another one than before",
      "the connection was refused",
      "ssh was not let in",
      "its name was not found",
      "it did not answer",
      "the connection was cut",
      "ssh could not connect"};
  std::string text = fmt::format("{}: {}", base::printable(place.name),
                                 kSentences[static_cast<std::size_t>(broken)]);
  if (const std::string line = last_line(complaints); !line.empty()) {
    text += fmt::format(" (ssh: {})", line);
  }
  return text;
}

std::string advice(Broken broken, const Place& place) {
  const std::string host = base::printable(place.host);
  switch (broken) {
    case Broken::unknown_key:
      return fmt::format("connect once by hand and compare the key that ssh shows: ssh {}", host);
    case Broken::denied:
      return fmt::format("load the key into ssh-agent, or try by hand: ssh {}", host);
    case Broken::not_found:
      return "ssh takes names from its configuration, /etc/hosts and the name service";
    case Broken::refused:
    case Broken::timed_out:
      return "is the machine up, and does sshd run there?";
    case Broken::cut:
    case Broken::other:
      break;
  }
  return fmt::format("try by hand: ssh {}", host);
}

}  // namespace assay::reach
