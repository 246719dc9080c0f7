// SPDX-License-Identifier: Apache-2.0
// 64 KiB from a file to a file, a socket or a pipe without a buffer of the program.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "folder.h"
#include "left.h"
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

// What a pass moves must be there again after the loop, and the kernel has counted it. `begin` puts
// poison there, `left` gives the checksum of it. `at` is the offset that the kernel moves.
template <class Offset, class Pass, class Begin, class Look>
void passes(benchmark::State& state, const Checksum& checksum, Offset& at, Pass pass, Begin begin,
            Look left) {
  Seen moved(written_bytes, kMoved, pass);  // not of splice, which the kernel does not count
  begin();
  at = -1;
  moved.begin();
  for (auto _ : slices(state)) pass();
  const std::uint64_t done = passes_done(state), seen = moved.of(done);
  report(state, Work{kMoved, "bytes"}, checksum,
         Facts().is(seen, done).is(at, kMoved).is(left(), checksum));
}

// By its number: the libraries' wrappers are younger than the call.
ssize_t copied(int from, std::int64_t& from_at, int to, std::int64_t& to_at, std::size_t most) {
  return static_cast<ssize_t>(syscall(SYS_copy_file_range, from, &from_at, to, &to_at, most, 0u));
}

void copy_range(benchmark::State& state) {
  const Folder folder;
  const Descriptor from = source(folder, 0x5090), to = folder.file("to");
  std::int64_t from_at = 0, to_at = 0;
  const auto copy = [&] {
    from_at = 0, to_at = 0;
    move_all("copy_file_range",
             [&](std::size_t left) { return copied(from, from_at, to, to_at, left); });
  };
  supported(copied(from, from_at, to, to_at, 1), "copy_file_range in the temporary folder");
  copy();
  Bytes found(kMoved);
  const auto in_file = [&] {
    whole(pread(to, found.data(), kMoved, 0), kMoved, "pread");
    return Checksum(Fnv1a64().add(found.span()));
  };
  const auto begin = [&] {
    poison(found);
    whole(pwrite(to, found.data(), kMoved, 0), kMoved, "pwrite");
  };
  passes(state, in_file(), to_at, copy, begin, in_file);
}

// The socket gives way instead of waiting, should it have less room than this needs.
void send_file(benchmark::State& state) {
  const Folder folder;
  const Descriptor from = source(folder, 0x5091);
  const SocketPair socket = make_socket_pair(SOCK_STREAM);
  checked(fcntl(socket.near, F_SETFL, O_NONBLOCK), "fcntl");
  Bytes found(kMoved);
  off_t at = 0;
  const auto through = [&] {
    at = 0;
    move_all("sendfile", [&](std::size_t left) {
      const ssize_t sent = sendfile(socket.near, from, &at, left);
      if (sent > 0) {
        read_all(socket.far, found.span().subspan(kMoved - left, static_cast<std::size_t>(sent)));
      }
      return sent;
    });
  };
  through();
  const auto received = [&] { return Checksum(Fnv1a64().add(found.span())); };
  passes(state, received(), at, through, [&] { poison(found); }, received);
}

// Into a pipe, and from there out again by the end of the pipe that is given.
template <class Empty>
void splice_out(const Descriptor& from, std::int64_t& at, const Pipe& pipe, Empty empty) {
  at = 0;
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
  std::int64_t at = 0;
  splice_out(from, at, pipe, [&](std::size_t filled) {
    const auto part = found.span().first(filled);
    read_all(pipe.read_end, part);
    hash.add(part);
  });
  std::uint64_t total = 0;  // what the kernel says that it moved to /dev/null
  const auto through = [&] {
    splice_out(from, at, pipe, [&](std::size_t filled) {
      while (filled > 0) {
        const ssize_t moved = splice(pipe.read_end, nullptr, null, nullptr, filled, SPLICE_F_MOVE);
        if (moved <= 0) fail_short(moved, "splice to /dev/null");
        total += static_cast<std::uint64_t>(moved);
        filled -= static_cast<std::size_t>(moved);
      }
    });
  };
  // /dev/null keeps nothing: left are a pipe with nothing in it, and a sum of so many passes.
  const Checksum checksum(hash);
  const auto emptied = [&] {
    int bytes = 0;
    checked(ioctl(pipe.read_end, FIONREAD, &bytes), "ioctl(FIONREAD)");
    if (bytes != 0) return Checksum(bytes);
    return total == passes_done(state) * kMoved ? checksum : Checksum(total);
  };
  passes(state, checksum, at, through, [&] { total = 0; }, emptied);
}

BENCHMARK(kernel<copy_range>)->Name("file/copy_file_range/65536");
BENCHMARK(kernel<send_file>)->Name("file/sendfile/65536");
BENCHMARK(kernel<splice_file>)->Name("file/splice/65536");

}  // namespace
}  // namespace assay
