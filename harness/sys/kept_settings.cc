// SPDX-License-Identifier: Apache-2.0
#include "sys/kept_settings.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace assay::sys {
namespace {

// Not written whole and renamed: such a file is the kernel itself.
std::string write_setting(const std::string& file, std::string_view text) {
  const Descriptor out(open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (out.number() < 0) return std::strerror(errno);
  if (write(out.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return std::strerror(errno);
  }
  return {};
}

std::optional<std::string> read_setting(const std::string& file) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> text;
  const ssize_t size = in.number() < 0 ? -1 : read(in.number(), text.data(), text.size());
  if (size < 0) return std::nullopt;
  return setting_of(std::string(text.data(), static_cast<std::size_t>(size)));
}

// Reads pairs of file and text, each ended by NUL, until nobody can send any more; then writes the
// texts, the last first.
[[noreturn]] void keep(int from) {
  setsid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, SIG_IGN);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int standard : {0, 1, 2}) dup2(nowhere, standard);
  std::string all;
  std::array<char, 4096> part;
  for (;;) {
    const ssize_t size = read(from, part.data(), part.size());
    if (size > 0) all.append(part.data(), static_cast<std::size_t>(size));
    if (size == 0 || (size < 0 && errno != EINTR)) break;
  }
  const auto words = base::split(all, '\0');
  for (std::size_t pair = words.size() / 2; pair-- > 0;) {
    write_setting(words[2 * pair], words[2 * pair + 1]);
  }
  _exit(0);
}

}  // namespace

std::string setting_of(const std::string& text) {
  const std::size_t open = text.find('['), close = text.find(']');
  if (open != std::string::npos && close != std::string::npos && open < close) {
    return text.substr(open + 1, close - open - 1);
  }
  return std::string(base::trim(text));
}

KeptSettings::KeptSettings() {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw base::Error(base::Exit::missing, std::string("no pipe: ") + std::strerror(errno));
  }
  const Descriptor from(ends[0]);
  kept_ = Descriptor(ends[1]);
  keeper_ = fork();
  if (keeper_ < 0) {
    throw base::Error(base::Exit::missing, std::string("no process: ") + std::strerror(errno));
  }
  if (keeper_ == 0) {
    kept_ = Descriptor();
    keep(from.number());
  }
}

KeptSettings::~KeptSettings() {
  kept_ = Descriptor();
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::string KeptSettings::set(const std::filesystem::path& file, const std::string& text) {
  const auto before = read_setting(file.string());
  if (!before) return std::strerror(errno);
  const std::string message = file.string() + '\0' + *before + '\0';
  if (write(kept_.number(), message.data(), message.size()) !=
      static_cast<ssize_t>(message.size())) {
    return "its present value can't be kept";
  }
  if (auto fault = write_setting(file.string(), text); !fault.empty()) return fault;
  const auto after = read_setting(file.string());
  return after == text ? std::string() : "the kernel did not take it";
}

}  // namespace assay::sys
