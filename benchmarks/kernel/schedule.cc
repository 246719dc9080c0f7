// SPDX-License-Identifier: Apache-2.0
// The scheduler: giving up the processor, rings of processes with and without a working set
// (lmbench's lat_ctx), and groups of senders and receivers (hackbench). All on one processor.
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "descriptor.h"
#include "left.h"
#include "mapping.h"
#include "opaque.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

void yield_alone(benchmark::State& state) {
  const Checksum checksum = words_through(
      0x5040, [](std::uint64_t word) { return sched_yield() == 0 ? word : std::uint64_t{0}; });
  for (auto _ : slices(state)) used(sched_yield());
  // A pure call: with nobody else to run it changes nothing.
  report(state, Work{1, "calls"}, checksum, LeavesNothing{});
}

// The other process does nothing but count and yield. Whether each call means a switch is the
// scheduler's choice; that some do is what the checksum asks.
void yield_to_another(benchmark::State& state) {
  constexpr int kMostCalls = 1000000;
  const OneCpu one;
  const Mapping shared(sizeof(std::uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS);
  auto& turns = *new (shared.data()) std::atomic<std::uint32_t>(0);
  Partners partners;
  partners.add([&] {
    for (;;) {
      turns.fetch_add(1, std::memory_order_relaxed);
      sched_yield();
    }
  });
  const Checksum checksum = words_through(0x5041, [&](std::uint64_t word) {
    const std::uint32_t before = turns;
    for (int calls = 0; calls < kMostCalls && turns == before; ++calls) sched_yield();
    return turns == before ? std::uint64_t{0} : word;
  });
  for (auto _ : slices(state)) used(sched_yield());
  // How many turns the other process had meanwhile is the scheduler's choice, and may be none.
  report(state, Work{1, "calls"}, checksum, LeavesNothing{});
}

// One process of a ring: adds up its working set, and that to the token that comes by.
class Station {
 public:
  Station(std::uint64_t first, std::size_t bytes) : first_(first), set_(bytes / sizeof first) {
    for (std::size_t i = 0; i < set_.size(); ++i) set_[i] = first + i;
  }
  std::uint64_t visited(std::uint64_t token) {
    const std::uint64_t* at = set_.data();
    opaque(at);
    token += first_;
    for (std::size_t i = 0; i < set_.size(); ++i) token += at[i];
    return token;
  }

 private:
  std::uint64_t first_;
  std::vector<std::uint64_t> set_;
};

// Sizes are lmbench's: processes, and bytes of each one's working set.
void ring(benchmark::State& state) {
  const auto processes = static_cast<std::size_t>(state.range(0));
  const auto bytes = static_cast<std::size_t>(state.range(1));
  const std::uint64_t k = 0x5100 + processes + bytes / 128;
  const OneCpu one;
  Random random(seed(k));
  std::vector<std::uint64_t> firsts(processes);
  for (std::uint64_t& first : firsts) first = random.next();
  std::vector<Pipe> pipes(processes);  // each leads to the process of its number
  for (Pipe& pipe : pipes) pipe = make_pipe();
  Partners partners;
  for (std::size_t i = 1; i < processes; ++i) {
    partners.add([&] {
      Station station(firsts[i], bytes);
      const int from = pipes[i].read_end, to = pipes[(i + 1) % processes].write_end;
      for (std::uint64_t token = 0;;) {
        whole(read(from, &token, sizeof token), sizeof token, "read");
        token = station.visited(token);
        whole(write(to, &token, sizeof token), sizeof token, "write");
      }
    });
  }
  Station station(firsts[0], bytes);
  const int from = pipes[0].read_end, to = pipes[1].write_end;
  const auto round = [&](std::uint64_t token) {
    whole(write(to, &token, sizeof token), sizeof token, "write to the ring");
    whole(read(from, &token, sizeof token), sizeof token, "read from the ring");
    return station.visited(token);
  };
  const Checksum checksum = words_through(k + 1, kFewWords, round);
  // In a round each process adds its first number, and so many that count up from it.
  const std::uint64_t items = bytes / sizeof firsts[0];
  std::uint64_t added = processes * (items * (items - 1) / 2);
  for (const std::uint64_t first : firsts) added += first * (items + 1);
  Seen switched(switches, 1, [&] { round(0); });
  std::uint64_t token = 0;
  switched.begin();
  for (auto _ : slices(state)) token = round(token);
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  report(state, Work{processes, "switches"}, checksum,
         Facts().is(token, passes * added).is(seen, passes));
}

// A group of hackbench, smaller: every sender sends to every receiver.
constexpr std::size_t kSenders = 4, kReceivers = 4, kMessages = 4;
using Message = std::array<std::uint64_t, 13>;  // hackbench has 100 bytes

class Group {
 public:
  Group() {
    for (Pipe& start : starts_) start = make_pipe();
    for (SocketPair& socket : sockets_) socket = make_socket_pair(SOCK_STREAM);
    for (std::size_t i = 0; i < kReceivers; ++i) partners_.add([this, i] { receive(i); });
    for (std::size_t i = 0; i < kSenders; ++i) partners_.add([this, i] { send(i); });
  }

  // A start for each sender; every receiver answers when it has all. Gives back what they add up.
  std::uint64_t round(std::uint64_t word) {
    for (const Pipe& start : starts_)
      whole(write(start.write_end, &word, sizeof word), sizeof word, "write to a sender");
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < kReceivers; ++i) {
      sum_ = 0;
      whole(read(done_.read_end, &sum_, sizeof sum_), sizeof sum_, "read from a receiver");
      total += sum_;
    }
    return total;
  }
  std::uint64_t last_sum() const { return sum_; }

 private:
  void send(std::size_t index) {
    for (Message message{};;) {
      whole(read(starts_[index].read_end, message.data(), sizeof message[0]), sizeof message[0],
            "read");
      message[0] += index;
      for (std::size_t i = 0; i < kMessages; ++i) {
        for (const SocketPair& socket : sockets_)
          whole(write(socket.near, message.data(), sizeof message), sizeof message, "write");
      }
    }
  }
  void receive(std::size_t index) {
    for (Message message{};;) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < kSenders * kMessages; ++i) {
        read_all(sockets_[index].far, {reinterpret_cast<std::uint8_t*>(&message), sizeof message});
        sum += message[0];
      }
      whole(write(done_.write_end, &sum, sizeof sum), sizeof sum, "write");
    }
  }

  std::array<Pipe, kSenders> starts_;
  std::array<SocketPair, kReceivers> sockets_;
  Pipe done_ = make_pipe();
  std::uint64_t sum_ = 0;  // of the receiver that answered last
  Partners partners_;
};

