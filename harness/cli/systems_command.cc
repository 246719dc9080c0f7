// SPDX-License-Identifier: Apache-2.0
#include "cli/systems_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/opening.h"
#include "workshop/workspace.h"

namespace assay::cli {

namespace {

// Programs of an image are linked against another system's library, whose version is not a version
// of the system's own.
std::string libc_of(const catalog::Os& os, const catalog::Os& library) {
  const auto text = library.libc + " " + library.libc_version;
  return &os == &library ? text : fmt::format("{} of {}", text, library.name);
}

bool is_image(const catalog::Os& os) { return os.kind == "image"; }

std::string image_from(const catalog::Os& os, std::string_view arch) {
  if (!catalog::boots(os, arch)) return "-";
  return os.packages ? "packages" : "source";
}

}  // namespace

CommandSpec systems_spec() {
  return {.name = "systems",
          .summary = "list the operating systems that C libraries and images come from",
          .description =
              "Each row is a system and an architecture that programs can be built for: the C "
              "library they are linked against, whether its headers and libraries are on this "
              "machine, and if not, the command that provides them. A system that only boots has "
              "no libraries to build with; its row names the system whose library its programs "
              "are statically linked against. The last columns say what a bootable image is made "
              "from.",
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
    list.rows.push_back({sysroot.os, sysroot.arch, libc_of(*os, *library),
                         sysroot.present ? "yes" : "no: " + sysroot.remedy,
                         image_from(*os, sysroot.arch), os->title});
  }
  if (std::ranges::any_of(space.catalog.systems, &is_image)) {
    list.notes.push_back(
        "a C library \"of\" another system is what programs are linked against and what is here; "
        "the system of the row boots, and brings nothing for building");
  }
  for (const auto& os : space.catalog.systems) {
    if (!os.packages || os.packages->untried.empty()) continue;
    list.notes.push_back(fmt::format("{}: {}", os.name, os.packages->untried));
  }
  console.print(present::render(list, console.look(words)));
  return 0;
}

}  // namespace assay::cli
