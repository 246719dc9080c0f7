// SPDX-License-Identifier: Apache-2.0
// What a guest's init sent through its port (the frames are described in image/init/init.c). The
// guest shares the port with all its programs, so this is foreign input: every frame has its hash.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::emulate {

struct GuestProgram {
  std::uint64_t begin_ns = 0, end_ns = 0;  // by the guest's clock
  std::string out, err, results;
  bool cut = false;  // it printed more than is kept
  std::string end;   // "exit 0", "signal 11", "timeout", "cannot start: error 2"; "" until it ended
};

struct GuestReport {
  bool up = false;             // init ran
  std::uint64_t init_ns = 0;   // by the guest's clock, which the kernel starts
  std::uint64_t free_kib = 0;  // memory that was free then
  std::string release;         // of the kernel
  std::vector<GuestProgram> programs;
  std::string fault;  // orders that init did not understand
  bool done = false;  // all orders are done
};

// A last frame without its end is left out: the machine stopped there. Throws Error(bad) with name
// and byte where something is not a frame, or is another than its hash says.
GuestReport parse_guest_report(std::string_view bytes, std::string_view name);

}  // namespace assay::emulate
