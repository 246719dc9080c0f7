// SPDX-License-Identifier: Apache-2.0
#include "sys/environment.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

#include "base/ensure.h"
#include "base/text.h"

namespace assay::sys {
namespace {

bool is_executable(const std::filesystem::path& path) {
  std::error_code fault;
  return std::filesystem::is_regular_file(path, fault) && access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::string> variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

void set_variable(const std::string& name, const std::string& value) {
  base::ensure(setenv(name.c_str(), value.c_str(), 1) == 0, "there is memory for a variable");
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos) {
    return is_executable(name) ? std::optional<std::filesystem::path>(name) : std::nullopt;
  }
  // Empty and relative entries mean the current folder, which decides nothing here.
  for (const std::string& folder :
       base::split(variable("PATH").value_or("/usr/local/bin:/usr/bin:/bin"), ':')) {
    if (!folder.starts_with('/')) continue;
    std::filesystem::path path = std::filesystem::path(folder) / name;
    if (is_executable(path)) return path;
  }
  return std::nullopt;
}

std::filesystem::path folder_of_temporaries() { return variable("TMPDIR").value_or("/tmp"); }

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

int terminal_columns(int descriptor) {
  constexpr int kNoTerminal = 100;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kNoTerminal;
  return size.ws_col;
}

}  // namespace assay::sys
