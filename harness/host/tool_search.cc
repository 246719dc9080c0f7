// SPDX-License-Identifier: Apache-2.0
#include "host/tool_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ensure.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "host/kvm.h"
#include "host/tool_cache.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::host {
namespace {

using record::Capabilities;
using record::Tool;

struct Wanted {
  const char* name;
  const char* package;
};

// What building needs besides compilers.
constexpr Wanted kTools[] = {{"cmake", "cmake"}, {"ninja", "ninja-build"}, {"ccache", "ccache"}};

class Search {
 public:
  Search(const catalog::Catalog& catalog, const record::Host& host,
         const std::filesystem::path& cache, const std::string& setup)
      : catalog_(catalog), folder_(cache), cache_(cache / "tools.json") {
    const auto machine = record::fingerprint_value(host, "arch");
    for (const auto& arch : catalog::architectures()) {
      if (arch.machine == machine) found_.host_arch = arch.name;
    }
    found_.host_features = host.features;
    found_.setup = setup;
    found_.cache_folder = cache.string();
    found_.tools_folder = (cache / "tools").string();
    found_.no_kvm = why_no_kvm();
    for (const auto& target : catalog.targets) archs_.insert(target.arch);
  }

  Capabilities run() {
    for (const auto& wanted : kTools) {
      found_.tools.push_back(first_of({wanted.name}, wanted.package, apt(wanted.package)));
    }
    Tool listing =
        first_of({"llvm-objdump-19", "llvm-objdump-18", "llvm-objdump-17", "llvm-objdump"},
                 "llvm-19", apt("llvm-19"));
    listing.name = "llvm-objdump";
    found_.tools.push_back(std::move(listing));
    for (const auto& arch : archs_) {
      for (const auto& toolchain : catalog_.toolchains) add_compiler(toolchain, arch);
      for (const auto& os : catalog_.systems) add_sysroot(os, arch);
      add_emulator(arch);
      if (const auto* machine = catalog_.machine(arch)) add_machine(*machine);
    }
    add_benchmark_source();
    add_libraries();
    cache_.save();
    return std::move(found_);
  }

 private:
  static std::string apt(const std::string& package) { return "apt install " + package; }

  Tool first_of(const std::vector<std::string>& candidates, const std::string& package,
                const std::string& remedy) {
    Tool tool{.name = candidates.empty() ? "" : candidates.front(),
              .path = {},
              .version = {},
              .sha256 = {},
              .package = package,
              .remedy = remedy};
    for (const auto& candidate : candidates) {
      if (const auto path = sys::find_program(candidate)) {
        tool.name = candidate;
        tool.path = path->string();
        tool.version = cache_.version(*path);
        return tool;
      }
    }
    return tool;
  }

  std::vector<std::string> filled(const std::vector<std::string>& texts,
                                  std::string_view arch) const {
    std::vector<std::string> result;
    for (const auto& text : texts) result.push_back(fill_in(text, arch, found_));
    return result;
  }

  void add_compiler(const catalog::Toolchain& toolchain, const std::string& arch) {
    // No package has what the toolchain leaves out on every system.
    if (std::ranges::all_of(catalog_.systems, [&](const catalog::Os& os) {
          return !catalog::has_architecture(os, arch) ||
                 catalog::exclusion(toolchain, arch, os.name) != nullptr;
        })) {
      return;
    }
    const bool native = arch == found_.host_arch;
    const auto pick = [&](const auto& own, const auto& foreign) {
      return filled(native && !own.empty() ? own : foreign, arch);
    };
    const auto package = fill_in(toolchain.package, arch, found_);
    record::Compiler compiler{
        .toolchain = toolchain.name, .arch = arch, .c = {}, .cxx = {}, .linker = {}};
    compiler.c = first_of(pick(toolchain.native_c, toolchain.c), package, apt(package));
    compiler.cxx = first_of(pick(toolchain.native_cxx, toolchain.cxx), package, apt(package));
    compiler.linker =
        first_of(pick(toolchain.native_linker, toolchain.linker), package, apt(package));
    for (auto* tool : {&compiler.c, &compiler.cxx}) {
      if (tool->found() && !toolchain.minimum.empty() &&
          base::compare_versions(tool->version, toolchain.minimum) < 0) {
        tool->remedy = fmt::format("{} is {}, {} or newer is needed: {}", tool->name, tool->version,
                                   toolchain.minimum, apt(package));
        tool->path.clear();
      }
    }
    found_.compilers.push_back(std::move(compiler));
  }

