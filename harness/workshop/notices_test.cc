// SPDX-License-Identifier: Apache-2.0
// What programs really hold is compared with what a kit names by the journeys of kits.
#include "workshop/notices.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <regex>

#include "base/error.h"
#include "base/text.h"
#include "workshop/workshop_test.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr base::Bytes kPage{1u << 20};

class LicenceFiles : public testing::Test {
 protected:
  LicenceFiles() {
    space_.folders.data = root() / "data";
    space_.catalog = tiny_.tree.catalog();
    space_.catalog.systems.at(0).licences = {(root() / "doc/libc-{debian}/copyright").string()};
    space_.capabilities = build::imagined_capabilities();
    space_.capabilities.benchmark_source = (root() / "google-benchmark").string();
    space_.capabilities.libraries_source = (root() / "libraries").string();
    space_.capabilities.libraries = "lz4|lz4|bookworm|lz4_1.9.4.orig.tar.gz|0b0e\n";
    for (const auto& [file, text] : {std::pair{"data/LICENSE", "Assay's licence\n"},
                                     {"doc/libc-arm64/copyright", "licence of libc\n"},
                                     {"google-benchmark/LICENSE", "licence of the benchmarks\n"},
                                     {"libraries/lz4/lib/LICENSE", "licence of lz4\n"},
                                     {"libraries/zstd/LICENSE", "licence of zstd\n"}}) {
      sys::write_whole(root() / file, text);
    }
    manifest_.harness = {.version = "1.2.3", .commit = "c0ffee"};
    manifest_.target = "some-arm";
    manifest_.arch = "aarch64";
  }

  const fs::path& root() const { return tiny_.folder.path(); }

  // A program with this list beside it, as suite.cmake writes it.
  LinkedProgram program(const std::string& suite, const std::string& list) const {
    sys::write_whole(root() / "cells" / (suite + "_libraries.txt"), list);
    return {.path = "programs/" + suite, .source = root() / "cells" / suite, .os = "debian"};
  }

  std::string notices(const std::vector<LinkedProgram>& programs) const {
    return licence_files(space_, manifest_, programs).at(1).bytes;
  }

  std::string refusal(const std::vector<LinkedProgram>& programs) const {
    try {
      licence_files(space_, manifest_, programs);
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::missing);
      return error.what();
    }
    return "nothing was refused";
  }

  TinyWorkspace tiny_;
  Workspace space_;
  work::KitManifest manifest_;
};

TEST_F(LicenceFiles, AreAssaysAndThoseOfAllThatIsLinked) {
  const auto files = licence_files(space_, manifest_, {program("libc", "\n")});
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].path, "LICENSE");
  EXPECT_EQ(files[0].bytes, "Assay's licence\n");
  EXPECT_EQ(files[1].path, "NOTICES.txt");
  EXPECT_THAT(files[1].bytes, StartsWith("Licences of assay-kit-1.2.3-some-arm\n"));
  EXPECT_THAT(files[1].bytes, HasSubstr("version 1.2.3, commit c0ffee: assay kit some-arm\n"));
}

TEST_F(LicenceFiles, NameEachLibraryOnceWithItsPrograms) {
  const std::string text =
      notices({program("libc", "\n"), program("storage", "lz4\nzstd\n"), program("web", "lz4\n")});
  EXPECT_THAT(text, HasSubstr("  fmt (Debian's source package fmtlib)\n      in assay-kit\n"));
  EXPECT_THAT(text, HasSubstr("  glibc 2.36 and the C++ library (T)\n"
                              "      in assay-kit, programs/libc, programs/storage, programs/web\n"
                              "  Google Benchmark (version 1.9.1)\n"
                              "      in programs/libc, programs/storage, programs/web\n"
                              "  lz4 (Debian's source package lz4: lz4_1.9.4.orig.tar.gz, SHA-256 "
                              "0b0e)\n"
                              "      in programs/storage, programs/web\n"));
  for (const char* licence : {"licence of libc", "licence of the benchmarks", "licence of lz4"}) {
    EXPECT_EQ(base::replace_all(text, licence, "").size(),
              text.size() - std::string(licence).size())
        << licence;
  }
  EXPECT_THAT(text, HasSubstr("\nlz4: lib/LICENSE\n"));
  EXPECT_THAT(text, Not(HasSubstr("Not known here")));
}

