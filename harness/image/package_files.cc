// SPDX-License-Identifier: Apache-2.0
#include "image/package_files.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace assay::image {
namespace {

constexpr std::array<std::string_view, 15> kLeftOut{"usr/share/doc/",
                                                    "usr/share/man/",
                                                    "usr/share/info/",
                                                    "usr/share/locale/",
                                                    "usr/share/lintian/",
                                                    "usr/share/i18n/",
                                                    "var/cache/",
                                                    "var/log/",
                                                    "var/lib/dnf/",
                                                    "var/lib/rpm/",
                                                    "var/lib/apt/",
                                                    "var/lib/dpkg/",
                                                    "usr/lib/sysimage/",
                                                    "root/",
                                                    "boot/"};

// "usr/lib/modules/6.12.1/kernel/drivers/virtio/virtio_mmio.ko.xz" -> "virtio_mmio"
std::string module_name(const std::string& path) {
  const auto slash = path.rfind('/');
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  name = name.substr(0, name.find(".ko"));
  std::ranges::replace(name, '-', '_');
  return name;
}

}  // namespace

bool is_of_image(const std::string& path) {
  if (path.find("lib/modules/") != std::string::npos) return false;
  return std::ranges::none_of(kLeftOut,
                              [&](std::string_view folder) { return path.starts_with(folder); });
}

bool is_of_kernel(const std::string& path, const std::vector<std::string>& modules) {
  if (path.starts_with("boot/vmlinu") || path.ends_with("/vmlinuz")) return true;
  if (path.find("lib/modules/") == std::string::npos) return false;
  if (path.ends_with("/modules.builtin")) return true;
  return path.find(".ko") != std::string::npos &&
         std::ranges::find(modules, module_name(path)) != modules.end();
}

}  // namespace assay::image
