// SPDX-License-Identifier: Apache-2.0
#include "record/capabilities.h"

#include <algorithm>

namespace assay::record {
namespace {

template <class Item, class Fits>
const Item* first(const std::vector<Item>& items, const Fits& fits) {
  const auto found = std::ranges::find_if(items, fits);
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

const Tool* Capabilities::tool(std::string_view name) const {
  return first(tools, [&](const Tool& tool) { return tool.name == name; });
}

const Compiler* Capabilities::compiler(std::string_view toolchain, std::string_view arch) const {
  return first(compilers, [&](const Compiler& compiler) {
    return compiler.toolchain == toolchain && compiler.arch == arch;
  });
}

const Sysroot* Capabilities::sysroot(std::string_view os, std::string_view arch) const {
  return first(sysroots,
               [&](const Sysroot& sysroot) { return sysroot.os == os && sysroot.arch == arch; });
}

const Qemu* Capabilities::emulator(std::string_view arch) const {
  return first(emulators, [&](const Qemu& qemu) { return qemu.arch == arch; });
}

const Qemu* Capabilities::machine(std::string_view arch) const {
  return first(machines, [&](const Qemu& qemu) { return qemu.arch == arch; });
}

}  // namespace assay::record