TEST_F(LicenceFiles, HoldNothingOfWhatIsNotLinked) {
  const std::string text = notices({program("libc", "\n"), program("web", "lz4\n")});
  EXPECT_THAT(text, HasSubstr("licence of lz4"));
  EXPECT_THAT(text, Not(HasSubstr("zstd")));
}

TEST_F(LicenceFiles, AreOfAProgramThatWasBuiltElsewhereThoseOfAllLibraries) {
  const std::string text =
      notices({{.path = "programs/base/libc", .source = root() / "given", .os = "unknown"}});
  EXPECT_THAT(text, HasSubstr("Not known here: what programs/base/libc is linked with,"));
  EXPECT_THAT(text, HasSubstr("licence of lz4"));
  EXPECT_THAT(text, HasSubstr("licence of zstd"));
}

TEST_F(LicenceFiles, AreTheSameWhereverTheTextsLie) {
  const auto linked = [&] { return notices({program("storage", "lz4\nzstd\n")}); };
  const std::string here = linked();
  EXPECT_EQ(linked(), here);
  fs::rename(root() / "libraries", root() / "elsewhere");
  space_.capabilities.libraries_source = (root() / "elsewhere").string();
  EXPECT_EQ(linked(), here);
}

TEST_F(LicenceFiles, AreNotMadeWithoutATextThatIsDue) {
  fs::remove(root() / "libraries/lz4/lib/LICENSE");
  EXPECT_EQ(refusal({program("storage", "lz4\n")}),
            fmt::format("{0}/lz4/lib/LICENSE is missing: the licence of lz4, which "
                        "programs/storage is linked with; remove {0}, and scripts/setup brings it "
                        "anew",
                        (root() / "libraries").string()));
  sys::write_whole(root() / "doc/libc-arm64/copyright", "\n");
  EXPECT_THAT(refusal({}), HasSubstr("/doc/libc-arm64/copyright is missing: the licence of glibc "
                                     "2.36 and the C++ library, which assay-kit is linked with; "
                                     "apt install libc"));
}

TEST_F(LicenceFiles, NameThePackageOfATextOfTheSystems) {
  space_.catalog.systems.at(0).licences = {"/usr/share/doc/no-such-package/copyright"};
  EXPECT_THAT(refusal({}), HasSubstr("; apt install --reinstall no-such-package"));
  space_.catalog.systems.at(0).licences = {};
  EXPECT_THAT(refusal({}), ContainsRegex("debian.toml:.* no licence of glibc 2.36 and the C"));
}

// What suites can be linked with, by the file that links them.
TEST_F(LicenceFiles, AreKnownOfEveryLibraryOfTheSuites) {
  fs::remove_all(root() / "libraries");
  const std::string listed =
      sys::read_file(ASSAY_SOURCE_DIR "/benchmarks/support/libraries.cmake", kPage);
  const std::regex name("\nset\\(ASSAY_LIBRARY_(\\S+)");
  std::size_t count = 0;
  for (std::sregex_iterator at(listed.begin(), listed.end(), name), end; at != end; ++at, ++count) {
    const std::string library = (*at)[1];
    EXPECT_THAT(refusal({program("some", library + "\n")}),
                HasSubstr("is missing: the licence of " + library + ", "));
  }
  EXPECT_EQ(count, 9u);
  EXPECT_THAT(refusal({program("some", "lz5\n")}),
              HasSubstr("no licence of lz5 is known, which programs/some is linked with"));
}

// What assay-kit is made of, by the list of its sources. Unicode's tables are no code.
TEST_F(LicenceFiles, AreKnownOfEverySourceOfTheKitsProgram) {
  const std::string listed =
      sys::read_file(ASSAY_SOURCE_DIR "/scripts/lib/static_libraries.bash", kPage);
  const std::regex pinned("\n[0-9a-f]{64}  ([^_]+)_");
  const std::string text = notices({});
  std::size_t count = 0;
  for (std::sregex_iterator at(listed.begin(), listed.end(), pinned), end; at != end; ++at) {
    const std::string source = (*at)[1];
    if (source == "unicode-data") continue;
    EXPECT_THAT(text, HasSubstr("(Debian's source package " + source + ")"));
    ++count;
  }
  EXPECT_EQ(count, 8u);
}

}  // namespace
}  // namespace assay::workshop
