// SPDX-License-Identifier: Apache-2.0
// Which files of a machine are read to find out what it is, told before any of them is: for who
// wants to know first.
#pragma once

#include <span>
#include <string_view>

namespace assay::host {

// Every file that look(), read_now() and read_counters() read or look for on the live machine, in
// the order of look(). `*` stands for a part of a name, `**` for any number of folders; a path that
// ends in a slash is a folder whose names are read. The rest they ask the CPU and the kernel
// without a file.
std::span<const std::string_view> files_that_are_read();

// What measuring reads besides, in the same notation. Not what the shell and the C library read to
// run ./start, and no test holds this list against what is read.
std::span<const std::string_view> files_that_a_run_reads();

}  // namespace assay::host
