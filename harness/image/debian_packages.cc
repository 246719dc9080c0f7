// SPDX-License-Identifier: Apache-2.0
#include "image/debian_packages.h"

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

// apt gives up on a mirror that says nothing by itself; this is for what hangs nevertheless.
constexpr std::chrono::minutes kAptPatience{20};

class Apt {
 public:
  explicit Apt(const PackageRequest& request) : request_(request) {}

  sys::Ended run(const std::vector<std::string>& words) const {
    std::vector<std::string> argv{"apt-get", "-q", "-c", config().string()};
    argv.insert(argv.end(), words.begin(), words.end());
    return sys::run_process({.argv = std::move(argv),
                             .folder = archives(),
                             .deadline = kAptPatience,
                             .output_limit = base::Bytes{64u << 20}});
  }

  fs::path archives() const { return request_.work / "cache/archives"; }
  fs::path lists() const { return request_.work / "lists"; }
  fs::path config() const { return request_.work / "apt.conf"; }

  void write_settings(const std::string& mirror) const {
    sys::make_folder(archives() / "partial");
    sys::make_folder(lists() / "partial");
    const auto& packages = *request_.os.packages;
    sys::write_whole(request_.work / "sources.list",
                     fmt::format("deb [signed-by={}] {} {} {}\n", signing_key(request_).string(),
                                 mirror, packages.release, base::join(packages.components, " ")));
    const std::string folder = request_.work.string();
    sys::write_whole(config(), fmt::format("APT::Architecture \"{1}\";\n"
                                           "#clear APT::Architectures;\n"
                                           "APT::Architectures {{ \"{1}\"; }};\n"
                                           "APT::Get::AllowUnauthenticated \"false\";\n"
                                           "Acquire::AllowInsecureRepositories \"false\";\n"
                                           "Acquire::AllowWeakRepositories \"false\";\n"
                                           "Acquire::AllowDowngradeToInsecureRepositories "
                                           "\"false\";\n"
                                           "APT::Install-Recommends \"false\";\n"
                                           "Dir::Etc::sourcelist \"{0}/sources.list\";\n"
                                           "Dir::Etc::sourceparts \"/dev/null\";\n"
                                           "Dir::Etc::preferences \"/dev/null\";\n"
                                           "Dir::Etc::preferencesparts \"/dev/null\";\n"
                                           "Dir::State \"{0}\";\n"
                                           "Dir::State::Lists \"{0}/lists\";\n"
                                           "Dir::State::status \"/dev/null\";\n"
                                           "Dir::Cache \"{0}/cache\";\n"
                                           "Dir::Cache::pkgcache \"\";\n"
                                           "Dir::Cache::srcpkgcache \"\";\n"
                                           "Acquire::Retries \"3\";\n"
                                           "Acquire::Languages \"none\";\n"
                                           "APT::Sandbox::User \"\";\n"
                                           "Debug::NoLocking \"true\";\n"
                                           "#clear APT::Update::Pre-Invoke;\n"
                                           "#clear APT::Update::Post-Invoke;\n"
                                           "#clear APT::Update::Post-Invoke-Success;\n",
                                           folder, request_.arch.debian));
  }

 private:
  const PackageRequest& request_;
};

// apt's own sentences: its lines that begin with "E: ".
std::string words_of(const sys::Ended& ended) {
  std::vector<std::string> words;
  for (const std::string& line : base::split(ended.err, '\n')) {
    if (line.starts_with("E: ")) words.push_back(base::printable(line.substr(3), 300));
  }
  return words.empty() ? "no reason given" : base::join(words, "; ");
}

Outcome apt_failed(std::string_view doing, const sys::Ended& ended) {
  return Outcome::failed("packages", fmt::format("apt-get {}: {}", doing, words_of(ended)));
}

// Where this system's own apt takes its release from; "" when its sources name no mirror of it.
std::string mirror_of_system() {
  const auto release = sys::read_file("/etc/os-release", base::Bytes{1u << 16});
  std::string own;
  for (const std::string& line : base::split(release, '\n')) {
    if (line.starts_with("VERSION_CODENAME=")) own = line.substr(17);
  }
  const auto ended = sys::run_process({.argv = {"apt-get", "--print-uris", "update"}});
  const std::string end = fmt::format("/dists/{}/InRelease'", own);
  for (const std::string& line : base::split(ended.out, '\n')) {
    const auto at = line.find(end);
    if (!own.empty() && line.starts_with('\'') && at != std::string::npos) {
      return line.substr(1, at - 1);
    }
  }
  return {};
}

