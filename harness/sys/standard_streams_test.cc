// SPDX-License-Identifier: Apache-2.0
#include "sys/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "sys/process.h"

namespace assay::sys {
namespace {

// In a process of its own: 0 when the streams are occupied and do nothing.
[[noreturn]] void occupy_closed() {
  for (const int number : {0, 1, 2}) close(number);
  occupy_standard_streams();
  const int later = open("/proc/self/stat", O_RDONLY);
  if (later < 3) _exit(2);
  char byte = 0;
  if (read(0, &byte, 1) != -1 || errno != EBADF) _exit(3);
  if (write(1, &byte, 1) != -1 || errno != EBADF) _exit(4);
  const Ended ended = run_process({.argv = {"sh", "-c", "cat; echo err >&2"}, .input = "in"});
  if (!ended.exited(0) || ended.out != "in" || ended.err != "err\n") _exit(5);
  _exit(0);
}

TEST(StandardStreams, ThatAreClosedAreOccupied) {
  EXPECT_EXIT(occupy_closed(), testing::ExitedWithCode(0), "");
}

[[noreturn]] void occupy_open() {
  for (const int number : {0, 1, 2}) {
    if (dup2(open("/proc/self/stat", O_RDONLY), number) != number) _exit(2);
  }
  occupy_standard_streams();
  char byte = 0;
  for (const int number : {0, 1, 2}) {
    if (read(number, &byte, 1) != 1) _exit(3);
  }
  _exit(0);
}

TEST(StandardStreams, ThatAreOpenStayAsTheyAre) {
  EXPECT_EXIT(occupy_open(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace assay::sys
