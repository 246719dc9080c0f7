// SPDX-License-Identifier: Apache-2.0
// Namespaces of the benchmark's own: the program enters a new one and returns to the one where it
// was. A network namespace has an interface `lo`, which is brought up.
#pragma once

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <optional>

#include "descriptor.h"

namespace assay {

// Where the kernel shows this process's namespace of a kind, by the flag that makes one.
inline const char* file_of_namespace(int kind) {
  switch (kind) {
    case CLONE_NEWUSER:
      return "/proc/self/ns/user";
    case CLONE_NEWNET:
      return "/proc/self/ns/net";
    case CLONE_NEWNS:
      return "/proc/self/ns/mnt";
    case CLONE_NEWUTS:
      return "/proc/self/ns/uts";
    default:
      return "/proc/self/ns/pid_for_children";
  }
}

inline Descriptor current_namespace(int kind) {
  const char* const path = file_of_namespace(kind);
  return Descriptor(supported(open(path, O_RDONLY | O_CLOEXEC), path));
}

// Of the network or of the host's name; the others don't let a process return.
class OwnNamespace {
 public:
  explicit OwnNamespace(int kind) : kind_(kind), before_(current_namespace(kind)) {
    supported(unshare(kind), "a namespace of the benchmark's own");
    own_ = Descriptor(open(file_of_namespace(kind), O_RDONLY | O_CLOEXEC));
  }
  ~OwnNamespace() { [[maybe_unused]] const int ignored = setns(before_, kind_); }
  OwnNamespace(const OwnNamespace&) = delete;
  OwnNamespace& operator=(const OwnNamespace&) = delete;

  void leave() const { checked(setns(before_, kind_), "setns"); }
  void enter() const { checked(setns(own_, kind_), "setns"); }

 private:
  int kind_;
  Descriptor before_, own_;
};

// What `lo` is asked or told: the members of ifreq that come with the request.
template <int Request>  // a constant: the type of ioctl's parameter is another in every C library
ifreq loopback(ifreq asked) {
  const Descriptor socket(
      supported(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "the internet protocol"));
  std::strcpy(asked.ifr_name, "lo");
  supported(ioctl(socket, Request, &asked), "the interface lo");
  return asked;
}

// The machine's own network stays as it is; where no other is allowed its `lo` must be up.
class OwnNetwork {
 public:
  OwnNetwork() {
    int error = 0;
    try {
      own_.emplace(CLONE_NEWNET);
    } catch (const Missing& missing) {
      error = missing.error;
    }
    ifreq flags = loopback<SIOCGIFFLAGS>({});
    if (flags.ifr_flags & IFF_UP) return;
    if (error != 0) throw Missing("an interface lo that is up, nor a network namespace", error);
    flags.ifr_flags = static_cast<short>(flags.ifr_flags | IFF_UP);
    loopback<SIOCSIFFLAGS>(flags);
  }

 private:
  std::optional<OwnNamespace> own_;
};

}  // namespace assay
