// SPDX-License-Identifier: Apache-2.0
#include "catalog/os.h"

#include <gmock/gmock.h>

#include "catalog/problems_test.h"
#include "catalog/readme_test.h"

namespace assay::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view kEveryKeyOfSystems = R"([os]
name = "debian-13"
title = "Debian 13"
libc = "glibc"
libc_version = "2.41"
cxx = false
kind = "unpacked"
sysroot = "{cache}/sysroots/debian-13"
probe = "{sysroot}/{debian}.VERSION"
native_probe = "{sysroot}/native"
package = "libc6-dev-{debian}-cross"
setup = "{setup} --sysroot debian-13:{debian}"
licences = ["{sysroot}/usr/share/doc/libc6-dev-{debian}-cross/copyright"]
native_licences = ["/usr/share/doc/libc6-dev/copyright"]
architectures = ["x86_64", "loongarch64"]
[flags]
gcc = ["--sysroot={sysroot}"]
clang = ["--sysroot={sysroot}", "-B"]
[link_flags]
gcc = ["-L"]
clang = ["-l"]
[native_flags]
gcc = ["-g"]
clang = ["-c"]
)";

constexpr std::string_view kLeastOs = R"([os]
name = "debian-12"
title = "Debian 12"
libc = "glibc"
libc_version = "2.36"
kind = "installed"
probe = "/usr/{triple}/lib/libc.a"
package = "g++-{triple}"
architectures = ["x86_64"]
)";

constexpr std::string_view kImage = R"([os]
name = "from-source"
title = "Linux"
kind = "image"
libraries = ["debian-12", "debian-13"]
architectures = ["x86_64"]
[kernel]
archive = "/usr/src/linux-source-6.12.tar.xz"
package = "linux-source-6.12"
fragments = ["base", "net"]
)";

constexpr std::string_view kApt = R"([os]
name = "debian-12"
title = "Debian 12"
libc = "glibc"
libc_version = "2.36"
kind = "installed"
probe = "/usr/{triple}/lib/libc.a"
package = "g++-{triple}"
architectures = ["x86_64", "armhf"]
[packages]
manager = "apt"
release = "bookworm"
components = ["main"]
key = "/usr/share/keyrings/debian-archive-keyring.gpg"
names = ["libc6"]
kernel = "linux-image-{debian}"
modules = ["virtio"]
architectures = ["x86_64"]
)";

constexpr std::string_view kDnf = R"([os]
name = "openeuler"
title = "openEuler"
kind = "image"
libraries = ["debian-12"]
architectures = ["aarch64"]
[packages]
manager = "dnf"
repositories = ["OS/{arch}"]
key = "/etc/key"
names = ["glibc"]
kernel = "kernel"
architectures = ["aarch64"]
untried = "no mirror"
)";

std::vector<std::string> faults_of_os(std::string_view text) {
  std::vector<base::Problem> problems;
  read_os(text, "a.toml", problems);
  return lines(problems);
}

Os good_os(std::string_view text) {
  std::vector<base::Problem> problems;
  auto os = read_os(text, "a.toml", problems);
  EXPECT_THAT(lines(problems), IsEmpty());
  return os;
}

TEST(ReadOs, KeepsWhatEveryKeySays) {
  const auto os = good_os(kEveryKeyOfSystems);
  EXPECT_EQ(os.name, "debian-13");
  EXPECT_EQ(os.title, "Debian 13");
  EXPECT_EQ(os.libc, "glibc");
  EXPECT_EQ(os.libc_version, "2.41");
  EXPECT_FALSE(os.cxx);
  EXPECT_EQ(os.kind, "unpacked");
  EXPECT_EQ(os.sysroot, "{cache}/sysroots/debian-13");
  EXPECT_EQ(os.probe, "{sysroot}/{debian}.VERSION");
  EXPECT_EQ(os.native_probe, "{sysroot}/native");
  EXPECT_EQ(os.package, "libc6-dev-{debian}-cross");
  EXPECT_EQ(os.setup, "{setup} --sysroot debian-13:{debian}");
  EXPECT_THAT(os.licences,
              ElementsAre("{sysroot}/usr/share/doc/libc6-dev-{debian}-cross/copyright"));
  EXPECT_THAT(os.native_licences, ElementsAre("/usr/share/doc/libc6-dev/copyright"));
  EXPECT_THAT(of_family(os.flags, "clang"), ElementsAre("--sysroot={sysroot}", "-B"));
  EXPECT_THAT(of_family(os.link_flags, "clang"), ElementsAre("-l"));
  EXPECT_THAT(of_family(os.native_flags, "gcc"), ElementsAre("-g"));
  EXPECT_EQ(to_text(os.position), "a.toml:2:8");
}

