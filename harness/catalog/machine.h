// SPDX-License-Identifier: Apache-2.0
// The emulated machine on which an architecture's systems boot, and how Linux is built for it, read
// from one file of targets/machines/. Its CPU is the target's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace assay::catalog {

struct Machine {
  std::string name;  // of the Architecture
  std::string title;
  // QEMU
  std::string program;                 // "qemu-system-aarch64"
  std::string package;                 // Debian package that brings it
  std::string minimum;                 // QEMU version, "" for any
  std::string machine;                 // for -machine
  std::vector<std::string> arguments;  // beside those that every machine gets
  std::string port;                    // device that gives the guest ports: "virtio-serial-device"
  // Linux
  std::string console;                    // "ttyAMA0"
  std::vector<std::string> kernel_line;   // of the command line, beside what every kernel gets
  std::vector<std::string> counted_line;  // further words where instructions are the guest's clock
  std::string linux_arch;                 // make's ARCH: "arm64"
  std::string make_target;                // "Image"
  std::string image;                      // what that makes: "arch/arm64/boot/Image"
  base::Position position;
};

// Problems are added; what comes back is then not to be used.
Machine read_machine(std::string_view text, std::string_view file,
                     std::vector<base::Problem>& problems);

}  // namespace assay::catalog
