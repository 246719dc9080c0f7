// SPDX-License-Identifier: Apache-2.0
#include "image/boot_image.h"

#include <algorithm>

#include "base/json.h"
#include "base/sha256.h"
#include "pack/archive.h"
#include "sys/files.h"
#include "sys/kept_folder.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using pack::ArchiveEntry;

constexpr base::Bytes kLargestPart{std::uint64_t{256} << 20};

// The kernel opens /dev/console before init has mounted anything (major 5, minor 1: Linux
// Documentation/admin-guide/devices.txt). Where archives name a path twice the later one counts.
std::string first_file_system(const ImageParts& parts) {
  std::vector<ArchiveEntry> entries{
      {.path = "dev", .kind = ArchiveEntry::Kind::folder, .mode = 0755, .bytes = {}},
      {.path = "dev/console",
       .kind = ArchiveEntry::Kind::character_device,
       .mode = 0600,
       .bytes = {},
       .major = 5,
       .minor = 1}};
  // A distribution has its own, which may be a link.
  if (parts.root.empty()) {
    entries.push_back(
        {.path = "bin", .kind = ArchiveEntry::Kind::folder, .mode = 0755, .bytes = {}});
  }
  entries.push_back({.path = "init", .mode = 0755, .bytes = parts.init});
  const std::string own = pack::cpio(entries);
  return parts.root.empty() ? own : sys::read_file(parts.root, kLargestPart) + own;
}

base::Json part(const std::string& name, const std::string& bytes) {
  base::Json json;
  json.set("name", name)
      .set("sha256", base::sha256(bytes))
      .set("bytes", static_cast<std::int64_t>(bytes.size()));
  return json;
}

base::Json input(const std::string& name, const std::string& sha256) {
  base::Json json;
  json.set("name", name).set("sha256", sha256);
  return json;
}

}  // namespace

record::BootImage write_image(const ImageParts& parts, const fs::path& folder) {
  const std::string kernel = sys::read_file(parts.kernel, kLargestPart);
  const std::string initramfs = first_file_system(parts);

  base::Json::Array fragments, inputs;
  for (const auto& fragment : parts.fragments) fragments.emplace_back(fragment);
  for (const auto& [name, hash] : parts.inputs) inputs.push_back(input(name, hash));
  inputs.push_back(input("init", base::sha256(parts.init)));
  base::Json manifest;
  manifest.set("schema", "assay.image/1")
      .set("os", parts.os)
      .set("arch", parts.arch)
      .set("kernel", parts.release)
      .set("compiler", parts.compiler)
      .set("fragments", std::move(fragments))
      .set("files", base::Json::Array{part("kernel", kernel), part("initramfs.cpio", initramfs)})
      .set("inputs", std::move(inputs));
  const std::string text = manifest.dump();

  record::BootImage image{.os = parts.os,
                          .arch = parts.arch,
                          .kernel = (folder / "kernel").string(),
                          .initramfs = (folder / "initramfs.cpio").string(),
                          .init = (folder / "init").string(),
                          .symbols = {},
                          .release = parts.release,
                          .sha256 = base::sha256(text)};
  std::vector<std::pair<std::string, std::string>> files{{"kernel", kernel},
                                                         {"initramfs.cpio", initramfs},
                                                         {"init", parts.init},
                                                         {"manifest.json", text}};
  if (!parts.config.empty()) {
    files.emplace_back("config", sys::read_file(parts.config, kLargestPart));
  }
  if (!parts.symbols.empty()) {
    image.symbols = (folder / "System.map").string();
    files.emplace_back("System.map", sys::read_file(parts.symbols, kLargestPart));
  }
  sys::KeptFolder kept(folder, [&] {
    return std::ranges::all_of(
        files, [&](const auto& file) { return sys::file_holds(folder / file.first, file.second); });
  });
  if (kept.found()) return image;
  for (const auto& [name, bytes] : files) sys::write_whole(kept.unfinished() / name, bytes);
  kept.keep();
  return image;
}

}  // namespace assay::image
