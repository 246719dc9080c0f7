// SPDX-License-Identifier: Apache-2.0
#include "sys/pager.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "sys/descriptor.h"

namespace assay::sys {
namespace {

// Characters that make a command more than words with blanks between them.
constexpr std::string_view kOfTheShell = "|&;<>()$`\\\"'\t\n*?[#~=%";
constexpr int kNotFound = 127;  // exit status of a shell that can't start the command

bool by_shell(const std::string& command) {
  return command.find_first_of(kOfTheShell) != std::string::npos;
}

std::vector<std::string> words_of(const std::string& command) {
  if (by_shell(command)) return {"/bin/sh", "-c", command};
  auto words = base::split(command, ' ');
  std::erase(words, std::string());
  return words;
}

// Ours, with what less and lv need to show colours and to leave short texts alone, as git does it.
std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) variables.emplace_back(*each);
  for (const auto& [name, value] : {std::pair("LESS", "FRX"), std::pair("LV", "-c")}) {
    if (std::getenv(name) == nullptr) variables.push_back(std::string(name) + '=' + value);
  }
  return variables;
}

std::vector<char*> pointers_to_words(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// While it lives, writes where nobody reads fail instead of ending us, and Ctrl-C is left to the
// pager.
class Deaf {
 public:
  Deaf() {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &interrupt_);
    sigaction(SIGPIPE, &ignore, &pipe_);
  }
  ~Deaf() {
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGPIPE, &pipe_, nullptr);
  }
  Deaf(const Deaf&) = delete;
  Deaf& operator=(const Deaf&) = delete;

  // What a new program must not inherit. Who started us with nohup meant the pager as well.
  sigset_t not_for_others() const {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    if (interrupt_.sa_handler != SIG_IGN) sigaddset(&signals, SIGINT);
    return signals;
  }

 private:
  struct sigaction interrupt_{}, pipe_{};
};

// 0 when it can't be started. It stays in our process group: the terminal's keys are for both.
pid_t start_pager(const std::string& command, int input, const sigset_t& usual) {
  auto words = words_of(command), variables = environment();
  if (words.empty()) return 0;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t pager = 0;
  const int fault =
      posix_spawnp(&pager, words.front().c_str(), &files, &attributes,
                   pointers_to_words(words).data(), pointers_to_words(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return fault == 0 ? pager : 0;
}

// Until all is written or nobody reads any more.
void feed(int to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t taken = write(to, text.data(), text.size());
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return;
    text.remove_prefix(static_cast<std::size_t>(taken));
  }
}

}  // namespace

int terminal_rows() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

std::string pager_command() {
  const char* const terminal = std::getenv("TERM");
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return {};
  for (const char* name : {"ASSAY_PAGER", "PAGER"}) {
    const char* const command = std::getenv(name);
    if (command == nullptr) continue;
    const auto trimmed = base::trim(command);
    return trimmed == "cat" ? std::string() : std::string(trimmed);
  }
  return "less -FRX";
}

bool show_in_pager(const std::string& command, std::string_view text) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  Descriptor reading(ends[0]), writing(ends[1]);
  const Deaf deaf;
  const pid_t pager = start_pager(command, reading.number(), deaf.not_for_others());
  if (pager == 0) return false;
  reading.close();
  feed(writing.number(), text);
  writing.close();
  int status = 0;
  while (waitpid(pager, &status, 0) < 0 && errno == EINTR) continue;
  return !(by_shell(command) && WIFEXITED(status) && WEXITSTATUS(status) == kNotFound);
}

}  // namespace assay::sys
