// SPDX-License-Identifier: Apache-2.0
// Ctrl-C (SIGINT), SIGTERM and SIGHUP as one flag that loops look at; run_process ends its children
// then.
#pragma once

#include <chrono>

namespace assay::sys {

// Once, in main; SIGPIPE is ignored from then on. A signal that was ignored when we were started
// (nohup) stays ignored.
void catch_interrupts();
bool interrupted();
// Readable from the first such signal on, so that a poll() wakes at once; -1 before
// catch_interrupts.
int interrupt_descriptor();
// Waits so long, or until the first such signal.
void rest(std::chrono::nanoseconds most);
// Throws Error(interrupted).
void stop_if_interrupted();

}  // namespace assay::sys
