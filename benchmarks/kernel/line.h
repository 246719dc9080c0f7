// SPDX-License-Identifier: Apache-2.0
// A line between the program and a partner process: two descriptors at each end. Messages go there
// and back, or a stream comes. Used with pipes, sockets and eventfds.
#pragma once

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "data.h"
#include "descriptor.h"
#include "left.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {

struct Line {
  Descriptor near_in, near_out;  // the program's
  Descriptor far_in, far_out;    // the partner's

  void keep_near() {
    far_in.close();
    far_out.close();
  }
  void keep_far() {
    near_in.close();
    near_out.close();
  }
};

// Both directions through one socket at each end.
inline Line line_of(Descriptor near, Descriptor far) {
  Descriptor near_again = another(near), far_again = another(far);
  return {std::move(near), std::move(near_again), std::move(far), std::move(far_again)};
}

template <class Message>
Message exchanged(const Line& line, Message message) {
  whole(write(line.near_out, &message, sizeof message), sizeof message, "write to the partner");
  whole(read(line.near_in, &message, sizeof message), sizeof message, "read from the partner");
  return message;
}

template <class Message>
[[noreturn]] void answer_all(const Line& line) {
  for (Message message{};;) {
    whole(read(line.far_in, &message, sizeof message), sizeof message, "read");
    message = static_cast<Message>(message ^ kMark);
    whole(write(line.far_out, &message, sizeof message), sizeof message, "write");
  }
}

// One message there and one back: two switches, since both are on one processor.
template <class Message>
void round_trip(benchmark::State& state, Line (*open_line)(), std::uint64_t k) {
  const OneCpu one;
  Line line = open_line();
  Partners partners;
  partners.add([&] {
    line.keep_far();
    answer_all<Message>(line);
  });
  line.keep_near();
  const Checksum checksum = words_through(
      k, [&](std::uint64_t word) { return exchanged(line, static_cast<Message>(word >> 1 | 1)); });
  constexpr Message kFirst = 1;
  Seen switched(switches, 1, [&] { exchanged(line, kFirst); });
  Message message = kFirst;
  switched.begin();
  for (auto _ : slices(state)) message = exchanged(line, message);
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  // The partner changes the message to and fro.
  const auto last = static_cast<Message>(passes % 2 == 0 ? kFirst : kFirst ^ kMark);
  report(state, Work{1, "round trips"}, checksum, Facts().is(message, last).is(seen, passes));
}

// lmbench's size of a transfer, and the room in a pipe.
inline constexpr std::size_t kStreamBytes = 65536;

// The partner writes without end, the program reads.
inline void bandwidth(benchmark::State& state, Line (*open_line)(), std::uint64_t k) {
  const OneCpu one;
  Line line = open_line();
  Bytes bytes = random_bytes(kStreamBytes, seed(k));
  Partners partners;
  partners.add([&] {
    line.keep_far();
    for (;;) write_all(line.far_out, bytes.span());
  });
  line.keep_near();
  Bytes received(kStreamBytes);
  read_all(line.near_in, received.span());
  const Checksum checksum(Fnv1a64().add(received.span()));
  Seen arrived(read_bytes, kStreamBytes, [&] { read_all(line.near_in, received.span()); });
  poison(received);
  arrived.begin();
  for (auto _ : slices(state)) read_all(line.near_in, received.span());
  const std::uint64_t passes = passes_done(state), seen = arrived.of(passes);
  // A pass begins where the partner's bytes do, or else they are shifted.
  const Checksum left(Fnv1a64().add(received.span()));
  report(state, Work{kStreamBytes, "bytes"}, checksum, Facts().is(left, checksum).is(seen, passes));
}

}  // namespace assay
