// SPDX-License-Identifier: Apache-2.0
// File descriptors that close themselves, pipes, and whole reads and writes.
#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "outcome.h"

namespace assay {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  operator int() const { return number_; }  // stands wherever a system call wants one
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (number_ >= 0) ::close(release());
  }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end, write_end;
};

inline Pipe make_pipe() {
  int ends[2];
  supported(pipe2(ends, O_CLOEXEC), "as many pipes");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

struct SocketPair {
  Descriptor near, far;
};

inline SocketPair make_socket_pair(int type) {
  int ends[2];
  supported(socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends), "sockets of AF_UNIX");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

inline Descriptor another(const Descriptor& of) {
  return Descriptor(checked(fcntl(of, F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)"));
}

// Until all is there: streams give and take parts.
inline void read_all(int from, std::span<std::uint8_t> to) {
  while (!to.empty()) {
    const ssize_t moved = read(from, to.data(), to.size());
    if (moved <= 0) fail_short(moved, "read");
    to = to.subspan(static_cast<std::size_t>(moved));
  }
}

inline void write_all(int to, std::span<const std::uint8_t> from) {
  while (!from.empty()) {
    const ssize_t moved = write(to, from.data(), from.size());
    if (moved <= 0) fail_short(moved, "write");
    from = from.subspan(static_cast<std::size_t>(moved));
  }
}

}  // namespace assay
