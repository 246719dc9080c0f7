// SPDX-License-Identifier: Apache-2.0
#include "image/distribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "image/debian_packages.h"
#include "image/rpm_packages.h"
#include "sys/files.h"
#include "sys/kept_folder.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using Entries = std::vector<pack::ArchiveEntry>;
using Kind = pack::ArchiveEntry::Kind;

constexpr base::Bytes kLargestKeptFile{std::uint64_t{1} << 30};
constexpr base::Bytes kRoomForPackages{std::uint64_t{2} << 30};

// "" when it can't be read: then nothing is made with it.
std::string hash_of_key(const fs::path& key) {
  try {
    return base::sha256(sys::read_file(key, base::Bytes{16u << 20}));
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    return {};
  }
}

// What is asked for, and the key that vouches for it: a file of the same name may hold another one.
std::string distribution_key(const DistributionRequest& request) {
  const auto& packages = *request.os.packages;
  const fs::path key = request.key.empty() ? fs::path(packages.key) : request.key;
  return base::sha256(fmt::format("2\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", packages.manager,
                                  key.string(), hash_of_key(key), packages.release,
                                  base::join(packages.components, " "),
                                  base::join(packages.repositories, " "),
                                  base::join(packages.names, " "), packages.kernel,
                                  base::join(packages.modules, " "), request.arch.name))
      .substr(0, 32);
}

// What follows the first '-' of "boot/vmlinuz-6.1.0-37-arm64", else the folder that holds it.
std::string release_of(const std::string& path) {
  const auto dash = path.find('-');
  if (path.starts_with("boot/") && dash != std::string::npos) return path.substr(dash + 1);
  const auto parts = base::split(path, '/');
  return parts.size() >= 2 ? parts[parts.size() - 2] : std::string();
}

struct Parts {
  Outcome outcome{};
  Entries root{};
  std::string kernel{}, release{};
};

std::string plain_module(const pack::ArchiveEntry& entry) {
  return entry.path.ends_with(".ko") ? entry.bytes : pack::decompressed(entry.bytes, entry.path);
}

// A kernel has what it needs inside or as modules; what is in neither place is named.
Outcome add_modules(const Entries& entries, const std::vector<std::string>& names, Parts& parts) {
  std::string built_in, order;
  for (const auto& entry : entries) {
    if (entry.path.ends_with("/modules.builtin")) built_in = entry.bytes;
  }
  std::ranges::replace(built_in, '-', '_');
  for (const std::string& name : names) {
    const auto found = std::ranges::find_if(
        entries, [&](const auto& entry) { return module_name(entry.path) == name; });
    if (found != entries.end()) {
      const std::string path = "assay/modules/" + name + ".ko";
      parts.root.push_back({.path = path, .mode = 0644, .bytes = plain_module(*found)});
      order += "/" + path + "\n";
    } else if (built_in.find("/" + name + ".ko\n") == std::string::npos) {
      return Outcome::failed("no-module", fmt::format("Linux {} has no module {}, and does not "
                                                      "have it inside either",
                                                      parts.release, name));
    }
  }
  parts.root.push_back({.path = "assay", .kind = Kind::folder, .mode = 0755, .bytes = {}});
  parts.root.push_back({.path = "assay/modules", .kind = Kind::folder, .mode = 0755, .bytes = {}});
  parts.root.push_back({.path = "assay/modules/order", .mode = 0644, .bytes = order});
  return Outcome::ok();
}

// "lib/x" where lib leads to usr/lib is usr/lib/x.
std::string through(const std::map<std::string, std::string>& links, const std::string& path) {
  const auto slash = path.find('/');
  const auto link = links.find(path.substr(0, slash));
  return slash == std::string::npos || link == links.end() ? path
                                                           : link->second + path.substr(slash);
}

// Where links that stand for the first folder of paths lead, such as lib to usr/lib.
std::map<std::string, std::string> first_links(const Entries& entries) {
  std::map<std::string, std::string> links;
  for (const auto& entry : entries) {
    if (entry.kind != Kind::link || entry.path.find('/') != std::string::npos) continue;
    links[entry.path] = entry.bytes.starts_with('/') ? entry.bytes.substr(1) : entry.bytes;
  }
  return links;
}

void add_folders_above(const std::string& path,
                       std::map<std::string, pack::ArchiveEntry>& by_path) {
  for (auto at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    by_path.try_emplace(
        path.substr(0, at),
        pack::ArchiveEntry{
            .path = path.substr(0, at), .kind = Kind::folder, .mode = 0755, .bytes = {}});
  }
}

// Folders before what they hold, each path once: the first package that brings it. Folders that no
// package names are added, since the kernel makes none by itself.
Entries in_order(Entries entries) {
  const auto links = first_links(entries);
  std::map<std::string, pack::ArchiveEntry> by_path;
  for (auto& entry : entries) {
    entry.path = through(links, entry.path);
    const std::string path = entry.path;
    add_folders_above(path, by_path);
    if (entry.kind == Kind::folder && links.contains(path)) continue;
    const auto [place, added] = by_path.try_emplace(path, entry);
    // What a package says of a folder counts more than that others pass through it.
    if (!added && place->second.kind == Kind::folder) place->second = std::move(entry);
  }
  Entries sorted;
  for (auto& [path, entry] : by_path) sorted.push_back(std::move(entry));
  return sorted;
}

