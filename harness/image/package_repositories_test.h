// SPDX-License-Identifier: Apache-2.0
// For tests: a key of their own, and small signed repositories made by dpkg-deb, rpmbuild and
// createrepo_c, as distributions make theirs.
#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::image {

class PackageRepositories : public testing::Test {
 protected:
  PackageRepositories() {
    namespace fs = std::filesystem;
    fs::create_directory(root() / "gnupg");
    fs::permissions(root() / "gnupg", fs::perms::owner_all);
    tool({"gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Tests <t@t>",
          "ed25519", "sign", "never"});
    sys::write_whole(key(), tool({"gpg", "--export", "--armor"}));
    tool({"gpgconf", "--kill", "all"});
  }

  ~PackageRepositories() override { tool({"gpgconf", "--kill", "all"}); }

  std::filesystem::path root() const { return folder_.path(); }
  std::filesystem::path key() const { return root() / "key.asc"; }

  // What the tool prints; it must end well.
  std::string tool(std::vector<std::string> argv) const {
    sys::Environment environment{{"HOME", root().string()},
                                 {"GNUPGHOME", (root() / "gnupg").string()}};
    if (const auto path = sys::variable("PATH")) environment.emplace_back("PATH", *path);
    const auto ended =
        sys::run_process({.argv = std::move(argv), .environment = environment, .folder = root()});
    EXPECT_TRUE(ended.exited(0)) << ended.out << ended.err;
    return ended.out;
  }

  void add_file(const std::string& package, const std::string& path, const std::string& bytes) {
    sys::write_whole(root() / "files" / package / path, bytes);
  }

  // One package of what add_file gave it, into a repository `OS/ARCH` below mirror().
  void add_rpm(const std::string& name, const std::string& arch, const std::string& needs = {}) {
    const auto files = root() / "files" / name;
    std::string spec =
        fmt::format("Name: {0}\nVersion: 1.0\nRelease: 1.oe\nSummary: {0}\nLicense: none\n", name);
    if (!needs.empty()) spec += "Requires: " + needs + "\n";
    spec += fmt::format("%description\n{}\n%install\ncp -a {}/. %{{buildroot}}/\n%files\n/*\n",
                        name, files.string());
    sys::write_whole(root() / (name + ".spec"), spec);
    tool({"rpmbuild", "-bb", "--quiet", "--target", arch + "-linux", "--define",
          "_topdir " + (root() / "top").string(),
          // Else this machine's strip looks at what is another's.
          "--define", "__os_install_post %{nil}", "--define",
          "_rpmdir " + (mirror() / "OS").string(), (root() / (name + ".spec")).string()});
  }

  std::filesystem::path rpm(const std::string& name, const std::string& arch) const {
    return mirror() / "OS" / arch / fmt::format("{}-1.0-1.oe.{}.rpm", name, arch);
  }

  void sign_rpm(const std::string& name, const std::string& arch) const {
    tool({"rpmsign", "--addsign", "--define", "_gpg_name Tests", "--define", "__gpg /usr/bin/gpg",
          rpm(name, arch).string()});
  }

  void finish_rpms(const std::string& arch) const {
    tool({"createrepo_c", "-q", (mirror() / "OS" / arch).string()});
  }

  void add_deb(const std::string& name, const std::string& arch, const std::string& needs = {}) {
    const auto files = root() / "files" / name;
    sys::write_whole(
        files / "DEBIAN/control",
        fmt::format("Package: {0}\nVersion: 1.0\nArchitecture: {1}\nMaintainer: Tests <t@t>\n"
                    "{2}Description: {0}\n",
                    name, arch, needs.empty() ? "" : "Depends: " + needs + "\n"));
    const std::string file = fmt::format("pool/{}_1.0_{}.deb", name, arch);
    std::filesystem::create_directories(mirror() / "pool");
    tool({"dpkg-deb", "--root-owner-group", "-b", files.string(), (mirror() / file).string()});
    const auto bytes = sys::read_file(mirror() / file, {1u << 26});
    debs_ += sys::read_file(files / "DEBIAN/control", {10'000}) +
             fmt::format("Filename: {}\nSize: {}\nSHA256: {}\n\n", file, bytes.size(),
                         base::sha256(bytes));
  }

  // Writes the lists of release "test", component "main", and signs them.
  void finish_debs(const std::string& arch) {
    const auto folder = mirror() / "dists/test";
    const std::string list = fmt::format("main/binary-{}/Packages", arch);
    sys::write_whole(folder / list, debs_);
    sys::write_whole(
        folder / "Release",
        fmt::format("Suite: test\nCodename: test\nArchitectures: {}\nComponents: main\n"
                    "Date: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n {} {} {}\n",
                    arch, base::sha256(debs_), debs_.size(), list));
    tool({"gpg", "--batch", "--yes", "--clearsign", "-o", (folder / "InRelease").string(),
          (folder / "Release").string()});
  }

  std::filesystem::path mirror() const { return root() / "mirror"; }

 private:
  sys::TemporaryFolder folder_;
  std::string debs_;
};

}  // namespace assay::image
