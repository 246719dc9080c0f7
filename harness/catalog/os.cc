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

void check_architectures(TomlReader& reader, const Os& os) {
  if (os.architectures.empty()) {
    reader.problem("architectures", "is missing",
                   "one or more of: " + base::join(architecture_names(), ", "));
  }
  for (const auto& arch : os.architectures) {
    if (find_architecture(arch) != nullptr) continue;
    reader.problem("architectures",
                   fmt::format("\"{}\" is not known{}", base::printable(arch),
                               base::did_you_mean(arch, architecture_names())),
                   "one of: " + base::join(architecture_names(), ", "));
  }
}

void read_head(const TomlTable& table, Os& os, std::vector<Problem>& problems) {
  TomlReader reader(table, "[os]", problems);
  os.name = read_name(reader, "name");
  os.title = reader.text("title");
  os.libc = reader.text("libc");
  os.libc_version = reader.text("libc_version");
  os.kind = reader.word("kind", {"installed", "unpacked"});
  os.sysroot = read_pattern_or(reader, "sysroot", "");
  os.probe = read_pattern(reader, "probe");
  os.native_probe = read_pattern_or(reader, "native_probe", "");
  os.package = read_pattern(reader, "package");
  os.setup = read_pattern_or(reader, "setup", "");
  os.architectures = reader.texts("architectures");
  os.place = reader.place("name");
  check_architectures(reader, os);
  if (os.kind == "unpacked" && os.sysroot.empty()) {
    reader.problem("sysroot", "is missing", "an unpacked os says where it lies");
  }
  if (os.kind == "installed" && !os.sysroot.empty()) {
    reader.problem("sysroot", "is given", "the packages of an installed os lie in /usr");
  }
  reader.finish();
}

}  // namespace

Os read_os(std::string_view text, std::string_view file, std::vector<Problem>& problems) {
  Os os;
  os.place.file = std::string(file);
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return os;

  TomlReader reader(root, "os file", problems);
  if (const auto* head = reader.table("os")) {
    read_head(*head, os, problems);
  } else if (root.find("os") == nullptr) {
    reader.problem("os", "is missing", "targets/README.md lists every key");
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

bool has_architecture(const Os& os, std::string_view arch) {
  return std::ranges::find(os.architectures, arch) != os.architectures.end();
}

}  // namespace assay::catalog
