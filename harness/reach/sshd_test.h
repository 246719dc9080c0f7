// SPDX-License-Identifier: Apache-2.0
// The distribution's sshd on a port of this machine alone, for tests: with keys, a configuration
// and a home folder of its own, and a configuration of ssh that reaches it as host "box".
#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/text.h"
#include "reach/connection.h"
#include "sys/background_process.h"
#include "sys/family.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::reach {

class Sshd {
 public:
  // `more`: further lines of its configuration.
  explicit Sshd(const std::string& more = {}) : port_(free_port()) {
    for (const char* key : {"host", "user", "stranger"}) {
      sys::run_process({.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", at(key)}});
    }
    sys::make_folder(home());
    // Root's sshd wants it. It is there wherever the package was installed and started once.
    if (geteuid() == 0) sys::make_folder("/run/sshd");
    const std::string me(base::trim(sys::run_process({.argv = {"id", "-un"}}).out));
    sys::copy_file(at("user.pub"), at("authorized_keys"));
    const auto words = base::split(sys::read_file(at("host.pub"), {10'000}), ' ');
    sys::write_whole(at("known_hosts"),
                     fmt::format("[127.0.0.1]:{} {} {}\n", port_, words.at(0), words.at(1)));
    sys::write_whole(
        at("sshd_config"),
        fmt::format(
            "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile {}\n"
            "AuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
            "PermitRootLogin prohibit-password\nAllowUsers {}\nUseDNS no\n"
            "MaxStartups 100:30:200\nMaxSessions 50\nSetEnv HOME={}\nLogLevel VERBOSE\n{}\n",
            port_, at("host"), at("sshd.pid"), at("authorized_keys"), me, home().string(), more));
    write_client("config", at("user"), at("known_hosts"));
    start();
  }
  ~Sshd() { stop(); }

  static bool is_here() { return std::filesystem::exists("/usr/sbin/sshd"); }

  void start() {
    sys::remove_tree(at("sshd.pid"));
    sshd_.emplace(sys::ProcessRequest{
        .argv = {"/usr/sbin/sshd", "-D", "-f", at("sshd_config"), "-E", at("log")}});
    for (int tries = 0; tries < 2000 && sys::read_start(at("sshd.pid"), {20}).empty(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    pid_ = std::stoi(sys::read_start(at("sshd.pid"), {20}));
  }
  void stop() {
    cut();
    sshd_.reset();
  }

  // Every connection there is breaks at once, as when a network fails.
  void cut() const {
    if (!sshd_) return;
    for (const pid_t session : sys::children_of(pid_)) {
      for (const pid_t child : sys::children_of(session)) kill(child, SIGKILL);
      kill(session, SIGKILL);
    }
  }

  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  std::filesystem::path home() const { return folder_.path() / "home"; }
  int port() const { return port_; }
  std::string log() const { return sys::read_start(at("log"), {1u << 20}); }

  // A configuration of ssh that goes there with this key, and knows these hosts.
  void write_client(const std::string& name, const std::string& key, const std::string& known,
                    const std::string& more = {}) const {
    sys::write_whole(
        at(name),
        fmt::format("Host box\n  HostName 127.0.0.1\n  Port {}\n  IdentityFile {}\n"
                    "  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile {}\n"
                    "  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n{}\n",
                    port_, key, known, more));
  }
  ConnectOptions options(const std::string& client = "config") const {
    return {.ssh = {.program = {"ssh", "-F", at(client)}}};
  }

 private:
  static int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0) return 0;
    getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    close(socket);
    return ntohs(address.sin_port);
  }

  sys::TemporaryFolder folder_;
  int port_;
  std::optional<sys::BackgroundProcess> sshd_;
  pid_t pid_ = 0;
};

}  // namespace assay::reach
