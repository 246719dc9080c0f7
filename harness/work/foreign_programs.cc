// SPDX-License-Identifier: Apache-2.0
#include "work/foreign_programs.h"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/sha256.h"
#include "catalog/architecture.h"
#include "catalog/selection.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// The target that a program somebody else built is run as.
const catalog::Target& target_of(const catalog::Catalog& catalog, const record::ElfNotes& notes,
                                 const std::string& file, const std::string& wanted) {
  const auto* arch = catalog::find_architecture_of_elf(notes.machine);
  if (arch == nullptr) {
    throw Error(Exit::usage,
                fmt::format("{}: no target has its ELF machine {}", file, notes.machine));
  }
  if (!wanted.empty()) {
    catalog::Selection selection;
    selection.targets = {wanted};
    static_cast<void>(catalog::select(catalog, selection));  // refuses unknown names
    const auto* target = catalog.target(wanted);
    if (target->arch != arch->name) {
      throw Error(Exit::usage, fmt::format("{} is a program for {}, and {} is {}", file, arch->name,
                                           wanted, target->arch));
    }
    return *target;
  }
  for (const auto& target : catalog.targets) {
    if (target.arch == arch->name && target.default_for_arch) return target;
  }
  throw Error(Exit::missing, fmt::format("{}: no target is the default for {}", file, arch->name))
      .hint("give one with --target");
}

// Files of a folder are read whole only when they begin as a program does.
bool begins_like_elf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  char begin[4] = {};
  return stream.read(begin, sizeof begin) && std::string_view(begin, sizeof begin) ==
                                                 "\x7f"
                                                 "ELF";
}

run::ProgramToRun program_of(const catalog::Catalog& catalog, const fs::path& path,
                             std::string_view bytes, const record::ElfNotes& notes,
                             const std::string& wanted) {
  const auto& target = target_of(catalog, notes, path.string(), wanted);
  record::Program program{.path = path.string(),
                          .sha256 = base::sha256(bytes),
                          .build_id = notes.build_id,
                          .arch = target.arch,
                          .linkage = notes.dynamic ? "dynamic" : "static",
                          .compiler = "unknown",
                          .flags = {},
                          .linker = "unknown",
                          .libc = "unknown",
                          .benchmark_library = {}};
  return {.cell = {target.name, "unknown", "unknown", path.filename().string()},
          .built = base::Outcome::ok(),
          .program = std::move(program)};
}

}  // namespace

run::ProgramToRun foreign_program(const catalog::Catalog& catalog, const fs::path& file,
                                  const std::string& wanted) {
  std::error_code fault;
  const auto path = fs::canonical(file, fault);
  const auto bytes = sys::read_file(fault ? file : path, record::kLargestProgram);
  const auto notes = record::read_elf(bytes);
  if (!notes) {
    throw Error(Exit::usage,
                fmt::format("{} is not an ELF program for a little-endian machine", file.string()))
        .hint("give programs built with Google Benchmark");
  }
  return program_of(catalog, path, bytes, *notes, wanted);
}

bool may_be_run(const fs::path& file) {
  std::error_code fault;
  const auto permissions = fs::status(file, fault).permissions();
  return !fault && (permissions & fs::perms::owner_exec) != fs::perms::none;
}

FoundFile find_foreign_program(const catalog::Catalog& catalog, const fs::path& file,
                               const std::string& wanted) {
  if (!begins_like_elf(file)) return {};
  const auto bytes = sys::read_file(file, record::kLargestProgram);
  const auto notes = record::read_elf(bytes);
  if (!notes || !notes->program) return {};
  if (!notes->symbols && notes->stripped) {
    return {.program = {}, .left_out = "it is stripped: Google Benchmark's symbols are gone"};
  }
  if (!notes->symbols) return {.program = {}, .left_out = "it does not contain Google Benchmark"};
  if (!may_be_run(file)) return {.program = {}, .left_out = "it is not executable"};
  return {.program = program_of(catalog, file, bytes, *notes, wanted), .left_out = {}};
}

std::vector<run::ProgramToRun> foreign_programs(const catalog::Catalog& catalog,
                                                const std::vector<std::string>& named,
                                                const std::string& wanted) {
  std::vector<run::ProgramToRun> programs;
  std::map<std::string, std::string> files;  // by the cell each becomes
  for (const auto& file : named) {
    programs.push_back(foreign_program(catalog, file, wanted));
    const auto cell = catalog::to_text(programs.back().cell);
    if (const auto [other, added] = files.emplace(cell, file); !added) {
      throw Error(Exit::usage, fmt::format("{} and {} would both be {}", other->second, file, cell))
          .hint("run them one after the other and compare the two records");
    }
  }
  return programs;
}

}  // namespace assay::work
