// SPDX-License-Identifier: Apache-2.0
#include "cli/systems_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "cli/opening.h"
#include "workshop/workspace.h"

namespace assay::cli {

namespace {

constexpr std::string_view kNo = "no: ";

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

// The notes of all tables of systems.
std::vector<std::string> notes_on_systems(const catalog::Catalog& catalog) {
  std::vector<std::string> notes;
  if (std::ranges::any_of(catalog.systems, &is_image)) {
    notes.push_back(
        "a C library \"of\" another system is what programs are linked against and what is here; "
        "the system of the row boots, and brings nothing for building");
  }
  for (const auto& os : catalog.systems) {
    if (!os.packages || os.packages->untried.empty()) continue;
    notes.push_back(fmt::format("{}: {}", os.name, os.packages->untried));
  }
  return notes;
}

// A row per system and architecture.
present::List every_row(const workshop::Workspace& space) {
  present::List list{.what = "systems",
                     .heads = {"os", "arch", "libc", "here", "boots from", "title"},
                     .rows = {},
                     .notes = notes_on_systems(space.catalog)};
  for (const auto& sysroot : space.capabilities.sysroots) {
    const auto* os = space.catalog.os(sysroot.os);
    const auto* library = catalog::library_os(space.catalog, *os, sysroot.arch);
    list.rows.push_back({sysroot.os, sysroot.arch, libc_of(*os, *library),
                         sysroot.present ? "yes" : std::string(kNo) + sysroot.remedy,
                         image_from(*os, sysroot.arch), os->title});
  }
  return list;
}

// Architectures in one row where all else is equal, and what is missing below.
present::List joined_rows(present::List every) {
  present::List list{.what = every.what,
                     .heads = {"os", "libc", "here", "boots from", "arch"},
                     .rows = {},
                     .notes = {}};
  std::vector<std::string> remedies;
  for (const auto& row : every.rows) {
    const bool here = !row[3].starts_with(kNo);
    if (!here) remedies.push_back(row[3].substr(kNo.size()));
    std::vector<std::string> joined{row[0], row[2], here ? "yes" : "no", row[4]};
    const auto same = std::ranges::find_if(list.rows, [&](const auto& other) {
      return std::equal(joined.begin(), joined.end(), other.begin());
    });
    if (same != list.rows.end()) {
      same->back() += ' ' + row[1];
    } else {
      joined.push_back(row[1]);
      list.rows.push_back(std::move(joined));
    }
  }
  std::ranges::stable_sort(list.rows, {}, [](const auto& row) { return row.front(); });
  if (!remedies.empty()) list.notes.push_back("missing: " + base::join(remedies, "; "));
  list.notes.insert(list.notes.end(), every.notes.begin(), every.notes.end());
  return list;
}

}  // namespace

CommandSpec systems_spec() {
  return {.name = "systems",
          .summary = "list the operating systems that C libraries and images come from",
          .description =
              "Each row is a system and the architectures that programs are built for in the same "
              "way: the C library they are linked against, whether its headers and libraries are "
              "on this machine, and what a bootable image is made from. The commands that provide "
              "missing libraries stand below. A system that only boots has no libraries to build "
              "with; its row names the system whose library its programs are statically linked "
              "against.",
          .shared = {.color = true, .pager = true},
          .options = {{.name = "--all",
                       .value = "",
                       .help = "a row per system and architecture, with the system's title"}},
          .examples = {{"assay systems", "all of them"},
                       {"assay systems --all", "row by row, for a wide terminal"}}};
}

int run_systems(const Arguments& words, Console& console) {
  const auto space = open_workspace(words);
  const auto style = console.style(words);
  const bool all = words.has("all") || style.format == "json";
  auto list = every_row(space);
  console.print(present::render(all ? list : joined_rows(std::move(list)), style));
  return 0;
}

}  // namespace assay::cli
