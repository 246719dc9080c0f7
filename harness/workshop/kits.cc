// SPDX-License-Identifier: Apache-2.0
#include "workshop/kits.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "build/kit_program.h"
#include "catalog/architecture.h"
#include "pack/archive.h"
#include "record/elf.h"
#include "sys/files.h"
#include "work/gate_kit.h"
#include "workshop/built_programs.h"
#include "workshop/notices.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;
using work::KitFile;

constexpr base::Bytes kText{4u << 20};

// What of the data travels, and with which endings.
constexpr std::pair<const char*, const char*> kCatalogFolders[] = {
    {"targets", ".toml"},
    {"targets/toolchains", ".toml"},
    {"targets/os", ".toml"},
    {"targets/machines", ".toml"},
    {"targets/os/kernel", ".config"}};

void add_catalog(const Workspace& space, std::vector<KitFile>& files) {
  for (const auto& [folder, ending] : kCatalogFolders) {
    std::error_code fault;
    if (!fs::exists(space.folders.data / folder, fault)) continue;
    for (auto& file : sys::read_folder(space.folders.data / folder, ending, kText)) {
      const std::string name = fs::path(file.name).filename().string();
      files.push_back(work::kit_file(fmt::format("{}/{}", folder, name), std::move(file.text)));
    }
  }
}

// The oldest kernel that the C library's programs run on, as far as kits are tried.
struct Kernel {
  int major, minor;
  const char* why;
};
Kernel oldest_kernel(const catalog::Architecture& arch) {
  // Linux has LoongArch since 5.19; vendors' earlier kernels have another interface.
  if (arch.name == "loongarch64") {
    return {5, 19, ": earlier LoongArch kernels have the old system call interface"};
  }
  return {4, 19, ""};
}

std::string filled_in(const fs::path& file, const work::KitManifest& manifest) {
  const auto& arch = *catalog::find_architecture(manifest.arch);
  const Kernel kernel = oldest_kernel(arch);
  std::string text = sys::read_file(file, kText);
  for (const auto& [word, value] :
       std::map<std::string, std::string>{{"@target@", manifest.target},
                                          {"@arch@", manifest.arch},
                                          {"@machines@", base::join(machines_of(arch), " ")},
                                          {"@version@", manifest.harness.version},
                                          {"@name@", work::name_of(manifest)},
                                          {"@major@", std::to_string(kernel.major)},
                                          {"@minor@", std::to_string(kernel.minor)},
                                          {"@old@", kernel.why}}) {
    text = base::replace_all(text, word, value);
  }
  return text;
}

// The cells of the target that a kit can hold.
std::vector<catalog::Cell> cells_of(const Workspace& space, const std::string& target,
                                    catalog::Selection selection) {
  selection.targets = {target};
  const catalog::Selected chosen = choose_for_kit(space, selection);
  if (!chosen.left_out.empty()) {
    throw Error(Exit::missing, fmt::format("a kit for {}: {}", target, left_out_line(chosen)));
  }
  if (chosen.cells.empty()) throw Error(Exit::usage, "no suite is left for a kit of " + target);
  return chosen.cells;
}

