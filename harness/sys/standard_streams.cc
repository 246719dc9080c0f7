// SPDX-License-Identifier: Apache-2.0
#include "sys/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.h"

namespace assay::sys {
namespace {

bool is_open(int number) { return fcntl(number, F_GETFD) >= 0 || errno != EBADF; }

// Reading a stream that is only for writing fails as reading a closed one does, and the other way
// round: programs see the same as before. The root folder is there without any device.
int open_useless(int number) {
  const int nothing = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  return nothing >= 0 ? nothing : open("/", O_PATH);
}

}  // namespace

void occupy_standard_streams() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest number that is free is the one given; those below are taken by now.
    if (is_open(number) || open_useless(number) == number) continue;
    throw base::Error(base::Exit::missing,
                      std::string("a standard stream is closed, and nothing can be put there: ") +
                          std::strerror(errno));
  }
}

}  // namespace assay::sys
