// SPDX-License-Identifier: Apache-2.0
#include "image/rpm_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "host/tool_search.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using base::Outcome;

constexpr std::chrono::minutes kDnfPatience{20};

void write_settings(const PackageRequest& request) {
  for (const char* name : {"repositories", "log", "persist", "cache", "home"}) {
    sys::make_folder(request.work / name);
  }
  std::string text;
  const auto& folders = request.os.packages->repositories;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    text += fmt::format(
        "[assay{0}]\nname={1}\nbaseurl={2}/{1}\nenabled=1\ngpgcheck=1\ngpgkey=file://{3}\n", i,
        host::fill_in(folders[i], request.arch.name, {}), request.mirror,
        signing_key(request).string());
  }
  sys::write_whole(request.work / "repositories/assay.repo", text);
  // Debian's rpm else keeps its database in the user's own folder.
  sys::write_whole(request.work / "home/.rpmmacros", "%_dbpath /var/lib/rpm\n");
}

// Brings the packages and all they depend on into `to`. None of what dnf uses or writes is the
// system's own.
sys::Ended bring(const PackageRequest& request, const std::vector<std::string>& names,
                 const fs::path& to) {
  const fs::path& work = request.work;
  std::vector<std::string> argv{"unshare",
                                "-r",
                                "dnf",
                                "-y",
                                "-q",
                                "--refresh",
                                "--installroot=" + (work / "root").string(),
                                "--forcearch=" + std::string(request.arch.name),
                                "--releasever=1",
                                "--downloadonly",
                                "--downloaddir=" + to.string()};
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {"reposdir", (work / "repositories").string()},
           {"logdir", (work / "log").string()},
           {"persistdir", (work / "persist").string()},
           {"cachedir", (work / "cache").string()},
           {"varsdir", "/dev/null"},
           {"pluginpath", "/dev/null"},
           {"install_weak_deps", "False"}}) {
    argv.push_back("--setopt=" + key + "=" + value);
  }
  argv.emplace_back("install");
  argv.insert(argv.end(), names.begin(), names.end());
  sys::Environment environment{{"HOME", (work / "home").string()}, {"LC_ALL", "C.UTF-8"}};
  for (const char* name : {"PATH", "http_proxy", "https_proxy", "no_proxy"}) {
    if (const auto value = sys::variable(name)) environment.emplace_back(name, *value);
  }
  return sys::run_process(
      {.argv = std::move(argv), .environment = environment, .deadline = kDnfPatience});
}

Outcome dnf_failed(const sys::Ended& ended) {
  std::vector<std::string> words;
  for (const std::string& line : base::split(ended.err, '\n')) {
    const auto trimmed = base::trim(line);
    if (!trimmed.empty()) words.push_back(base::printable(trimmed, 300));
  }
  if (words.size() > 4) words.erase(words.begin(), words.end() - 4);
  return Outcome::failed("packages",
                         "dnf: " + (words.empty() ? "no reason given" : base::join(words, "; ")));
}

std::vector<fs::path> rpms_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".rpm") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

// The archive of an RPM is found by libarchive itself.
std::string itself(std::string bytes, const std::string&) { return bytes; }

std::optional<Outcome> missing(const PackageRequest& request) {
  for (const char* name : {"dnf", "unshare"}) {
    if (sys::find_program(name)) continue;
    return Outcome::unavailable("no-manager",
                                fmt::format("{} is missing: apt install dnf util-linux", name));
  }
  if (request.mirror.empty()) {
    return Outcome::unavailable("no-mirror",
                                fmt::format("packages of {} come from a mirror that is named: "
                                            "assay os build TARGET --os {} --mirror ADDRESS",
                                            request.os.name, request.os.name));
  }
  const fs::path key = signing_key(request);
  std::error_code ignored;
  if (!fs::exists(key, ignored)) {
    return Outcome::unavailable(
        "no-key", fmt::format("{} is missing, the key that packages of {} are signed with; get it "
                              "from a place you trust and give it with --key FILE",
                              key.string(), request.os.name));
  }
  if (!sys::run_process({.argv = {"unshare", "-r", "true"}}).exited(0)) {
    return Outcome::unavailable(
        "no-user-namespace",
        "this system lets nobody have a user namespace (sysctl kernel.unprivileged_userns_clone, "
        "or a container that forbids it), and dnf wants to be root");
  }
  return std::nullopt;
}

}  // namespace

PackageFiles rpm_packages(const PackageRequest& request, base::Progress& progress) {
  if (auto outcome = missing(request)) return {std::move(*outcome), {}, {}};
  const auto& packages = *request.os.packages;
  const fs::path of_root = request.work / "packages", of_kernel = request.work / "kernel";
  for (const auto& folder : {of_root, of_kernel, request.work / "root"}) sys::remove_tree(folder);
  write_settings(request);
  progress.note(fmt::format("fetching packages of {} for {}", request.os.name, request.arch.name));
  if (const auto ended = bring(request, packages.names, of_root); !ended.exited(0)) {
    return {dnf_failed(ended), {}, {}};
  }
  const std::string kernel = host::fill_in(packages.kernel, request.arch.name, {});
  if (const auto ended = bring(request, {kernel}, of_kernel); !ended.exited(0)) {
    return {dnf_failed(ended), {}, {}};
  }
  PackageFiles files;
  for (const auto& path : rpms_in(of_root)) add_package(path, itself, is_of_image, files);
  for (const auto& path : rpms_in(of_kernel)) {
    if (!path.filename().string().starts_with(kernel)) continue;
    add_package(
        path, itself, [&](const std::string& file) { return is_of_kernel(file, packages.modules); },
        files);
  }
  return files;
}

}  // namespace assay::image