  void add_sysroot(const catalog::Os& os, const std::string& arch) {
    if (std::find(os.architectures.begin(), os.architectures.end(), arch) ==
        os.architectures.end()) {
      return;
    }
    const auto* library = catalog::library_os(catalog_, os, arch);
    base::ensure(library != nullptr, "the catalog wants libraries for every architecture");
    record::Sysroot sysroot{.os = os.name,
                            .arch = arch,
                            .path = fill_in(library->sysroot, arch, found_),
                            .present = false,
                            .package = fill_in(library->package, arch, found_),
                            .remedy = {}};
    const bool native = arch == found_.host_arch;
    const auto& probe = catalog::probe_of(*library, native);
    std::error_code ignored;
    sysroot.present = std::filesystem::exists(fill_in(probe, arch, found_, sysroot.path), ignored);
    sysroot.remedy =
        library->setup.empty() ? apt(sysroot.package) : fill_in(library->setup, arch, found_);
    found_.sysroots.push_back(std::move(sysroot));
  }

  void add_emulator(const std::string& arch_name) {
    const auto* arch = catalog::find_architecture(arch_name);
    base::ensure(arch != nullptr, "a target's architecture is known to the catalog");
    found_.emulators.push_back(qemu(arch_name, std::string(arch->qemu_user), "qemu-user"));
  }

  // In the tool root a program is started by a script of its name; what records name is the
  // program.
  void add_machine(const catalog::Machine& machine) {
    const std::filesystem::path tools(found_.tools_folder);
    const auto script = tools / "bin" / machine.program;
    const auto program = tools / "qemu-system/usr/bin" / machine.program;
    std::error_code ignored;
    if (!std::filesystem::exists(script, ignored) || !std::filesystem::exists(program, ignored)) {
      found_.machines.push_back(qemu(machine.name, machine.program, machine.package));
      return;
    }
    found_.machines.push_back({.tool = {.name = machine.program,
                                        .path = script.string(),
                                        .version = cache_.version(script),
                                        .sha256 = cache_.sha256(program),
                                        .package = {},
                                        .remedy = {}},
                               .arch = machine.name,
                               .plugins = cache_.offers_plugins(script)});
  }

  // The tool root's own QEMU comes first: it is made only where the distribution's is not enough.
  record::Qemu qemu(const std::string& arch, const std::string& program,
                    const std::string& package) {
    record::Qemu qemu{.tool = {}, .arch = arch, .plugins = false};
    const auto own = std::filesystem::path(found_.tools_folder) / "qemu/bin" / program;
    std::error_code ignored;
    if (std::filesystem::exists(own, ignored)) {
      qemu.tool = {.name = program,
                   .path = own.string(),
                   .version = cache_.version(own),
                   .sha256 = {},
                   .package = {},
                   .remedy = {}};
    } else {
      qemu.tool = first_of({program}, package, apt(package));
    }
    if (qemu.tool.found()) {
      qemu.tool.sha256 = cache_.sha256(qemu.tool.path);
      qemu.plugins = cache_.offers_plugins(qemu.tool.path);
    }
    return qemu;
  }

  void add_benchmark_source() {
    const auto folder = folder_ / "sources/google-benchmark";
    try {
      found_.benchmark_version =
          std::string(base::trim(sys::read_file(folder / "VERSION", base::Bytes{100})));
      found_.benchmark_source = folder.string();
    } catch (const base::Error&) {
      found_.benchmark_source.clear();  // cells then say what to type
    }
  }

  void add_libraries() {
    const auto folder = folder_ / "sources/libraries";
    try {
      found_.libraries = sys::read_file(folder / "VERSION", base::Bytes{10'000});
      found_.libraries_source = folder.string();
    } catch (const base::Error&) {
      found_.libraries_source.clear();  // their rows then say so
    }
  }

  const catalog::Catalog& catalog_;
  const std::filesystem::path& folder_;
  ToolCache cache_;
  Capabilities found_;
  std::set<std::string> archs_;
};

}  // namespace

std::string fill_in(std::string text, std::string_view arch, const Capabilities& found,
                    std::string_view sysroot) {
  const auto* known = catalog::find_architecture(arch);
  base::ensure(known != nullptr, "a target's architecture is known to the catalog");
  text = base::replace_all(std::move(text), "{sysroot}", sysroot);
  text = base::replace_all(std::move(text), "{triple}", known->triple);
  text = base::replace_all(std::move(text), "{debian}", known->debian);
  text = base::replace_all(std::move(text), "{arch}", known->name);
  text = base::replace_all(std::move(text), "{setup}", found.setup);
  text = base::replace_all(std::move(text), "{tools}", found.tools_folder);
  return base::replace_all(std::move(text), "{cache}", found.cache_folder);
}

record::Capabilities search_tools(const catalog::Catalog& catalog, const record::Host& host,
                                  const std::filesystem::path& cache, const std::string& setup) {
  return Search(catalog, host, cache, setup).run();
}

}  // namespace assay::host
