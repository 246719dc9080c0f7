// SPDX-License-Identifier: Apache-2.0
#include "submit/archive_names.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <initializer_list>

namespace assay::submit {
namespace {

using testing::HasSubstr;

std::string code_of_file(std::string_view name) { return ArchiveNames().add_file(name).code; }

TEST(ArchiveNames, AreTheOnesThatEveryFileSystemTakes) {
  for (const char* good : {"manifest.json", "SHA256SUMS", "a", "machine/sys/cpu0/id", "A-b_c.9",
                           "...", "a..b/c.", ".hidden"}) {
    EXPECT_EQ(code_of_file(good), "") << good;
  }
  EXPECT_EQ(code_of_file(std::string(200, 'a')), "");
}

TEST(ArchiveNames, ThatAreRefusedHaveACodeEach) {
  const std::string long_name(201, 'a');
  struct Case {
    std::string_view name, code;
  };
  for (const auto& [name, code] :
       std::initializer_list<Case>{{"", "name-empty"},
                                   {long_name, "name-long"},
                                   {"/etc/passwd", "name-absolute"},
                                   {"/", "name-absolute"},
                                   {"..", "name-dots"},
                                   {"a/../b", "name-dots"},
                                   {"./a", "name-dots"},
                                   {"a/.", "name-dots"},
                                   {"a//b", "name-empty-part"},
                                   {"a/", "name-empty-part"},
                                   {"-rf", "name-dash"},
                                   {"a/-rf", "name-dash"},
                                   {"a/b/c/d/e", "name-deep"},
                                   {"a b", "name-characters"},
                                   {"a\nb", "name-characters"},
                                   {"a\x1b[2Jb", "name-characters"},
                                   {std::string_view("a\0b", 3), "name-characters"},
                                   {"back\\slash", "name-characters"},
                                   {"C:a", "name-characters"},
                                   {"na\xc3\xafve", "name-characters"},
                                   {"\xe2\x80\xaegpj.exe", "name-characters"},
                                   {"\xff", "name-characters"}}) {
    EXPECT_EQ(code_of_file(name), code) << shown(name);
  }
}

// Each list of entries, a folder with a slash at its end, and what the last one is refused for.
TEST(ArchiveNames, GoTogetherOnAnyFileSystem) {
  struct Case {
    std::vector<std::string_view> entries;
    std::string_view code;
  };
  for (const auto& [entries, code] :
       std::initializer_list<Case>{{{"a", "b", "c/a", "c/b"}, ""},
                                   {{"c/", "c/a"}, ""},
                                   {{"c/a", "c/"}, ""},
                                   {{"a", "a"}, "name-twice"},
                                   {{"c/", "c/"}, "name-twice"},
                                   {{"c/a", "c/", "c/"}, "name-twice"},
                                   {{"a", "A"}, "name-case"},
                                   {{"readme", "ReadMe"}, "name-case"},
                                   {{"c/a", "C/b"}, "name-case"},
                                   {{"a/", "A"}, "name-case"},
                                   {{"a", "a/"}, "name-file-and-folder"},
                                   {{"a/", "a"}, "name-file-and-folder"},
                                   {{"a", "a/b"}, "name-file-and-folder"},
                                   {{"a/b", "a"}, "name-file-and-folder"},
                                   {{"a/b", "a/b/c"}, "name-file-and-folder"}}) {
    ArchiveNames names;
    std::string last;
    for (std::string_view entry : entries) {
      EXPECT_EQ(last, "") << entry;
      const bool folder = entry.ends_with('/');
      if (folder) entry.remove_suffix(1);
      last = (folder ? names.add_folder(entry) : names.add_file(entry)).code;
    }
    EXPECT_EQ(last, code) << entries.front() << ", " << entries.back();
  }
}

TEST(ArchiveNames, AreNotMoreThanAThousand) {
  ArchiveNames names;
  for (int i = 0; i < 999; ++i) EXPECT_TRUE(names.add_file(fmt::format("a{}", i)).good());
  EXPECT_TRUE(names.add_folder("folder").good());
  EXPECT_EQ(names.add_file("b").code, "too-many-entries");
}

TEST(ArchiveNames, AreShownSoThatATerminalIsSafe) {
  EXPECT_EQ(shown("a b"), "\"a b\"");
  EXPECT_EQ(shown("\x1b[2J\n\"\\\xe2\x80\xae"), R"("\x1b[2J\x0a\x22\x5c\xe2\x80\xae")");
  EXPECT_EQ(shown(std::string(100, 'a')), '"' + std::string(60, 'a') + "...\"");
  EXPECT_THAT(ArchiveNames().add_file("x\x1b").reason, HasSubstr(R"("x\x1b")"));
}

}  // namespace
}  // namespace assay::submit
