// SPDX-License-Identifier: Apache-2.0
#include "catalog/os.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/toml.h"
#include "catalog/architecture.h"
#include "catalog/spelling.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using base::TomlTable;

std::vector<std::string> read_architectures(TomlReader& reader) {
  auto names = reader.texts("architectures");
  if (names.empty()) {
    reader.problem("architectures", "is missing",
                   "one or more of: " + base::join(architecture_names(), ", "));
  }
  for (const auto& arch : names) {
    if (find_architecture(arch) != nullptr) continue;
    reader.problem("architectures",
                   fmt::format("\"{}\" is not known{}", base::printable(arch),
                               base::did_you_mean(arch, architecture_names())),
                   "one of: " + base::join(architecture_names(), ", "));
  }
  return names;
}

void read_os_head(const TomlTable& table, Os& os, std::vector<Problem>& problems) {
  TomlReader reader(table, "[os]", problems);
  os.name = read_name(reader, "name");
  os.title = reader.text("title");
  os.kind = reader.word("kind", {"installed", "unpacked", "image"});
  os.architectures = read_architectures(reader);
  os.position = reader.position("name");
  if (os.kind == "image") {
    os.libraries = reader.texts("libraries");
    if (os.libraries.empty()) {
      reader.problem("libraries", "is missing", "an image names the systems it is linked against");
    }
    reader.finish();
    return;
  }
  os.libc = reader.text("libc");
  os.libc_version = reader.text("libc_version");
  os.cxx = reader.boolean_or("cxx", true);
  os.sysroot = read_pattern_or(reader, "sysroot", "");
  os.probe = read_pattern(reader, "probe");
  os.native_probe = read_pattern_or(reader, "native_probe", "");
  os.package = read_pattern(reader, "package");
  os.setup = read_pattern_or(reader, "setup", "");
  os.licences = read_patterns(reader, "licences");
  os.native_licences = read_patterns(reader, "native_licences");
  if (os.kind == "unpacked" && os.sysroot.empty()) {
    reader.problem("sysroot", "is missing", "an unpacked os says where it lies");
  }
  if (os.kind == "installed" && !os.sysroot.empty()) {
    reader.problem("sysroot", "is given", "the packages of an installed os lie in /usr");
  }
  reader.finish();
}

KernelSource read_kernel_source(const TomlTable& table, std::vector<Problem>& problems) {
  TomlReader reader(table, "[kernel]", problems);
  KernelSource kernel{.archive = reader.text("archive"),
                      .package = reader.text("package"),
                      .fragments = reader.texts("fragments")};
  if (kernel.fragments.empty()) {
    reader.problem("fragments", "is missing", "targets/os/kernel/ has one file or more for each");
  }
  reader.finish();
  return kernel;
}

Packages read_packages(const TomlTable& table, std::vector<Problem>& problems) {
  TomlReader reader(table, "[packages]", problems);
  Packages packages{.manager = reader.word("manager", {"apt", "dnf"}),
                    .release = {},
                    .components = {},
                    .repositories = {},
                    .key = reader.text("key"),
                    .names = reader.texts("names"),
                    .kernel = read_pattern(reader, "kernel"),
                    .modules = reader.texts("modules"),
                    .architectures = read_architectures(reader),
                    .untried = reader.text_or("untried", "")};
  const auto list = [&](const char* key, const char* what) {
    auto words = read_patterns(reader, key);
    if (words.empty()) reader.problem(key, "is missing", what);
    return words;
  };
  if (packages.manager == "apt") {
    packages.release = reader.text("release");
    packages.components = list("components", "for Debian main");
  } else if (packages.manager == "dnf") {
    packages.repositories = list("repositories", "folders below the mirror");
  }
  if (packages.names.empty()) reader.problem("names", "is missing", "what is to be installed");
  reader.finish();
  return packages;
}

}  // namespace

Os read_os(std::string_view text, std::string_view file, std::vector<Problem>& problems) {
  Os os;
  os.position.file = std::string(file);
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return os;

  TomlReader reader(root, "os file", problems);
  if (const auto* head = reader.table("os")) {
    read_os_head(*head, os, problems);
  } else if (root.find("os") == nullptr) {
    reader.problem("os", "is missing", "targets/README.md lists every key");
  }
  if (const auto* kernel = reader.table("kernel"))
    os.kernel = read_kernel_source(*kernel, problems);
  if (const auto* table = reader.table("packages")) os.packages = read_packages(*table, problems);
  if (os.kind == "image" && !os.kernel && !os.packages) {
    reader.problem("kernel", "is missing",
                   "an image boots, so it says what: [kernel] or [packages]");
  }
  os.flags = read_by_family(reader, "flags", problems);
  os.link_flags = read_by_family(reader, "link_flags", problems);
  os.native_flags = read_by_family(reader, "native_flags", problems);
  reader.finish();
  return os;
}

const std::string& probe_of(const Os& os, bool native) {
  return native && !os.native_probe.empty() ? os.native_probe : os.probe;
}

const std::vector<std::string>& licences_of(const Os& os, bool native) {
  return native && !os.native_licences.empty() ? os.native_licences : os.licences;
}

bool has_architecture(const Os& os, std::string_view arch) {
  return std::ranges::find(os.architectures, arch) != os.architectures.end();
}

bool boots(const Os& os) { return os.kernel || os.packages; }

bool boots(const Os& os, std::string_view arch) {
  const auto& names = os.packages ? os.packages->architectures : os.architectures;
  return boots(os) && std::ranges::find(names, arch) != names.end();
}

}  // namespace assay::catalog