bool is_image(const catalog::Catalog& catalog, const catalog::Cell& cell) {
  const catalog::Os* os = catalog.os(cell.os);  // null for programs that others built
  return os != nullptr && os->kind == "image";
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

Error kit_boots_nothing(std::string_view why) {
  return Error(Exit::usage, fmt::format("{}, and a kit boots nothing", why));
}

void refuse_images(const work::GateSide& side) {
  for (const run::ProgramToRun& each : side.programs) {
    if (!is_image(side.catalog, each.cell)) continue;
    throw kit_boots_nothing(why_in_no_kit(side.catalog, each.cell));
  }
}

std::vector<work::KitProgram> build_programs(const Workspace& space,
                                             const std::vector<catalog::Cell>& cells, unsigned jobs,
                                             base::Progress& progress,
                                             std::vector<KitFile>& files) {
  std::vector<work::KitProgram> programs;
  for (const build::BuiltCell& built : build_cells(space, cells, jobs, progress)) {
    if (!built.outcome.good()) {
      throw Error(Exit::bad, fmt::format("{}: {}: {}", catalog::to_text(built.cell),
                                         built.outcome.code, built.outcome.reason));
    }
    work::KitProgram program{.cell = built.cell, .program = *built.program};
    program.program.path = program_path(built.cell, cells);
    files.push_back(work::kit_file_at(program.program.path, built.program->path, true));
    programs.push_back(std::move(program));
  }
  return programs;
}

work::KitManifest manifest_of(const Workspace& space, const std::string& target,
                              const KitOptions& options) {
  return {.harness = options.harness,
          .target = target,
          .arch = space.catalog.target(target)->arch,
          .programs = {},
          .filter = options.selection.filter.text(),
          .quick = options.quick,
          .timeout = options.timeout,
          .memory = options.memory,
          .files = {}};
}

void add_program(const Workspace& space, const std::string& target, const KitOptions& options,
                 std::vector<KitFile>& files, base::Progress& progress) {
  files.push_back(work::kit_file_at(std::string(work::kKitProgram),
                                    kit_program(space, target, options.jobs, progress), true));
}

// Of a suite, at this path of the kit.
LinkedProgram linked_program(const std::string& path, const std::string& os,
                             const std::vector<KitFile>& files) {
  const auto file = std::ranges::find(files, path, &KitFile::path);
  base::ensure(file != files.end(), "a kit holds its programs");
  return {.path = path, .source = file->source, .os = os};
}

std::vector<LinkedProgram> linked_programs(const work::KitManifest& manifest,
                                           const std::vector<KitFile>& files) {
  std::vector<LinkedProgram> programs;
  for (const work::KitProgram& each : manifest.programs) {
    programs.push_back(linked_program(each.program.path, each.cell.os, files));
  }
  return programs;
}

std::vector<LinkedProgram> linked_programs(const work::GateParcel& parcel) {
  std::vector<LinkedProgram> programs;
  for (const auto* side : {&parcel.question.base, &parcel.question.head}) {
    for (const record::AskedCell& each : side->cells) {
      if (!each.built.good() || !each.program) continue;
      programs.push_back(linked_program(each.program->path, each.cell.os, parcel.files));
    }
  }
  return programs;
}

void add_pages(const Workspace& space, const work::KitManifest& manifest,
               const std::vector<LinkedProgram>& programs, std::vector<KitFile>& files) {
  std::ranges::move(licence_files(space, manifest, programs), std::back_inserter(files));
  const fs::path own = space.folders.data / "harness/kit/files";
  files.push_back(work::kit_file("start", filled_in(own / "start", manifest), true));
  files.push_back(work::kit_file("README.txt", filled_in(own / "README.txt", manifest)));
}

}  // namespace

std::vector<std::string> machines_of(const catalog::Architecture& arch) {
  std::vector<std::string> machines{std::string(arch.machine)};
  if (arch.bits == 32) machines.insert(machines.end(), {"armv8l", "aarch64"});
  return machines;
}

std::string why_in_no_kit(const catalog::Catalog& catalog, const catalog::Cell& cell) {
  if (is_image(catalog, cell)) return fmt::format("{} is a system that boots", cell.os);
  if (!catalog.suite(cell.suite)->boot) return {};
  return fmt::format("suite {} measures how a system boots", cell.suite);
}

catalog::Selected choose_for_kit(const Workspace& space, const catalog::Selection& selection) {
  catalog::Selected chosen = choose(space, selection);
  std::erase_if(chosen.cells, [&](const catalog::Cell& cell) {
    const std::string why = why_in_no_kit(space.catalog, cell);
    const bool named = is_image(space.catalog, cell) ? contains(selection.systems, cell.os)
                                                     : contains(selection.suites, cell.suite);
    if (!why.empty() && named) throw kit_boots_nothing(why);
    return !why.empty();
  });
  return chosen;
}

