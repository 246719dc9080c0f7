// SPDX-License-Identifier: Apache-2.0
// Environment variables and terminal properties of this process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace assay::sys {

std::optional<std::string> variable(const std::string& name);  // set and not empty
// Of this process and what it starts. Only while there is one thread.
void set_variable(const std::string& name, const std::string& value);

// First executable of that name in PATH.
std::optional<std::filesystem::path> find_program(const std::string& name);

// Where temporary files are: $TMPDIR or /tmp.
std::filesystem::path folder_of_temporaries();

bool is_terminal(int descriptor);
// Of the terminal behind a descriptor, standard output; 100 when it is not a terminal.
int terminal_columns(int descriptor = 1);

}  // namespace assay::sys
