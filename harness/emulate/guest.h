// SPDX-License-Identifier: Apache-2.0
// A system started under qemu-system: boots an image, has its init run programs, and tells what
// came of it. Knows neither benchmarks nor suites.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "base/units.h"
#include "catalog/machine.h"
#include "emulate/guest_report.h"
#include "record/boot_image.h"
#include "record/capabilities.h"
#include "sys/process.h"

namespace assay::emulate {

constexpr base::Bytes kGuestMemory{std::uint64_t{512} << 20};

struct Guest {
  const catalog::Machine& machine;
  const record::Qemu& qemu;
  std::string cpu;  // for -cpu
  const record::BootImage& image;
  base::Bytes memory = kGuestMemory;  // of the machine
  std::string plugin{};               // as run::Launcher's; "": none
  // For -accel: the machine runs in real time. "": instructions are its clock.
  std::string accelerator{};
  bool verbose = false;  // the kernel tells on the console what it does
};

// A file of this machine's that the guest gets, with mode 0755, or a folder with all that is in it:
// there files keep the right to be executed, and links stay links.
struct GuestFile {
  std::string path;  // in the guest, without a leading slash: "bin/compute"
  std::filesystem::path from;
};

struct GuestOrder {
  std::vector<std::string> argv;  // argv[0] is a path in the guest
  sys::Environment environment{};
  std::uint64_t delay_ns = 0;  // waits so long before it starts the program
  unsigned seconds = 3600;     // it is ended after so long by the guest's clock
};

struct BootLimits {
  std::chrono::milliseconds deadline{0};  // of the whole boot; 0: none
  // Without a byte more in `watched_file`, else in the guest's report.
  std::chrono::milliseconds idle{60'000};
  std::filesystem::path watched_file{};
  std::optional<int> cpu{};  // of this machine, that QEMU is pinned to
};

struct Boot {
  // ok when all orders are done, whatever became of the programs; failed "kernel-panic",
  // "init-killed", "no-init", "guest-ended", "guest-timeout", "emulator-killed", "emulator-error",
  // "bad-report" or "bad-orders".
  base::Outcome outcome;
  GuestReport report;
  std::string console;
  std::chrono::nanoseconds wall{0};
};

// Boots and runs the orders one after the other. Without an accelerator the guest's clock advances
// one nanosecond with each instruction, and nothing in the machine depends on time or chance: the
// same image and orders give the same console. Throws Error(interrupted) after Ctrl-C,
// Error(missing) when QEMU can't be started or the disk is full, Error(usage) for words that hold a
// line's end.
Boot boot(const Guest& guest, const std::vector<GuestFile>& files,
          const std::vector<GuestOrder>& orders, const BootLimits& limits);

// The command of a machine that a person talks to on the terminal it is started from: without
// orders, in real time. Ctrl-A X ends it.
std::vector<std::string> interactive_command(const Guest& guest);

// What the end of QEMU, the report and the console say together.
base::Outcome outcome_of(const sys::Ended& ended, const GuestReport& report,
                         std::string_view console);

}  // namespace assay::emulate
