// SPDX-License-Identifier: Apache-2.0
#include "build/built_program.h"

#include <fmt/format.h>

#include "base/ensure.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "record/elf.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kProgramLimit{std::uint64_t{1} << 30};

std::string linker_of(const CellTools& tools) {
  if (tools.linker_rule == nullptr) {
    const auto& linker = tools.compiler->linker;
    const bool lld = fs::path(linker.path).filename().string().find("lld") != std::string::npos;
    return (lld ? "LLD " : "GNU ld ") + linker.version;
  }
  return linker_text(tools.linker_rule->name,
                     sys::run_process({.argv = {linker_path(tools), "--version"}}).out);
}

}  // namespace

std::string linker_text(const std::string& name, const std::string& version_output) {
  // "GNU ld (GNU Binutils for Debian) 2.44", "Debian LLD 19.1.7 (compatible with GNU linkers)".
  const auto lines = base::split(version_output, '\n');
  if (lines.empty()) return name;
  int nested = 0;
  std::string version;
  for (const auto& word : base::split(lines.front(), ' ')) {
    if (word.starts_with('(')) ++nested;
    const bool number = !word.empty() && word[0] >= '0' && word[0] <= '9';
    if (nested == 0 && number && version.empty()) version = word;
    if (word.ends_with(')')) --nested;
  }
  return version.empty() ? name : name + " " + version;
}

Described describe_program(const fs::path& path, const CellTools& tools) {
  std::error_code fault;
  if (!fs::is_regular_file(path, fault)) {
    return {base::Outcome::failed("no-program",
                                  fmt::format("the build left no program {}: assay_suite() in the "
                                              "suite's CMakeLists.txt names it after its folder",
                                              path.string())),
            std::nullopt};
  }
  const auto bytes = sys::read_file(path, kProgramLimit);
  const auto notes = record::read_elf(bytes);
  const auto* arch = catalog::find_architecture(tools.target->arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  if (!notes || notes->machine != arch->elf_machine || notes->bits != arch->bits) {
    return {base::Outcome::failed("wrong-machine", fmt::format("{} is no ELF program for {}",
                                                               path.string(), arch->name)),
            std::nullopt};
  }
  record::Program program{
      .path = path.string(),
      .sha256 = base::sha256(bytes),
      .build_id = notes->build_id,
      .arch = tools.target->arch,
      .linkage = notes->dynamic ? "dynamic" : "static",
      .compiler = tools.toolchain->family + " " + tools.compiler->cxx.version,
      .flags = compile_flags(tools),
      .linker = linker_of(tools),
      .libc = tools.os->libc + " " + tools.os->libc_version,
      .benchmark_library = "Google Benchmark " + tools.capabilities->benchmark_version};
  const auto linking = link_flags(tools);
  program.flags.insert(program.flags.end(), linking.begin(), linking.end());
  return {base::Outcome::ok(), std::move(program)};
}

}  // namespace assay::build