std::string program_path(const catalog::Cell& cell, const std::vector<catalog::Cell>& cells) {
  const bool several = std::ranges::any_of(cells, [&](const catalog::Cell& other) {
    return other.toolchain != cell.toolchain || other.os != cell.os;
  });
  if (!several) return "programs/" + cell.suite;
  return fmt::format("programs/{}/{}/{}", cell.toolchain, cell.os, cell.suite);
}

// With the default toolchain and the target's own system, whatever the suites are built with.
fs::path kit_program(const Workspace& space, const std::string& target, unsigned jobs,
                     base::Progress& progress) {
  const auto toolchain =
      std::ranges::find_if(space.catalog.toolchains, &catalog::Toolchain::by_default);
  base::ensure(toolchain != space.catalog.toolchains.end(), "the catalog has a default toolchain");
  const catalog::Cell cell{target, toolchain->name, space.catalog.target(target)->os, {}};
  return build::build_kit_program(cell, space.catalog, space.capabilities, space.folders, jobs,
                                  progress);
}

work::Kit make_kit(const Workspace& space, const std::string& target, const KitOptions& options,
                   base::Progress& progress) {
  const auto cells = cells_of(space, target, options.selection);
  std::vector<KitFile> files;
  work::KitManifest manifest = manifest_of(space, target, options);
  add_program(space, target, options, files, progress);
  manifest.programs = build_programs(space, cells, options.jobs, progress, files);
  add_catalog(space, files);
  std::set<std::string> suites;  // several programs may be of one
  for (const work::KitProgram& each : manifest.programs) suites.insert(each.cell.suite);
  for (const std::string& name : suites) {
    std::ranges::move(work::suite_files(*space.catalog.suite(name), "benchmarks"),
                      std::back_inserter(files));
  }
  add_pages(space, manifest, linked_programs(manifest, files), files);
  return work::kit_of(std::move(manifest), std::move(files));
}

work::Kit make_gate_kit(const Workspace& space, const std::string& target,
                        const record::GateQuestion& question, const work::GateSides& sides,
                        const KitOptions& options, base::Progress& progress) {
  refuse_images(sides.base);
  refuse_images(sides.head);
  work::KitManifest manifest = manifest_of(space, target, options);
  work::GateParcel parcel = work::pack_gate(question, sides);
  add_program(space, target, options, parcel.files, progress);
  add_catalog(space, parcel.files);
  add_pages(space, manifest, linked_programs(parcel), parcel.files);
  return work::kit_of(std::move(manifest), std::move(parcel.files));
}

std::vector<std::string> lines_of_dynamic(const work::GateSides& sides) {
  std::vector<std::string> lines;
  for (const auto& [name, side] : {std::pair("BASE", &sides.base), {"HEAD", &sides.head}}) {
    for (const run::ProgramToRun& each : side->programs) {
      if (!each.program || each.program->linkage != "dynamic") continue;
      lines.push_back(
          fmt::format("{} of {} is linked dynamically: it starts only where its loader "
                      "and its libraries are; with -static it needs neither",
                      each.cell.suite, name));
    }
  }
  return lines;
}

std::string archive_of(const work::Kit& kit) {
  const std::string folder = work::name_of(kit.manifest);
  std::vector<pack::ArchiveEntry> entries;
  for (const KitFile& file : kit.files) {
    entries.push_back({.path = folder + "/" + file.path,
                       .mode = file.executable ? 0755u : 0644u,
                       .bytes = file.source.empty()
                                    ? file.bytes
                                    : sys::read_file(file.source, record::kLargestProgram)});
  }
  std::ranges::sort(entries, {}, &pack::ArchiveEntry::path);
  return pack::tar_gz(entries);
}

}  // namespace assay::workshop
