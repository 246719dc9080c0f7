// SPDX-License-Identifier: Apache-2.0
#include "build/cell_tools.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/ensure.h"
#include "host/tool_search.h"

namespace assay::build {
namespace {

using base::Outcome;

Outcome missing(const record::Tool& tool, std::string code) {
  return Outcome::unavailable(std::move(code),
                              fmt::format("{} is missing: {}", tool.name, tool.remedy));
}

const std::vector<std::string>& os_flags(const CellTools& tools) {
  const auto& family = tools.toolchain->family;
  const auto& own = catalog::of_family(tools.os->native_flags, family);
  return tools.native() && !own.empty() ? own : catalog::of_family(tools.os->flags, family);
}

void append(std::vector<std::string>& flags, const std::vector<std::string>& more,
            const CellTools& tools) {
  for (const auto& flag : more) {
    flags.push_back(
        host::fill_in(flag, tools.target->arch, *tools.capabilities, tools.sysroot->path));
  }
}

std::string rule_path(const catalog::LinkerRule& rule, const std::string& arch,
                      const record::Capabilities& capabilities) {
  return host::fill_in(rule.path, arch, capabilities);
}

// GCC takes no path of a linker, but looks for a program called ld in folders it is given.
std::string linker_flag(const CellTools& tools) {
  const auto path = linker_path(tools);
  if (tools.toolchain->family == "clang") return "--ld-path=" + path;
  return "-B" + std::filesystem::path(path).parent_path().string();
}

// What the catalog itself rules out, whatever this machine has.
Outcome excluded(const catalog::Target& target, const catalog::Toolchain& toolchain,
                 const catalog::Os& os, const catalog::Catalog& catalog) {
  if (const auto* exclusion = catalog::exclusion(toolchain, target.arch, os.name)) {
    return Outcome::unavailable("excluded", exclusion->reason);
  }
  if (!catalog::has_architecture(os, target.arch)) {
    return Outcome::unavailable("no-architecture",
                                fmt::format("{} has no {}", os.name, target.arch));
  }
  const auto* libraries = catalog::library_os(catalog, os, target.arch);
  base::ensure(libraries != nullptr, "the catalog wants libraries for every architecture");
  if (!libraries->cxx) {
    return Outcome::unavailable(
        "no-cxx-library",
        fmt::format("no C++ library: none is built for {} yet, and suites are C++", os.name));
  }
  if (const auto* exclusion = catalog::exclusion(toolchain, target.arch, libraries->name)) {
    return Outcome::unavailable("excluded", exclusion->reason);
  }
  return Outcome::ok();
}

// The first of the programs that building takes that is not there; `linker` is null for the
// toolchain's own.
Outcome missing_programs(const catalog::Target& target, const record::Compiler& compiler,
                         const catalog::LinkerRule* linker,
                         const record::Capabilities& capabilities) {
  for (const char* name : {"cmake", "ninja"}) {
    const auto* tool = capabilities.tool(name);
    base::ensure(tool != nullptr, "the search looks for what building needs");
    if (!tool->found()) return missing(*tool, fmt::format("no-{}", name));
  }
  for (const auto* tool : {&compiler.cxx, &compiler.c}) {
    if (!tool->found()) return missing(*tool, "no-compiler");
  }
  if (linker == nullptr) {
    return compiler.linker.found() ? Outcome::ok() : missing(compiler.linker, "no-linker");
  }
  const auto path = rule_path(*linker, target.arch, capabilities);
  std::error_code fault;
  if (std::filesystem::exists(path, fault)) return Outcome::ok();
  return Outcome::unavailable("no-linker",
                              fmt::format("{} is missing: {}", path, capabilities.setup));
}

}  // namespace

std::string linker_path(const CellTools& tools) {
  if (tools.linker_rule == nullptr) return tools.compiler->linker.path;
  return rule_path(*tools.linker_rule, tools.target->arch, *tools.capabilities);
}

Outcome missing_tools(const catalog::Cell& cell, const catalog::Catalog& catalog,
                      const record::Capabilities& capabilities) {
  const auto* target = catalog.target(cell.target);
  const auto* toolchain = catalog.toolchain(cell.toolchain);
  const auto* os = catalog.os(cell.os);
  base::ensure(target != nullptr && toolchain != nullptr && os != nullptr,
               "a cell is made of what the catalog holds");
  if (auto outcome = excluded(*target, *toolchain, *os, catalog); !outcome.good()) return outcome;
  const auto* compiler = capabilities.compiler(cell.toolchain, target->arch);
  base::ensure(compiler != nullptr, "the search looks for every toolchain's compilers");
  const auto* libraries = catalog::library_os(catalog, *os, target->arch);
  const auto* linker = catalog::linker_rule(*toolchain, target->arch, libraries->name);
  if (auto outcome = missing_programs(*target, *compiler, linker, capabilities); !outcome.good()) {
    return outcome;
  }
  const auto* sysroot = capabilities.sysroot(cell.os, target->arch);
  base::ensure(sysroot != nullptr, "the search looks for every system's libraries");
  if (!sysroot->present) {
    return Outcome::unavailable("no-sysroot", fmt::format("no C library of {} for {}: {}", cell.os,
                                                          target->arch, sysroot->remedy));
  }
  if (capabilities.benchmark_source.empty()) {
    return Outcome::unavailable("no-benchmark-source",
                                "Google Benchmark's source is missing: " + capabilities.setup);
  }
  return Outcome::ok();
}

CellTools tools_of(const catalog::Cell& cell, const catalog::Catalog& catalog,
                   const record::Capabilities& capabilities) {
  base::ensure(missing_tools(cell, catalog, capabilities).good(), "the cell can be built here");
  const auto* target = catalog.target(cell.target);
  const auto* toolchain = catalog.toolchain(cell.toolchain);
  const auto* os = catalog::library_os(catalog, *catalog.os(cell.os), target->arch);
  return {.target = target,
          .toolchain = toolchain,
          .os = os,
          .linker_rule = catalog::linker_rule(*toolchain, target->arch, os->name),
          .compiler = capabilities.compiler(cell.toolchain, target->arch),
          .sysroot = capabilities.sysroot(cell.os, target->arch),
          .capabilities = &capabilities};
}

std::vector<std::string> compile_flags(const CellTools& tools) {
  std::vector<std::string> flags;
  append(flags, tools.toolchain->flags, tools);
  append(flags, os_flags(tools), tools);
  append(flags, catalog::of_family(tools.target->flags, tools.toolchain->family), tools);
  // -O2 as distributions build. GCC contracts a * b + c by default, and results would then differ
  // between targets that have a fused multiply-add and those that don't.
  for (const char* flag : {"-ffp-contract=off", "-O2", "-DNDEBUG"}) flags.emplace_back(flag);
  const auto& last = tools.toolchain->last_flags;
  flags.insert(flags.end(), last.begin(), last.end());
  return flags;
}

std::vector<std::string> link_flags(const CellTools& tools) {
  std::vector<std::string> flags;
  if (tools.linker_rule == nullptr) {
    append(flags, tools.toolchain->link_flags, tools);
  } else {
    flags.push_back(linker_flag(tools));
  }
  append(flags, catalog::of_family(tools.os->link_flags, tools.toolchain->family), tools);
  for (const char* flag : {"-static", "-Wl,--build-id=sha1"}) flags.emplace_back(flag);
  return flags;
}

}  // namespace assay::build