// File names of these packages and all they depend on: what `--print-uris` lists between blanks,
// "'http://.../libc6_2.36-9_arm64.deb' libc6_2.36-9_arm64.deb 2757392 SHA256:..."
std::vector<std::string> files_listed(const sys::Ended& ended) {
  std::vector<std::string> names;
  for (const std::string& line : base::split(ended.out, '\n')) {
    const auto words = base::split(line, ' ');
    if (words.size() >= 3 && words[0].starts_with('\'')) names.push_back(words[1]);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// The kernel itself: what the package that names the newest one depends on.
std::string kernel_in(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const std::string name = file.substr(0, file.find('_'));
    const std::string_view head = "linux-image-";
    if (name.starts_with(head) && name.size() > head.size() && name[head.size()] >= '0' &&
        name[head.size()] <= '9') {
      return file;
    }
  }
  return {};
}

// A .deb is an ar archive with a tar archive in it (deb(5)).
std::string tar_in(const std::string& bytes, const std::string& name) {
  auto parts = pack::read_archive(
      bytes, name, [](const std::string& part) { return part.starts_with("data.tar"); });
  if (parts.size() != 1) {
    throw base::Error(base::Exit::bad, name + " is not a Debian package: it has no data.tar");
  }
  return std::move(parts.front().bytes);
}

// What apt cannot begin without: itself and keys.
Outcome missing_means(const PackageRequest& request) {
  if (!sys::find_program("apt-get")) {
    return Outcome::unavailable("no-manager", "apt-get is missing: packages of Debian need it");
  }
  const fs::path key = signing_key(request);
  std::error_code ignored;
  if (!fs::exists(key, ignored)) {
    return Outcome::unavailable(
        "no-key",
        fmt::format("{} is missing, the keys that packages of {} are signed with: --key FILE",
                    key.string(), request.os.name));
  }
  return Outcome::ok();
}

// "" when nobody names one.
std::string mirror_of(const PackageRequest& request) {
  std::string mirror = request.mirror.empty() ? mirror_of_system() : request.mirror;
  // apt else reads such a mirror's packages where they lie.
  if (mirror.starts_with("file:")) mirror.replace(0, 4, "copy");
  return mirror;
}

// Names of the archives that are wanted.
struct Wanted {
  Outcome outcome = Outcome::ok();
  std::vector<std::string> root;
  std::string kernel;
};

Wanted list_archives(const Apt& apt, const PackageRequest& request) {
  const auto& packages = *request.os.packages;
  if (const auto ended = apt.run({"update", "-o", "APT::Update::Error-Mode=any"});
      !ended.exited(0)) {
    return {.outcome = apt_failed("update", ended)};
  }
  const auto root = apt.run(with({"install", "-qq", "--print-uris"}, packages.names));
  if (!root.exited(0)) return {.outcome = apt_failed("install", root)};
  const std::string name = host::fill_in(packages.kernel, request.arch.name, {});
  const auto kernel = apt.run({"install", "-qq", "--print-uris", name});
  if (!kernel.exited(0)) return {.outcome = apt_failed("install", kernel)};
  Wanted wanted{.root = files_listed(root), .kernel = kernel_in(files_listed(kernel))};
  if (wanted.kernel.empty()) {
    wanted.outcome = Outcome::failed("packages", name + " brings no package linux-image-NUMBER");
  }
  return wanted;
}

Outcome fetch(const Apt& apt, const PackageRequest& request, const Wanted& wanted) {
  if (const auto ended =
          apt.run(with({"install", "-y", "--download-only"}, request.os.packages->names));
      !ended.exited(0)) {
    return apt_failed("install --download-only", ended);
  }
  const auto ended = apt.run({"download", wanted.kernel.substr(0, wanted.kernel.find('_'))});
  return ended.exited(0) ? Outcome::ok() : apt_failed("download", ended);
}

}  // namespace

PackageFiles debian_packages(const PackageRequest& request, base::Progress& progress) {
  if (auto outcome = missing_means(request); !outcome.good()) return {outcome, {}, {}};
  const std::string mirror = mirror_of(request);
  if (mirror.empty()) {
    return {Outcome::unavailable(
                "no-mirror", "this system's sources name no mirror of Debian: --mirror ADDRESS"),
            {},
            {}};
  }
  const Apt apt(request);
  apt.write_settings(mirror);
  progress.note(
      fmt::format("reading the package lists of {} for {}", request.os.name, request.arch.name));
  const auto wanted = list_archives(apt, request);
  if (!wanted.outcome.good()) return {wanted.outcome, {}, {}};
  progress.note(fmt::format("fetching {} packages of {} for {}", wanted.root.size() + 1,
                            request.os.name, request.arch.name));
  if (auto outcome = fetch(apt, request, wanted); !outcome.good()) return {outcome, {}, {}};
  PackageFiles files;
  for (const std::string& file : wanted.root) {
    add_package(apt.archives() / file, tar_in, is_of_image, files);
  }
  add_package(
      apt.archives() / wanted.kernel, tar_in,
      [&](const std::string& path) { return is_of_kernel(path, request.os.packages->modules); },
      files);
  return files;
}

}  // namespace assay::image
