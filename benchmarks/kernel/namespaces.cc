// SPDX-License-Identifier: Apache-2.0
// Namespaces, as containers use them: a child process that leaves those of the program (what it
// costs beyond process/fork_exit is theirs), and a way from one to another and back.
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "descriptor.h"
#include "left.h"
#include "own_namespace.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

int unshared(int kind) { return unshare(kind) == 0 ? 0 : errno; }

std::uint64_t number_of_namespace(int kind) {
  struct stat status{};
  return stat(file_of_namespace(kind), &status) == 0 ? std::uint64_t{status.st_ino} : 0;
}

// Asked by a child that has left. A new namespace of processes has a number only when a process
// lives in it, which is then its first.
bool is_elsewhere(int kind, std::uint64_t before) {
  if (kind == CLONE_NEWPID) return status_of([] { return getpid() == 1 ? 1 : 0; }) == 1;
  const std::uint64_t now = number_of_namespace(kind);
  return now != 0 && now != before;
}

// A child that is elsewhere sends the words, another only zeros.
void leave(benchmark::State& state, int kind, std::uint64_t k) {
  const int refused = status_of([&] { return unshared(kind); });
  if (refused != 0) throw Missing("a namespace of this kind to a child process", refused);
  const std::uint64_t before = number_of_namespace(kind);
  const Pipe pipe = make_pipe();
  const int sent = status_of([&] {
    const bool elsewhere = unshared(kind) == 0 && is_elsewhere(kind, before);
    Random random(seed(k));
    for (int i = 0; i < kWords; ++i) {
      const std::uint64_t word = random.next() * (elsewhere ? 1 : 0);
      if (write(pipe.write_end, &word, sizeof word) != sizeof word) return 1;
    }
    return 0;
  });
  ensured(sent == 0, "write", "the child could not send its words");
  const Checksum checksum = words_through(k, [&](std::uint64_t word) {
    whole(read(pipe.read_end, &word, sizeof word), sizeof word, "read");
    return word;
  });
  auto made = processes_seen();
  made.begin();
  for (auto _ : slices(state)) {
    ensured(status_of([&] { return unshared(kind); }) == 0, "unshare", "refused in a child");
  }
  // Each pass has looked at its child's status.
  const std::uint64_t passes = passes_done(state), seen = made.of(passes);
  report(state, Work{1, "processes"}, checksum,
         Facts().is(seen, passes).is(no_child_is_left(), true));
}

template <class Through>
void go_and_return(benchmark::State& state, const OwnNamespace& own, int kind, std::uint64_t k,
                   Through through) {
  const Checksum checksum = words_through(k, through);
  const std::uint64_t inside = number_of_namespace(kind);
  own.leave();
  for (auto _ : slices(state)) {
    own.leave();
    own.enter();
  }
  const std::uint64_t left = number_of_namespace(kind);
  report(state, Work{2, "calls"}, checksum, Facts().is(left, inside));
}

// The host's name is the namespace's: it is there again after the way out and back.
void change_host_names(benchmark::State& state) {
  const OwnNamespace own(CLONE_NEWUTS);
  go_and_return(state, own, CLONE_NEWUTS, 0x50c5, [&](std::uint64_t word) {
    const std::string name = name_of(word);
    checked(sethostname(name.data(), name.size()), "sethostname");
    own.leave();
    utsname outside{}, inside{};
    checked(uname(&outside), "uname");
    own.enter();
    checked(uname(&inside), "uname");
    return name == outside.nodename ? std::uint64_t{0} : word_of(inside.nodename);
  });
}

// What belongs to a network is the largest packet of its `lo`.
void change_networks(benchmark::State& state) {
  const OwnNamespace own(CLONE_NEWNET);
  go_and_return(state, own, CLONE_NEWNET, 0x50c6, [&](std::uint64_t word) {
    ifreq packet{};
    packet.ifr_mtu = static_cast<int>(1500 + word % 60000);
    loopback<SIOCSIFMTU>(packet);
    own.leave();
    own.enter();
    return loopback<SIOCGIFMTU>({}).ifr_mtu;
  });
}

BENCHMARK(kernel<leave, CLONE_NEWUSER, 0x50c0>)->Name("unshare/user");
BENCHMARK(kernel<leave, CLONE_NEWPID, 0x50c1>)->Name("unshare/pid");
BENCHMARK(kernel<leave, CLONE_NEWNET, 0x50c2>)->Name("unshare/net");
BENCHMARK(kernel<leave, CLONE_NEWNS, 0x50c3>)->Name("unshare/mount");
BENCHMARK(kernel<leave, CLONE_NEWUTS, 0x50c4>)->Name("unshare/uts");
BENCHMARK(kernel<change_host_names>)->Name("setns/uts");
BENCHMARK(kernel<change_networks>)->Name("setns/net");

}  // namespace
}  // namespace assay
