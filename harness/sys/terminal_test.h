// SPDX-License-Identifier: Apache-2.0
// A terminal of a given size for tests, and a stream of this process put on it for a while.
#pragma once

#include <fcntl.h>
#include <stdlib.h>  // posix_openpt
#include <sys/ioctl.h>
#include <unistd.h>

#include <utility>

namespace assay::sys {

// `ours` reads what is written to `theirs`, which is what programs take for their terminal.
class ScopedTerminal {
 public:
  ScopedTerminal(unsigned short rows, unsigned short columns)
      : ours_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    if (ioctl(ours_, TIOCSWINSZ, &size) != 0 || grantpt(ours_) != 0 || unlockpt(ours_) != 0) return;
    theirs_ = open(ptsname(ours_), O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  ~ScopedTerminal() {
    close(theirs_);
    close(ours_);
  }
  ScopedTerminal(const ScopedTerminal&) = delete;
  ScopedTerminal& operator=(const ScopedTerminal&) = delete;

  bool good() const { return theirs_ >= 0; }
  int ours() const { return ours_; }
  int theirs() const { return theirs_; }

 private:
  int ours_, theirs_ = -1;
};

class ScopedStream {
 public:
  ScopedStream(int stream, int instead) : stream_(stream), before_(dup(stream)) {
    dup2(instead, stream);
  }
  ~ScopedStream() {
    dup2(before_, stream_);
    close(before_);
  }
  ScopedStream(const ScopedStream&) = delete;
  ScopedStream& operator=(const ScopedStream&) = delete;

 private:
  int stream_, before_;
};

// What `look` gives while standard output is on a file, and while it is on the terminal.
template <class Look>
auto on_file_and_terminal(const ScopedTerminal& terminal, Look look) {
  const int file = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const auto on = [&](int descriptor) {
    const ScopedStream output(STDOUT_FILENO, descriptor);
    return look();
  };
  const std::pair both(on(file), on(terminal.theirs()));
  close(file);
  return both;
}

}  // namespace assay::sys