Parts parts_of(Entries entries, const std::vector<std::string>& modules) {
  Parts parts;
  for (auto& entry : entries) {
    if (entry.kind != Kind::file || !is_kernel(entry.path)) continue;
    parts.release = release_of(entry.path);
    parts.kernel = std::move(entry.bytes);
  }
  if (parts.kernel.empty()) {
    parts.outcome = Outcome::failed("no-kernel", "the kernel's package holds no boot/vmlinuz-*");
    return parts;
  }
  parts.outcome = add_modules(entries, modules, parts);
  for (auto& entry : entries) {
    if (is_of_image(entry.path)) parts.root.push_back(std::move(entry));
  }
  parts.root = in_order(std::move(parts.root));
  return parts;
}

// Nothing when it isn't there or is torn: it is written last, with the stamps of the others.
std::optional<Distribution> read_distribution(const fs::path& folder) {
  try {
    const auto path = folder / "distribution.json";
    const auto json = base::parse_json(sys::read_file(path, base::Bytes{8u << 20}), path.string());
    Distribution result{.root = folder / "root.cpio",
                        .kernel = folder / "kernel",
                        .release = json.text("release"),
                        .kernel_sha256 = json.text("kernel_sha256"),
                        .packages = {}};
    if (json.text("root_stamp") != sys::file_stamp(result.root) ||
        json.text("kernel_stamp") != sys::file_stamp(result.kernel)) {
      return std::nullopt;
    }
    const auto* packages = json.find("packages");
    if (packages == nullptr || packages->array() == nullptr) return std::nullopt;
    for (const auto& package : *packages->array()) {
      result.packages.emplace_back(package.text("name"), package.text("sha256"));
    }
    return result;
  } catch (const base::Error&) {
    return std::nullopt;  // it is made again
  }
}

void write_distribution(const fs::path& folder, const Parts& parts,
                        const std::vector<std::pair<std::string, std::string>>& packages) {
  sys::write_whole(folder / "root.cpio", pack::cpio(parts.root));
  sys::write_whole(folder / "kernel", parts.kernel);
  base::Json::Array list;
  for (const auto& [name, hash] : packages) {
    base::Json package;
    package.set("name", name).set("sha256", hash);
    list.push_back(std::move(package));
  }
  base::Json json;
  json.set("release", parts.release)
      .set("kernel_sha256", base::sha256(parts.kernel))
      .set("root_stamp", sys::file_stamp(folder / "root.cpio"))
      .set("kernel_stamp", sys::file_stamp(folder / "kernel"))
      .set("packages", std::move(list));
  sys::write_whole(folder / "distribution.json", json.dump());
}

// What one mirror brought is not what another one would. A request that names none takes what is
// kept of any, since the key vouches for it.
fs::path folder_of(const DistributionRequest& request) {
  const fs::path all = request.cache / "distributions";
  const std::string key = distribution_key(request) + "-";
  if (request.mirror.empty()) {
    std::vector<fs::path> kept;
    std::error_code none;
    for (fs::directory_iterator entry(all, none), end; !none && entry != end;
         entry.increment(none)) {
      const std::string name = entry->path().filename().string();
      if (!name.starts_with(key) || name.find('.') != std::string::npos) continue;
      if (read_distribution(entry->path())) kept.push_back(entry->path());
    }
    if (!kept.empty()) return std::ranges::min(kept);
  }
  return all / (key + base::sha256(request.mirror).substr(0, 8));
}

}  // namespace

MadeDistribution make_distribution(const DistributionRequest& request, base::Progress& progress) {
  const fs::path folder = folder_of(request);
  std::optional<Distribution> distribution;
  sys::KeptFolder kept(folder, [&] {
    distribution = read_distribution(folder);
    return distribution.has_value();
  });
  if (kept.found()) return {{}, std::move(distribution), true};
  sys::require_room(request.cache, kRoomForPackages);

  const PackageRequest packages{.os = request.os,
                                .arch = request.arch,
                                .mirror = request.mirror,
                                .key = request.key,
                                .work = folder.string() + ".work"};
  auto files = request.os.packages->manager == "apt" ? debian_packages(packages, progress)
                                                     : rpm_packages(packages, progress);
  if (!files.outcome.good()) return {std::move(files.outcome), {}, false};
  auto parts = parts_of(std::move(files.entries), request.os.packages->modules);
  if (!parts.outcome.good()) return {std::move(parts.outcome), {}, false};
  std::ranges::sort(files.packages);
  write_distribution(kept.unfinished(), parts, files.packages);
  kept.keep();
  return {{}, read_distribution(folder), false};
}

}  // namespace assay::image
