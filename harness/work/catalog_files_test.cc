// SPDX-License-Identifier: Apache-2.0
#include "work/catalog_files.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"

namespace assay::work {
namespace {

using testing::HasSubstr;

// One target, its system and two suites.
class CatalogFiles : public testing::Test {
 protected:
  CatalogFiles() {
    folders_.data = folder_.path();
    write(
        "targets/arm.toml",
        "[target]\nname = \"arm\"\ntitle = \"t\"\nvendor = \"v\"\narch = \"aarch64\"\n"
        "os = \"debian-12\"\n[flags]\nclang = [\"-O2\"]\ngcc = [\"-O2\"]\n[qemu]\ncpu = \"max\"\n");
    write("targets/os/debian-12.toml",
          "[os]\nname = \"debian-12\"\ntitle = \"t\"\nlibc = \"glibc\"\nlibc_version = \"2.36\"\n"
          "kind = \"installed\"\nprobe = \"/p\"\npackage = \"p\"\narchitectures = [\"aarch64\"]\n");
    suite("benchmarks/one", "one");
    suite("elsewhere/two", "two");
  }
  void write(const std::string& below, const std::string& text) {
    sys::write_whole(folder_.path() / below, text);
  }
  void suite(const std::string& below, const std::string& name) {
    write(below + "/suite.toml",
          "[suite]\nname = \"" + name + "\"\ntitle = \"t\"\ndescription = \"d\"\n");
  }
  std::vector<std::string> suites(const std::vector<std::string>& more,
                                  const std::filesystem::path& benchmarks = {}) {
    std::vector<std::string> names;
    for (const auto& each : load_catalog(folders_, more, benchmarks).suites) {
      names.push_back(each.name);
    }
    return names;
  }

  sys::TemporaryFolder folder_;
  sys::Folders folders_;
};

TEST_F(CatalogFiles, ReadsWhatStandsBesideTheProgramAndWhatIsAdded) {
  EXPECT_THAT(suites({}), testing::ElementsAre("one"));
  EXPECT_THAT(suites({(folder_.path() / "elsewhere/two").string()}),
              testing::ElementsAre("one", "two"));
  EXPECT_THAT(suites({}, folder_.path() / "elsewhere"), testing::ElementsAre("two"));
}

TEST_F(CatalogFiles, RefusesAFolderThatIsNoSuite) {
  try {
    load_catalog(folders_, {"/nowhere"});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("--suite-dir /nowhere: no suite.toml there"));
  }
}

}  // namespace
}  // namespace assay::work