TEST(ReadOs, NeedsLittle) {
  const auto os = good_os(kLeastOs);
  EXPECT_TRUE(os.cxx);
  EXPECT_EQ(os.sysroot, "");
  EXPECT_EQ(os.native_probe, "");
  EXPECT_EQ(os.setup, "");
  EXPECT_THAT(os.flags, IsEmpty());
}

TEST(ReadOs, OfAnImageIsAKernelAndWhereLibrariesAreFrom) {
  const auto os = good_os(kImage);
  EXPECT_EQ(os.kind, "image");
  EXPECT_THAT(os.libraries, ElementsAre("debian-12", "debian-13"));
  ASSERT_TRUE(os.kernel);
  EXPECT_EQ(os.kernel->archive, "/usr/src/linux-source-6.12.tar.xz");
  EXPECT_EQ(os.kernel->package, "linux-source-6.12");
  EXPECT_THAT(os.kernel->fragments, ElementsAre("base", "net"));
}

TEST(ReadOs, SaysWhichPackagesMakeAnImage) {
  const auto debian = good_os(kApt);
  ASSERT_TRUE(debian.packages);
  EXPECT_EQ(debian.packages->release, "bookworm");
  EXPECT_THAT(debian.packages->components, ElementsAre("main"));
  EXPECT_EQ(debian.packages->key, "/usr/share/keyrings/debian-archive-keyring.gpg");
  EXPECT_THAT(debian.packages->names, ElementsAre("libc6"));
  EXPECT_EQ(debian.packages->kernel, "linux-image-{debian}");
  EXPECT_THAT(debian.packages->modules, ElementsAre("virtio"));
  const auto other = good_os(kDnf);
  ASSERT_TRUE(other.packages);
  EXPECT_THAT(other.packages->repositories, ElementsAre("OS/{arch}"));
  EXPECT_EQ(other.packages->untried, "no mirror");
}

TEST(ReadOs, WantsOfEachManagerItsOwnKeys) {
  EXPECT_THAT(faults_of_os(base::replace_all(std::string(kDnf), "\"dnf\"", "\"apt\"")),
              ElementsAre(StartsWith("a.toml:7:1: [packages] release: is missing"),
                          StartsWith("a.toml:7:1: [packages] components: is missing"),
                          StartsWith("a.toml:9:1: [packages]: unknown key \"repositories\"")));
}

TEST(Boots, GoesByKernelAndPackages) {
  EXPECT_FALSE(boots(good_os(kLeastOs)));
  EXPECT_TRUE(boots(good_os(kImage), "x86_64"));
  EXPECT_FALSE(boots(good_os(kImage), "aarch64"));
  EXPECT_TRUE(boots(good_os(kApt), "x86_64"));
  EXPECT_FALSE(boots(good_os(kApt), "armhf"));
}

TEST(ReadOs, OfAnImageHasNoLibrariesOfItsOwn) {
  EXPECT_THAT(faults_of_os("[os]\nname = \"a\"\ntitle = \"A\"\nkind = \"image\"\nlibc = \"glibc\"\n"
                           "architectures = [\"x86_64\"]\n"),
              ElementsAre("a.toml:1:1: [os] libraries: is missing; "
                          "an image names the systems it is linked against",
                          StartsWith("a.toml:5:1: [os]: unknown key \"libc\""),
                          "a.toml:1:1: os file kernel: is missing; "
                          "an image boots, so it says what: [kernel] or [packages]"));
}

TEST(ProbeOf, IsTheNativeOneOnItsOwnArchitectureWhereThereIsOne) {
  Os os;
  os.probe = "/usr/{triple}/lib/libc.a";
  EXPECT_EQ(probe_of(os, true), os.probe);
  os.native_probe = "/usr/lib/libc.a";
  EXPECT_EQ(probe_of(os, true), "/usr/lib/libc.a");
  EXPECT_EQ(probe_of(os, false), os.probe);
}

