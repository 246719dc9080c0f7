// SPDX-License-Identifier: Apache-2.0
// The network inside one machine: messages, streams and connections through `lo`, and a pair of
// virtual interfaces made and removed.
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "left.h"
#include "line.h"
#include "link_request.h"
#include "own_namespace.h"
#include "partner.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// A socket at a free port of 127.0.0.1.
Descriptor bound(int type) {
  Descriptor socket(
      supported(::socket(AF_INET, type | SOCK_CLOEXEC, 0), "sockets of the internet protocol"));
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  supported(bind(socket, reinterpret_cast<const sockaddr*>(&here), sizeof here),
            "the address 127.0.0.1");
  return socket;
}

sockaddr_in address_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t bytes = sizeof address;
  checked(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &bytes), "getsockname");
  return address;
}

void connect_to(const Descriptor& socket, const sockaddr_in& address) {
  checked(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
}

Descriptor listening() {
  Descriptor socket = bound(SOCK_STREAM);
  checked(listen(socket, 16), "listen");
  return socket;
}

Descriptor accepted(const Descriptor& listener) {
  return Descriptor(checked(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
}

template <class Value>
void set(const Descriptor& socket, int level, int option, Value value) {
  checked(setsockopt(socket, level, option, &value, sizeof value), "setsockopt");
}

Line tcp() {
  const Descriptor listener = listening();
  Descriptor near = bound(SOCK_STREAM);
  connect_to(near, address_of(listener));
  Descriptor far = accepted(listener);
  for (const Descriptor* socket : {&near, &far}) set(*socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return line_of(std::move(near), std::move(far));
}

Line udp() {
  Descriptor near = bound(SOCK_DGRAM), far = bound(SOCK_DGRAM);
  connect_to(near, address_of(far));
  connect_to(far, address_of(near));
  return line_of(std::move(near), std::move(far));
}

template <auto Measure>
void through_lo(benchmark::State& state, Line (*open_line)(), std::uint64_t k) {
  const OwnNetwork network;
  Measure(state, open_line, k);
}

// A partner accepts, sends one byte, another each time, and waits for the end. The program resets
// the connection, so that no port is kept in TIME_WAIT.
void connect_and_close(benchmark::State& state) {
  const OneCpu one;
  const OwnNetwork network;
  const Descriptor listener = listening();
  const sockaddr_in address = address_of(listener);
  Partners partners;
  partners.add([&] {
    for (auto byte = static_cast<std::uint8_t>(Random(seed(0x50e3)).next());; ++byte) {
      const Descriptor socket = accepted(listener);
      whole(write(socket, &byte, 1), 1, "write");
      std::uint8_t none = 0;
      while (read(socket, &none, 1) > 0) {
      }
    }
  });
  std::uint8_t byte = 0;
  const auto visit = [&] {
    const Descriptor socket(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
    set(socket, SOL_SOCKET, SO_LINGER, linger{1, 0});
    connect_to(socket, address);
    byte = 0;
    whole(read(socket, &byte, 1), 1, "read");
    return byte;
  };
  Fnv1a64 hash;
  for (int i = 0; i < kWords; ++i) hash.add(visit());
  const std::uint8_t before = byte;
  Seen switched(switches, 1, visit);
  switched.begin();
  for (auto _ : slices(state)) visit();
  // The partner counts connections in its byte, the one that was tried among them.
  const std::uint64_t passes = passes_done(state), seen = switched.of(passes);
  const auto last = static_cast<std::uint8_t>(before + 1 + passes);
  report(state, Work{1, "connections"}, Checksum(hash), Facts().is(byte, last).is(seen, passes));
}

int make_veth_pair(int rtnetlink, const std::string& name) {
  LinkRequest request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
  request.attribute(IFLA_IFNAME, name);
  const std::size_t information = request.open(IFLA_LINKINFO);
  request.attribute(IFLA_INFO_KIND, "veth");
  const std::size_t data = request.open(IFLA_INFO_DATA);
  const std::size_t peer = request.open(VETH_INFO_PEER);
  request.interface();
  request.attribute(IFLA_IFNAME, name + "p");
  for (const std::size_t place : {peer, data, information}) request.close(place);
  return request.answer(rtnetlink);
}

int remove_pair(int rtnetlink, const std::string& name) {
  LinkRequest request(RTM_DELLINK, 0);
  request.attribute(IFLA_IFNAME, name);
  return request.answer(rtnetlink);
}

// Interfaces are numbered one after the other, two in a pass. A pair that is made tells the number.
struct NextNumber {
  int rtnetlink;
  [[gnu::cold, gnu::noinline]] std::uint64_t operator()() const {
    ensured(make_veth_pair(rtnetlink, "v1") == 0, "RTM_NEWLINK", "refused");
    const std::uint64_t number = if_nametoindex("v1");
    ensured(remove_pair(rtnetlink, "v1") == 0, "RTM_DELLINK", "refused");
    return number;
  }
};

void veth(benchmark::State& state) {
  const OwnNamespace network(CLONE_NEWNET);
  const Descriptor rtnetlink(
      supported(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), "rtnetlink"));
  const Checksum checksum = words_through(0x50e4, kFewWords, [&](std::uint64_t word) {
    const std::string name = name_of(word).replace(0, 8, "v");  // 15 letters are the most
    if (const int error = make_veth_pair(rtnetlink, name)) throw Missing("veth interfaces", error);
    const unsigned index = if_nametoindex((name + "p").c_str());
    std::array<char, IF_NAMESIZE> found{};
    if (if_indextoname(index, found.data()) == nullptr) fail("if_indextoname");
    ensured(remove_pair(rtnetlink, name) == 0, "RTM_DELLINK", "refused");
    return word_of(found.data() + 1);
  });
  Seen made(NextNumber{rtnetlink}, 2, NextNumber{rtnetlink});
  made.begin();
  for (auto _ : slices(state)) {
    ensured(make_veth_pair(rtnetlink, "v0") == 0, "RTM_NEWLINK", "refused");
    ensured(remove_pair(rtnetlink, "v0") == 0, "RTM_DELLINK", "refused");
  }
  const std::uint64_t passes = passes_done(state), seen = made.of(passes);
  report(state, Work{1, "pairs"}, checksum, Facts().is(seen, passes).is(if_nametoindex("v0"), 0));
}

BENCHMARK(kernel<through_lo<round_trip<std::uint8_t>>, tcp, 0x50e0>)->Name("round_trip/tcp");
BENCHMARK(kernel<through_lo<round_trip<std::uint8_t>>, udp, 0x50e1>)->Name("round_trip/udp");
BENCHMARK(kernel<through_lo<bandwidth>, tcp, 0x50e2>)->Name("bandwidth/tcp/65536");
BENCHMARK(kernel<connect_and_close>)->Name("tcp/connect_close");
BENCHMARK(kernel<veth>)->Name("veth/create_delete");

}  // namespace
}  // namespace assay
