// SPDX-License-Identifier: Apache-2.0
// A machine that makes no further thread: a container may limit processes (EAGAIN), and an older
// one forbids clone3 with EPERM, after which the C library (glibc 2.34 and later) does not try
// clone. Then std::thread throws std::system_error, here and in Google Benchmark. Nothing is said
// of the program.
#pragma once

#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace assay {

// What such a benchmark says as it skips itself (README.md, "Not here").
inline std::string no_threads(const std::system_error& error) {
  return "unavailable: no-threads: this machine makes no further thread: " + error.code().message();
}

struct NoThreads : std::system_error {
  using std::system_error::system_error;
};

// Throws NoThreads.
template <class Work>
std::thread new_thread(Work&& work) {
  try {
    return std::thread(std::forward<Work>(work));
  } catch (const std::system_error& error) {
    throw NoThreads(error.code());
  }
}

// Makes one, which tells another fault from this. Not for before a measurement: C libraries note
// that a second thread was ever made.
inline bool can_make_threads() {
  try {
    new_thread([] {}).join();
    return true;
  } catch (const NoThreads&) {
    return false;
  }
}

}  // namespace assay