TEST(LicencesOf, AreTheNativeOnesOnItsOwnArchitectureWhereThereAreAny) {
  Os os;
  os.licences = {"/cross/copyright"};
  EXPECT_THAT(licences_of(os, true), ElementsAre("/cross/copyright"));
  os.native_licences = {"/native/copyright"};
  EXPECT_THAT(licences_of(os, true), ElementsAre("/native/copyright"));
  EXPECT_THAT(licences_of(os, false), ElementsAre("/cross/copyright"));
}

TEST(HasArchitecture, GoesByTheList) {
  const auto os = good_os(kEveryKeyOfSystems);
  EXPECT_TRUE(has_architecture(os, "loongarch64"));
  EXPECT_FALSE(has_architecture(os, "aarch64"));
  EXPECT_FALSE(has_architecture(os, ""));
}

TEST(ReadOs, SaysEverythingThatIsWrongAtOnce) {
  EXPECT_THAT(faults_of_os(R"([os]
name = "debian 12"
title = "Debian 12"
libc_version = 2.36
libc = "glibc"
kind = "instaled"
probe = "/usr/{tripel}/lib/libc.a"
package = "g++"
architectures = ["x86_64", "aarch46"]
setpu = "x"
[flagz]
)"),
              ElementsAre(StartsWith("a.toml:2:8: [os] name: \"debian 12\" is not a valid name"),
                          "a.toml:6:8: [os] kind: \"instaled\" is not known, "
                          "did you mean \"installed\"?; one of: installed, unpacked, image",
                          "a.toml:9:17: [os] architectures: \"aarch46\" is not known, "
                          "did you mean \"aarch64\"?; "
                          "one of: x86_64, aarch64, riscv64, loongarch64, armhf",
                          "a.toml:4:16: [os] libc_version: expected a string, found a number",
                          StartsWith("a.toml:7:9: [os] probe: {tripel} stands for nothing"),
                          "a.toml:10:1: [os]: unknown key \"setpu\", did you mean \"setup\"?",
                          "a.toml:11:2: os file: unknown key \"flagz\", did you mean \"flags\"?"));
}

TEST(ReadOs, WantsASysrootOfAnUnpackedOsOnly) {
  EXPECT_THAT(faults_of_os(base::replace_all(std::string(kLeastOs), "installed", "unpacked")),
              ElementsAre("a.toml:1:1: [os] sysroot: is missing; "
                          "an unpacked os says where it lies"));
  EXPECT_THAT(faults_of_os(std::string(kLeastOs) + "sysroot = \"/x\"\n"),
              ElementsAre("a.toml:10:11: [os] sysroot: is given; "
                          "the packages of an installed os lie in /usr"));
}

TEST(ReadOs, WantsAnArchitecture) {
  EXPECT_THAT(faults_of_os(base::replace_all(std::string(kLeastOs), "\"x86_64\"", "")),
              ElementsAre("a.toml:9:17: [os] architectures: is missing; "
                          "one or more of: x86_64, aarch64, riscv64, loongarch64, armhf"));
}

TEST(ReadOs, MissesItsTable) {
  EXPECT_THAT(faults_of_os(""), ElementsAre("a.toml:1:1: os file os: is missing; "
                                            "targets/README.md lists every key"));
  EXPECT_THAT(faults_of_os("os = \"debian-12\""),
              ElementsAre("a.toml:1:6: os file os: expected a table, found a string"));
}

TEST(ReadOs, StopsAtBrokenToml) {
  EXPECT_THAT(faults_of_os("[os]\nname = debian\n"), ElementsAre(StartsWith("a.toml:2:8: ")));
}

TEST(SystemsReadme, DocumentsEveryKeyAndNoOther) {
  auto keys = keys_of(kEveryKeyOfSystems);
  for (const auto text : {kImage, kApt, kDnf}) keys.merge(keys_of(text));
  EXPECT_EQ(documented_keys("targets/README.md", "## A system"), keys);
}

}  // namespace
}  // namespace assay::catalog
