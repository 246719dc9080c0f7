// SPDX-License-Identifier: Apache-2.0
// 64 KiB from a file to a file, a socket or a pipe without a buffer of the program.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "folder.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

constexpr std::size_t kMoved = 65536;  // a pipe's room, and less than a socket's

// Calls that may move less than asked for; the offset in the file goes along.
template <class Move>
void move_all(const char* call, Move move) {
  for (std::size_t left = kMoved; left > 0;) {
    const auto moved = checked(move(left), call);
    if (moved == 0) fail_short(moved, call);
    left -= static_cast<std::size_t>(moved);
  }
}

Descriptor source(const Folder& folder, std::uint64_t k) {
  return folder.file("from", random_bytes(kMoved, seed(k)).span());
}

template <class Pass>
void passes(benchmark::State& state, const Checksum& checksum, Pass pass) {
  for (auto _ : slices(state)) pass();
  report(state, Work{kMoved, "bytes"}, checksum);
}

// By its number: the libraries' wrappers are younger than the call.
ssize_t copied(int from, std::int64_t& from_at, int to, std::int64_t& to_at, std::size_t most) {
  return static_cast<ssize_t>(syscall(SYS_copy_file_range, from, &from_at, to, &to_at, most, 0u));
}

void copy_range(benchmark::State& state) {
  const Folder folder;
  const Descriptor from = source(folder, 0x5090), to = folder.file("to");
  const auto copy = [&] {
    std::int64_t from_at = 0, to_at = 0;
    move_all("copy_file_range",
             [&](std::size_t left) { return copied(from, from_at, to, to_at, left); });
  };
  std::int64_t from_at = 0, to_at = 0;
  supported(copied(from, from_at, to, to_at, 1), "copy_file_range in the temporary folder");
  copy();
  Bytes found(kMoved);
  read_all(to, found.span());
  passes(state, Checksum(Fnv1a64().add(found.span())), copy);
}

// The socket gives way instead of waiting, should it have less room than this needs.
void send_file(benchmark::State& state) {
  const Folder folder;
  const Descriptor from = source(folder, 0x5091);
  const SocketPair socket = make_socket_pair(SOCK_STREAM);
  checked(fcntl(socket.near, F_SETFL, O_NONBLOCK), "fcntl");
  Bytes found(kMoved);
  const auto through = [&] {
    off_t at = 0;
    move_all("sendfile", [&](std::size_t left) {
      const ssize_t sent = sendfile(socket.near, from, &at, left);
      if (sent > 0) {
        read_all(socket.far, found.span().subspan(kMoved - left, static_cast<std::size_t>(sent)));
      }
      return sent;
    });
  };
  through();
  passes(state, Checksum(Fnv1a64().add(found.span())), through);
}

// Into a pipe, and from there out again by the end of the pipe that is given.
template <class Empty>
void splice_out(const Descriptor& from, const Pipe& pipe, Empty empty) {
  std::int64_t at = 0;
  move_all("splice from the file", [&](std::size_t left) {
    const ssize_t filled = splice(from, &at, pipe.write_end, nullptr, left, SPLICE_F_MOVE);
    if (filled > 0) empty(static_cast<std::size_t>(filled));
    return filled;
  });
}

void splice_file(benchmark::State& state) {
  const Folder folder;
  const Descriptor from = source(folder, 0x5092);
  const Pipe pipe = make_pipe();
  const Descriptor null(supported(open("/dev/null", O_WRONLY | O_CLOEXEC), "/dev/null"));
  Fnv1a64 hash;
  Bytes found(kMoved);
  splice_out(from, pipe, [&](std::size_t filled) {
    const auto part = found.span().first(filled);
    read_all(pipe.read_end, part);
    hash.add(part);
  });
  passes(state, Checksum(hash), [&] {
    splice_out(from, pipe, [&](std::size_t filled) {
      while (filled > 0) {
        const ssize_t moved = splice(pipe.read_end, nullptr, null, nullptr, filled, SPLICE_F_MOVE);
        if (moved <= 0) fail_short(moved, "splice to /dev/null");
        filled -= static_cast<std::size_t>(moved);
      }
    });
  });
}

BENCHMARK(kernel<copy_range>)->Name("file/copy_file_range/65536");
BENCHMARK(kernel<send_file>)->Name("file/sendfile/65536");
BENCHMARK(kernel<splice_file>)->Name("file/splice/65536");

}  // namespace
}  // namespace assay
