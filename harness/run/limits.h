// SPDX-License-Identifier: Apache-2.0
// How the end of a process that did not give what it was asked for becomes an outcome: a stable
// code and a sentence that names what happened.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/outcome.h"
#include "sys/process.h"

namespace assay::run {

// "signal", "timeout", "memory" or "exit". `where` ends the sentence: "before its result".
base::Outcome failure_of(const sys::Ended& ended, const sys::ProcessRequest& request,
                         std::string_view where);

// "no-threads" when a program ended because this machine makes no further thread: that it says so
// (benchmarks/support/threads.h), or Google Benchmark's own exception ended it. `name` is its
// benchmark's: another reason is given for one that has one thread only.
std::optional<base::Outcome> no_threads(const sys::Ended& ended, std::string_view name);

// This machine could not give what was needed: nothing is said of the program.
inline constexpr std::string_view kHostFault = "host-fault";

// What was thrown on the way to a result: "host-fault" when this machine could not give what was
// needed, else "cannot-run".
base::Outcome outcome_of(const base::Error& error);

// "host-fault" when a process may have lost its results because the disk below `folder`, where it
// writes them, is full, or a file may not grow further.
std::optional<base::Outcome> disk_fault(const sys::Ended& ended,
                                        const std::filesystem::path& folder);

// Google Benchmark before 1.8 takes a number of seconds where later ones also take a number of
// passes, and says so on its standard error.
bool says_too_old(const sys::Ended& ended);
base::Outcome too_old();

// The instruction at which the guest got its last signal, from what QEMU logs with -strace and
// -d in_asm: "0x2d4ac0: c5 f8 57 c0 vxorps %xmm0, %xmm0, %xmm0", the address alone where it was
// never translated. Bytes and words are as QEMU's disassembler groups them.
std::optional<std::string> signal_instruction(std::string_view log);

}  // namespace assay::run