void messaging(benchmark::State& state) {
  const OneCpu one;
  Group group;
  const Checksum checksum =
      words_through(0x5042, [&](std::uint64_t word) { return group.round(word); });
  Seen switched(switches, 1, [&] { group.round(1); });
  std::uint64_t word = 1;
  switched.begin();
  for (auto _ : slices(state)) word = group.round(word);
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  // A round multiplies by 64 and adds 16 times the senders' numbers. After 11 rounds all bits of
  // the first word have gone, and the value stays; how many rounds there were the switches tell.
  constexpr std::uint64_t kUntilItStays = 12;
  std::uint64_t total = 1, last = 0;
  for (std::uint64_t i = 0; i < std::min(passes, kUntilItStays); ++i) {
    last = kMessages * (kSenders * total + kSenders * (kSenders - 1) / 2);
    total = kReceivers * last;
  }
  report(state, Work{kSenders * kReceivers * kMessages, "messages"}, checksum,
         Facts().is(group.last_sum(), last).is(seen, passes));
}

BENCHMARK(kernel<yield_alone>)->Name("yield/1");
BENCHMARK(kernel<yield_to_another>)->Name("yield/2");
BENCHMARK(kernel<ring>)->Name("context_switch")->ArgsProduct({{2, 8, 16, 64}, {0, 16384, 65536}});
BENCHMARK(kernel<messaging>)->Name("messaging/4");

}  // namespace
}  // namespace assay
