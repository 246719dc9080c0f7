// SPDX-License-Identifier: Apache-2.0
// What the tests of this room run: the guest programs of testdata/, the plugin, this machine's
// QEMU.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "catalog/architecture.h"
#include "record/record.h"
#include "run/run_cells.h"
#include "sys/environment.h"
#include "sys/files.h"

namespace assay::run {

inline std::filesystem::path built(const std::string& path) {
  return std::filesystem::path(ASSAY_BINARY_DIR) / path;
}

inline std::string hash_of(const std::filesystem::path& path) {
  return base::sha256(sys::read_file(path, base::Bytes{64u << 20}));
}

// Of the tool root, which has what the distribution's is too old for; else the distribution's.
inline std::optional<std::filesystem::path> find_qemu(const std::string& name) {
  const auto home = sys::variable("HOME").value_or("/");
  const std::filesystem::path cache = sys::variable("XDG_CACHE_HOME").value_or(home + "/.cache");
  const auto own = cache / "assay/tools/qemu/bin" / name;
  return std::filesystem::exists(own) ? own : sys::find_program(name);
}

inline record::Qemu qemu_for(const std::string& arch) {
  const std::string name(catalog::find_architecture(arch)->qemu_user);
  const auto path = find_qemu(name);
  if (!path)
    throw base::Error(base::Exit::missing, name + " is missing: scripts/setup installs it");
  return {.tool = {.name = name,
                   .path = path->string(),
                   .version = "7.2.0",
                   .sha256 = hash_of(*path),
                   .package = {},
                   .remedy = {}},
          .arch = arch,
          .plugins = true};
}

// Those that have a guest program: LoongArch has none where its C library was not fetched.
inline std::vector<std::string> guest_architectures() {
  std::vector<std::string> names;
  for (const std::string& name : catalog::architecture_names()) {
    if (std::filesystem::exists(built("guests/guest-" + name))) names.push_back(name);
  }
  return names;
}

inline record::Capabilities capabilities_here() {
  record::Capabilities capabilities;
  capabilities.host_arch = "x86_64";
  capabilities.emulators = {qemu_for("x86_64"), qemu_for("aarch64")};
  return capabilities;
}

// A host that executes x86-64 programs.
inline record::Host host_here() {
  record::Host host;
  host.fingerprint = {{"arch", "x86_64"}, {"cpu", "Test CPU"}};
  host.host_class = "virtualised";
  host.session = "0123456789abcdef";
  return host;
}

inline catalog::Target target_of(const std::string& name, const std::string& arch,
                                 const std::string& cpu) {
  catalog::Target target;
  target.name = name;
  target.arch = arch;
  target.qemu_cpu = cpu;
  return target;
}

inline catalog::Catalog catalog_here() {
  catalog::Catalog catalog;
  catalog.targets = {target_of("intel", "x86_64", "max"), target_of("arm", "aarch64", "max")};
  catalog::Suite suite;
  suite.name = "guest";
  catalog.suites = {suite};
  return catalog;
}

// `file`: of the guest programs; an absolute path is another's.
inline ProgramToRun program_to_run(const std::string& target, const std::string& file) {
  record::Program program;
  program.path = (built("guests") / file).string();
  program.sha256 = hash_of(program.path);
  program.linkage = "static";
  return {.cell = {target, "clang", "debian-12", "guest"},
          .built = base::Outcome::ok(),
          .program = program};
}

inline sys::Folders folders_in(const std::filesystem::path& folder) {
  sys::Folders folders;
  folders.cache = folder / "cache";
  folders.plugin = built("plugin/libassay-counts.so");
  folders.self_check = built("plugin/self_check");
  return folders;
}

}  // namespace assay::run
