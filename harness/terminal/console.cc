// SPDX-License-Identifier: Apache-2.0
#include "terminal/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "base/units.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/pager.h"
#include "terminal/pace.h"
#include "terminal/screen.h"

namespace assay::terminal {
namespace {

constexpr std::size_t kLongestEscape = 6;  // bytes: "\\u202e"

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

// Messages quote names of files and benchmarks, which may hold anything: line by line what would
// act on a terminal or a job's log is escaped. A person must not miss an error because a message
// failed to be written: nothing is done then.
void tell(std::string_view text) {
  std::vector<std::string> lines = base::split(text, '\n');
  for (std::string& line : lines) line = base::printable(line, line.size() * kLongestEscape);
  static_cast<void>(write_all(STDERR_FILENO, base::join(lines, "\n")));
}

std::string kept_pace(const PaceFile& pace_file) {
  constexpr base::Bytes kMost{1u << 20};
  try {
    const auto file = pace_file ? pace_file() : std::nullopt;
    if (file) return sys::read_file(*file, kMost);
  } catch (const base::Error&) {
    // Never written yet, or not readable: then no time is told that is left.
  }
  return {};
}

struct ProgressStyle {
  bool rewrites = false;  // a terminal, whose last line shows how far the stage is
  bool steps = false;     // a line for each step
};

// How far a stage is: once a second in the last line of a terminal, elsewhere in a line of its own
// every 30 s.
class Steps final : public base::Progress {
 public:
  Steps(ProgressStyle style, PaceFile pace_file)
      : style_(style), pace_file_(std::move(pace_file)) {}
  ~Steps() override {
    ticker_ = {};
    clear();
  }
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  void stage(std::string_view name, const std::vector<std::string>& steps) override {
    const std::lock_guard guard(mutex_);
    clear();
    name_ = name;
    total_ = steps.size();
    done_ = 0;
    inside_.clear();
    began_ = sys::monotonic_now();
    if (!pace_) {  // most sub-commands have no stage, and need no file for it
      kept_ = kept_pace(pace_file_);
      pace_.emplace(kept_);
    }
    pace_->begin(name, steps);
    show();
    if (!ticker_.joinable()) start();
  }

  void step(std::string_view what, std::string_view how, std::chrono::nanoseconds took) override {
    const std::lock_guard guard(mutex_);
    ++done_;
    inside_.clear();
    if (pace_) pace_->ended(what, took, passed());
    clear();
    if (style_.steps) tell(fmt::format("{} [{}/{}] {}: {}\n", name_, done_, total_, what, how));
    if (done_ == total_) keep();
    show();
  }

  void inside(std::string_view step, std::size_t done, std::size_t total,
              std::string_view unit) override {
    const std::lock_guard guard(mutex_);
    if (pace_ && total > 0) pace_->inside(step, done, total, passed());
    const std::string of = total > 0 ? " of " + base::grouped(total) : "";
    inside_ = fmt::format("; {}: {}{} {}", step, base::grouped(done), of, unit);
  }

  void note(std::string_view text) override {
    const std::lock_guard guard(mutex_);
    if (!style_.steps) return;
    clear();
    tell(fmt::format("{}\n", text));
    show();
  }

  void say(std::string_view line) override {
    const std::lock_guard guard(mutex_);
    clear();
    tell(fmt::format("{}\n", line));
    show();
  }

 private:
  // Where no thread can be made, lines are as old as the last step.
  void start() {
    try {
      ticker_ = make_ticker();
    } catch (const std::system_error&) {
      return;
    }
  }

  std::jthread make_ticker() {
    return std::jthread([this](const std::stop_token& stop) {
      const auto pause = style_.rewrites ? std::chrono::seconds(1) : std::chrono::seconds(30);
      std::unique_lock lock(mutex_);
      while (!wake_.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
        if (done_ >= total_) continue;
        clear();
        if (style_.rewrites) {
          show();
        } else {
          tell(state() + "\n");
        }
      }
    });
  }

  void clear() {
    if (shown_) static_cast<void>(write_all(STDERR_FILENO, "\r\x1b[K"));
    shown_ = false;
  }

  void show() {
    if (!style_.rewrites || done_ >= total_) return;
    const auto columns =
        static_cast<std::size_t>(std::max(20, sys::terminal_columns(STDERR_FILENO)));
    tell(base::printable(state(), columns - 1));
    shown_ = true;
  }

  // Since the stage began.
  std::chrono::nanoseconds passed() const { return sys::monotonic_now() - began_; }

  std::string state() {
    const auto text = [](auto time) {
      return rough_duration(std::chrono::duration_cast<std::chrono::seconds>(time));
    };
    std::string left;
    if (const auto known = pace_->left(passed()))
      left = fmt::format(", about {} left", text(*known));
    return fmt::format("{}: {} of {} done, {} so far{}{}", name_, done_, total_, text(passed()),
                       left, inside_);
  }

  // A stage whose steps tell nothing, such as a gate's, leaves the file alone.
  void keep() {
    if (!pace_ || pace_->text() == kept_) return;
    kept_ = pace_->text();
    try {
      const auto file = pace_file_ ? pace_file_() : std::nullopt;
      if (file) sys::write_whole(*file, kept_);
    } catch (const base::Error&) {
      // Then the next run knows no time that is left.
    }
  }

  ProgressStyle style_;
  PaceFile pace_file_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<Pace> pace_;  // from the first stage on
  bool shown_ = false;
  std::string name_, inside_, kept_;
  std::size_t done_ = 0, total_ = 0;
  std::chrono::nanoseconds began_{0};
  std::jthread ticker_;  // last: it uses the others
};

bool wants_color(const Arguments& words) {
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

void complain(std::string_view program, std::string_view what) {
  tell(fmt::format("{}: {}\n", program, what));
}

Console::Console(const Arguments& words, Pager pager, PaceFile pace_file)
    : quiet_(words.has("quiet")), color_(wants_color(words)) {
  if (!words.has("no-pager") && pager == Pager::when_long) pager_ = sys::pager_command();
  const bool terminal = sys::is_terminal(STDERR_FILENO), verbose = words.has("verbose");
  if (!quiet_) {
    progress_ = std::make_unique<Steps>(
        ProgressStyle{.rewrites = terminal, .steps = terminal || verbose}, std::move(pace_file));
  } else {
    progress_ = std::make_unique<base::NoProgress>();
  }
}

void Console::print(std::string_view text) const {
  const ScreenSize screen{.rows = sys::terminal_rows(), .columns = sys::terminal_columns()};
  if (!pager_.empty() && !fits(text, screen) && sys::show_in_pager(pager_, text)) return;
  if (write_all(STDOUT_FILENO, text) || errno == EPIPE) return;  // EPIPE: the reader has enough
  throw base::Error(base::Exit::missing,
                    fmt::format("cannot write the result: {}", std::strerror(errno)))
      .hint("make room where standard output goes");
}

void Console::say(std::string_view line) const {
  if (!quiet_) tell(fmt::format("{}\n", line));
}

present::Style Console::style(const Arguments& words) const {
  return {.format = words.format(), .columns = sys::terminal_columns(), .color = color_};
}

}  // namespace assay::terminal
