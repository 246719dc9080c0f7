// SPDX-License-Identifier: Apache-2.0
#include "cli/systems_command.h"

#include "cli/workspace.h"

namespace assay::cli {

CommandSpec systems_spec() {
  return {.name = "systems",
          .summary = "list the operating systems that C libraries come from",
          .description =
              "Lists every system and architecture, the version of its C library, and "
              "whether its headers and libraries are on this machine; where not, the "
              "command that brings them.",
          .examples = {{"assay systems", "all of them"}}};
}

int run_systems(const Words& words, Console& console) {
  const auto space = open_workspace(words);
  present::List list{
      .what = "systems", .heads = {"os", "arch", "libc", "here", "title"}, .rows = {}, .notes = {}};
  for (const auto& sysroot : space.capabilities.sysroots) {
    const auto* os = space.catalog.os(sysroot.os);
    list.rows.push_back({sysroot.os, sysroot.arch, os->libc + " " + os->libc_version,
                         sysroot.present ? "yes" : "no: " + sysroot.remedy, os->title});
  }
  console.print(present::render(list, console.look(words)));
  return 0;
}

}  // namespace assay::cli
