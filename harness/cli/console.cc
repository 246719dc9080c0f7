// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/environment.h"

namespace assay::cli {
namespace {

// True when all of it was taken.
bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto taken = ::write(descriptor, text.data(), text.size());
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(taken));
  }
  return true;
}

// A person must not miss an error because a message failed to be written: nothing is done then.
void tell(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

// Silent but for what is said.
class Sentences final : public base::Progress {
 public:
  void stage(std::string_view, std::size_t) override {}
  void step(std::string_view, std::string_view) override {}
  void note(std::string_view) override {}
  void say(std::string_view line) override { tell(fmt::format("{}\n", line)); }
};

class Steps final : public base::Progress {
 public:
  explicit Steps(bool rewrites) : rewrites_(rewrites) {}
  ~Steps() override { clear(); }
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  void stage(std::string_view name, std::size_t total) override {
    const std::lock_guard guard(mutex_);
    clear();
    name_ = name;
    total_ = total;
    done_ = 0;
    began_ = sys::monotonic_now();
    show();
  }

  void step(std::string_view what, std::string_view how) override {
    const std::lock_guard guard(mutex_);
    ++done_;
    clear();
    tell(fmt::format("{} [{}/{}] {}: {}\n", name_, done_, total_, what, how));
    show();
  }

  void note(std::string_view text) override {
    const std::lock_guard guard(mutex_);
    clear();
    tell(fmt::format("{}\n", text));
    show();
  }

 private:
  void clear() {
    if (rewrites_ && shown_) tell("\r\x1b[K");
    shown_ = false;
  }

  void show() {
    if (!rewrites_ || done_ >= total_) return;
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(sys::monotonic_now() - began_).count();
    tell(fmt::format("{}: {} of {} done, {} s so far", name_, done_, total_, seconds));
    shown_ = true;
  }

  std::mutex mutex_;
  bool rewrites_, shown_ = false;
  std::string name_;
  std::size_t done_ = 0, total_ = 0;
  std::chrono::nanoseconds began_{0};
};

bool wants_color(const Words& words) {
  const auto when = words.text("color", "auto");
  if (when == "always") return true;
  if (when == "never") return false;
  if (when != "auto") {
    throw base::Error(
        base::Exit::usage,
        fmt::format("--color takes auto, always or never, not '{}'", base::printable(when)));
  }
  return sys::is_terminal(STDOUT_FILENO) && !sys::variable("NO_COLOR");
}

}  // namespace

void complain(std::string_view what) { tell(fmt::format("assay: {}\n", what)); }

Console::Console(const Words& words) : quiet_(words.has("quiet")), color_(wants_color(words)) {
  const bool terminal = sys::is_terminal(STDERR_FILENO);
  if (!quiet_ && (terminal || words.has("verbose"))) {
    progress_ = std::make_unique<Steps>(terminal);
  } else if (!quiet_) {
    progress_ = std::make_unique<Sentences>();
  } else {
    progress_ = std::make_unique<base::NoProgress>();
  }
}

void Console::print(std::string_view text) const {
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return;  // EPIPE: the reader has enough
  throw base::Error(base::Exit::missing,
                    fmt::format("cannot write the result: {}", std::strerror(errno)))
      .hint("make room where standard output goes");
}

void Console::say(std::string_view line) const {
  if (!quiet_) tell(fmt::format("{}\n", line));
}

present::Look Console::look(const Words& words) const {
  return {.format = words.format(), .columns = sys::terminal_columns(), .color = color_};
}

}  // namespace assay::cli
