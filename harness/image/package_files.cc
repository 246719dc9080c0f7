// SPDX-License-Identifier: Apache-2.0
#include "image/package_files.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "base/sha256.h"
#include "sys/files.h"

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

constexpr base::Bytes kPackage{std::uint64_t{1} << 30};

}  // namespace

std::filesystem::path signing_key(const PackageRequest& request) {
  const std::filesystem::path systems = request.os.packages->key;
  return std::filesystem::absolute(request.key.empty() ? systems : request.key);
}

void add_package(
    const std::filesystem::path& path,
    const std::function<std::string(std::string bytes, const std::string& name)>& archive_in,
    const std::function<bool(const std::string&)>& wanted, PackageFiles& files) {
  const std::string name = path.filename().string();
  std::string bytes = sys::read_file(path, kPackage);
  files.packages.emplace_back(name, base::sha256(bytes));
  auto entries = pack::read_archive(archive_in(std::move(bytes), name), name, wanted);
  std::ranges::move(entries, std::back_inserter(files.entries));
}

bool is_kernel(const std::string& path) {
  return path.starts_with("boot/vmlinu") || path.ends_with("/vmlinuz");
}

std::string module_name(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  const auto end = name.find(".ko");
  if (end == std::string::npos) return {};
  name.resize(end);
  std::ranges::replace(name, '-', '_');
  return name;
}

bool is_of_image(const std::string& path) {
  if (path.find("lib/modules/") != std::string::npos) return false;
  return std::ranges::none_of(kLeftOut,
                              [&](std::string_view folder) { return path.starts_with(folder); });
}

bool is_of_kernel(const std::string& path, const std::vector<std::string>& modules) {
  if (is_kernel(path)) return true;
  if (path.find("lib/modules/") == std::string::npos) return false;
  return path.ends_with("/modules.builtin") ||
         std::ranges::find(modules, module_name(path)) != modules.end();
}

}  // namespace assay::image
