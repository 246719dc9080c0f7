// SPDX-License-Identifier: Apache-2.0
// Messages and streams between two processes: pipes, sockets of AF_UNIX, eventfds. And a pipe that
// one process fills and empties.
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "line.h"

namespace assay {
namespace {

Line pipes() {
  Pipe there = make_pipe(), back = make_pipe();
  return {std::move(back.read_end), std::move(there.write_end), std::move(there.read_end),
          std::move(back.write_end)};
}

Line unix_stream() {
  SocketPair pair = make_socket_pair(SOCK_STREAM);
  return line_of(std::move(pair.near), std::move(pair.far));
}

Line unix_datagram() {
  SocketPair pair = make_socket_pair(SOCK_DGRAM);
  return line_of(std::move(pair.near), std::move(pair.far));
}

// A read takes the whole value, so that each is a message.
Line eventfds() {
  Descriptor there(supported(eventfd(0, EFD_CLOEXEC), "eventfd"));
  Descriptor back(supported(eventfd(0, EFD_CLOEXEC), "eventfd"));
  Descriptor there_again = another(there), back_again = another(back);
  return {std::move(back), std::move(there), std::move(there_again), std::move(back_again)};
}

constexpr std::size_t kPipedBytes = 512;  // UnixBench's

void pipe_to_itself(benchmark::State& state) {
  const Pipe pipe = make_pipe();
  const Bytes sent = random_bytes(kPipedBytes, seed(0x5016));
  Bytes received(kPipedBytes, kBufferAlignment);
  const auto through = [&] {
    whole(write(pipe.write_end, sent.data(), kPipedBytes), kPipedBytes, "write");
    whole(read(pipe.read_end, received.data(), kPipedBytes), kPipedBytes, "read");
  };
  through();
  const Checksum checksum(Fnv1a64().add(received.span()));
  Seen arrived(read_bytes, kPipedBytes, through);
  poison(received);
  arrived.begin();
  for (auto _ : slices(state)) through();
  const std::uint64_t passes = passes_done(state), seen = arrived.of(passes);
  const Checksum left(Fnv1a64().add(received.span()));
  report(state, Work{kPipedBytes, "bytes"}, checksum, Facts().is(left, checksum).is(seen, passes));
}

BENCHMARK(kernel<round_trip<std::uint8_t>, pipes, 0x5010>)->Name("round_trip/pipe");
BENCHMARK(kernel<round_trip<std::uint8_t>, unix_stream, 0x5011>)->Name("round_trip/unix_stream");
BENCHMARK(kernel<round_trip<std::uint8_t>, unix_datagram, 0x5012>)
    ->Name("round_trip/unix_datagram");
BENCHMARK(kernel<round_trip<std::uint64_t>, eventfds, 0x5013>)->Name("round_trip/eventfd");
BENCHMARK(kernel<bandwidth, pipes, 0x5014>)->Name("bandwidth/pipe/65536");
BENCHMARK(kernel<bandwidth, unix_stream, 0x5015>)->Name("bandwidth/unix_stream/65536");
BENCHMARK(kernel<pipe_to_itself>)->Name("pipe_to_itself/512");

}  // namespace
}  // namespace assay
