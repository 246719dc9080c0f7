// SPDX-License-Identifier: Apache-2.0
#include "build/toolchain_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ensure.h"
#include "base/text.h"
#include "catalog/architecture.h"

namespace assay::build {
namespace {

// A CMake bracket argument: nothing in it is special.
std::string quoted(const std::string& text) { return "[==[" + text + "]==]"; }

// A flag as the shell must see it: CMake pastes CMAKE_<LANG>_FLAGS into command lines.
std::string for_shell(const std::string& flag) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+,./:@%";
  if (flag.find_first_not_of(kPlain) == std::string::npos) return flag;
  return "'" + base::replace_all(flag, "'", "'\\''") + "'";
}

std::string for_shell(const std::vector<std::string>& flags) {
  std::vector<std::string> words;
  for (const auto& flag : flags) words.push_back(for_shell(flag));
  return base::join(words, " ");
}

// Where libraries and headers of the target lie; programs are the host's. Packages are looked for
// in both, since those a person installed for the target may lie anywhere.
std::string search_text(const CellTools& tools, const catalog::Architecture& arch) {
  if (tools.native() && tools.sysroot->path.empty()) return {};
  const auto root =
      tools.sysroot->path.empty() ? fmt::format("/usr/{}", arch.triple) : tools.sysroot->path;
  return fmt::format(
      "set(CMAKE_FIND_ROOT_PATH {})\n"
      "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)\n"
      "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
      "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
      "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)\n",
      quoted(root));
}

}  // namespace

std::string toolchain_text(const CellTools& tools, const RenamedFolders& renamed) {
  const auto* arch = catalog::find_architecture(tools.target->arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  // The level of optimisation, and what follows it, goes where CMake keeps it: what is given here
  // replaces its -O3.
  std::vector<std::string> flags = compile_flags(tools);
  const auto split = std::ranges::find(flags, "-O2");
  const std::vector<std::string> level(split, flags.end());
  flags.erase(split, flags.end());
  for (const auto& [folder, name] : renamed) {
    flags.push_back(fmt::format("-ffile-prefix-map={}={}", folder.string(), name));
  }
  std::string text = fmt::format(
      "# {}, {}, {}. Written by assay; what is changed here is overwritten.\n"
      "set(CMAKE_SYSTEM_NAME Linux)\n"
      "set(CMAKE_SYSTEM_PROCESSOR {})\n",
      tools.target->name, tools.toolchain->name, tools.os->name, arch->machine);
  for (const auto& [language, tool] :
       {std::pair{"C", &tools.compiler->c}, std::pair{"CXX", &tools.compiler->cxx}}) {
    text += fmt::format(
        "set(CMAKE_{0}_COMPILER {1})\n"
        "set(CMAKE_{0}_FLAGS_INIT {2})\n"
        "set(CMAKE_{0}_FLAGS_RELEASE {3} CACHE STRING \"\")\n",
        language, quoted(tool->path), quoted(for_shell(flags)), quoted(for_shell(level)));
  }
  text +=
      fmt::format("set(CMAKE_EXE_LINKER_FLAGS_INIT {})\n", quoted(for_shell(link_flags(tools))));
  return text + search_text(tools, *arch);
}

}  // namespace assay::build
