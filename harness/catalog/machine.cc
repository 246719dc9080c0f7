// SPDX-License-Identifier: Apache-2.0
#include "catalog/machine.h"

#include "base/toml.h"
#include "catalog/architecture.h"

namespace assay::catalog {
namespace {

using base::Problem;
using base::TomlReader;
using base::TomlTable;

void read_emulator(const TomlTable& table, Machine& machine, std::vector<Problem>& problems) {
  TomlReader reader(table, "[machine]", problems);
  machine.name = reader.word("name", architecture_names());
  machine.title = reader.text("title");
  machine.program = reader.text("program");
  machine.package = reader.text("package");
  machine.minimum = reader.text_or("minimum", "");
  machine.machine = reader.text("machine");
  machine.arguments = reader.texts("arguments");
  machine.port = reader.text("port");
  machine.position = reader.position("name");
  reader.finish();
}

void read_kernel_of_machine(const TomlTable& table, Machine& machine,
                            std::vector<Problem>& problems) {
  TomlReader reader(table, "[kernel]", problems);
  machine.console = reader.text("console");
  machine.kernel_line = reader.texts("line");
  machine.counted_line = reader.texts("counted");
  machine.linux_arch = reader.text("arch");
  machine.make_target = reader.text("make");
  machine.image = reader.text("image");
  reader.finish();
}

}  // namespace

Machine read_machine(std::string_view text, std::string_view file, std::vector<Problem>& problems) {
  Machine machine;
  machine.position.file = std::string(file);
  const auto before = problems.size();
  const auto root = base::parse_toml(text, file, problems);
  if (problems.size() != before) return machine;
  TomlReader reader(root, "machine file", problems);
  const auto read_part = [&](std::string_view key, auto read) {
    if (const auto* table = reader.table(key)) {
      read(*table, machine, problems);
    } else if (root.find(key) == nullptr) {
      reader.problem(key, "is missing", "targets/README.md lists every key");
    }
  };
  read_part("machine", read_emulator);
  read_part("kernel", read_kernel_of_machine);
  reader.finish();
  return machine;
}

}  // namespace assay::catalog
