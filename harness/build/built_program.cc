// SPDX-License-Identifier: Apache-2.0
#include "build/built_program.h"

#include <fmt/format.h>

#include "base/ensure.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "record/elf.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kCommandsLimit{16u << 20};

std::string linker_of(const CellTools& tools) {
  if (tools.linker_rule == nullptr) {
    const auto& linker = tools.compiler->linker;
    const bool lld = fs::path(linker.path).filename().string().find("lld") != std::string::npos;
    return (lld ? "LLD " : "GNU ld ") + linker.version;
  }
  return linker_text(tools.linker_rule->name,
                     sys::run_process({.argv = {linker_path(tools), "--version"},
                                       .deadline = std::chrono::seconds(20)})
                         .out);
}

// Of one compiler's command what decides the code: no paths, no files, no warnings.
bool decides_code(const std::string& word) {
  return word.starts_with('-') && !word.starts_with("-I") && !word.starts_with("-W") &&
         !word.starts_with("-M") && !word.starts_with("-ffile-prefix-map=");
}

// What CMake wrote of the first source's compilation; nothing when it wrote no such list.
std::vector<std::string> used_flags(const fs::path& folder) {
  const auto path = folder / "compile_commands.json";
  std::error_code fault;
  if (!fs::exists(path, fault)) return {};
  const auto json = base::parse_json(sys::read_file(path, kCommandsLimit), path.string());
  const auto* entries = json.array();
  if (entries == nullptr) return {};
  for (const auto& entry : *entries) {
    const auto* file = entry.find("file");
    const auto* command = entry.find("command");
    if (file == nullptr || file->string() == nullptr || command == nullptr ||
        command->string() == nullptr) {
      continue;
    }
    const bool header = file->string()->find("cmake_pch") != std::string::npos;
    if (!header) return code_flags(*command->string());
  }
  return {};
}

}  // namespace

std::vector<std::string> code_flags(std::string_view command) {
  std::vector<std::string> flags;
  const auto words = base::split(command, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (word == "-o" || word == "-c" || word == "-isystem" || word == "-include" ||
        word == "-Xclang") {
      ++i;  // and what belongs to it
    } else if (decides_code(word)) {
      flags.push_back(word);
    }
  }
  return flags;
}

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
  const auto bytes = sys::read_file(path, record::kLargestProgram);
  const auto notes = record::read_elf(bytes);
  const auto* arch = catalog::find_architecture(tools.target->arch);
  base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
  if (!notes || notes->machine != arch->elf_machine || notes->bits != arch->bits) {
    return {base::Outcome::failed("wrong-machine", fmt::format("{} is not an ELF program for {}",
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
      .flags = used_flags(path.parent_path()),
      .linker = linker_of(tools),
      .libc = tools.os->libc + " " + tools.os->libc_version,
      .benchmark_library = "Google Benchmark " + tools.capabilities->benchmark_version};
  if (program.flags.empty()) program.flags = compile_flags(tools);
  const auto linking = link_flags(tools);
  program.flags.insert(program.flags.end(), linking.begin(), linking.end());
  return {base::Outcome::ok(), std::move(program)};
}

}  // namespace assay::build
