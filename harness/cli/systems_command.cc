// SPDX-License-Identifier: Apache-2.0
#include "cli/systems_command.h"

#include <fmt/format.h>

#include "cli/opening.h"
#include "workshop/workspace.h"

namespace assay::cli {

namespace {

std::string image_from(const catalog::Os& os, std::string_view arch) {
  if (!catalog::boots(os, arch)) return "-";
  return os.packages ? "packages" : "source";
}

}  // namespace

CommandSpec systems_spec() {
  return {.name = "systems",
          .summary = "list the operating systems that C libraries and images come from",
          .description =
              "Lists every system and architecture, the version of its C library, and "
              "whether its headers and libraries are on this machine; where not, the "
              "command that brings them. And what an image that boots is made from.",
          .examples = {{"assay systems", "all of them"}}};
}

int run_systems(const Words& words, Console& console) {
  const auto space = open_workspace(words);
  present::List list{.what = "systems",
                     .heads = {"os", "arch", "libc", "here", "boots from", "title"},
                     .rows = {},
                     .notes = {}};
  for (const auto& sysroot : space.capabilities.sysroots) {
    const auto* os = space.catalog.os(sysroot.os);
    const auto* library = catalog::library_os(space.catalog, *os, sysroot.arch);
    list.rows.push_back({sysroot.os, sysroot.arch, library->libc + " " + library->libc_version,
                         sysroot.present ? "yes" : "no: " + sysroot.remedy,
                         image_from(*os, sysroot.arch), os->title});
  }
  for (const auto& os : space.catalog.systems) {
    if (!os.packages || os.packages->untried.empty()) continue;
    list.notes.push_back(fmt::format("{}: {}", os.name, os.packages->untried));
  }
  console.print(present::render(list, console.look(words)));
  return 0;
}

}  // namespace assay::cli
