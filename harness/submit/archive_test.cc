// SPDX-License-Identifier: Apache-2.0
#include "submit/archive.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "sys/family.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<SubmissionFile> some_files() {
  return {{"manifest.json", "{}"}, {"SHA256SUMS", "none\n"}, {"machine/proc/cpuinfo", "a cpu\n"}};
}

TEST(Archive, ComesBackAsItWasPacked) {
  const std::string packed = pack(some_files());
  const Opened opened = open_archive(packed);
  EXPECT_TRUE(opened.outcome.good()) << opened.outcome.reason;
  EXPECT_EQ(opened.files, some_files());
  EXPECT_THAT(to_text(opened.walls), StartsWith("rlimits"));
  EXPECT_EQ(pack(some_files()), packed);
}

TEST(Archive, IsUnpackedByTarAlone) {
  const sys::TemporaryFolder folder;
  const auto ended = sys::run_process(
      {.argv = {"tar", "-xzf", "-"}, .folder = folder.path(), .input = pack(some_files())});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  for (const SubmissionFile& file : some_files()) {
    EXPECT_EQ(sys::read_file(folder.path() / file.name, {100}), file.bytes);
  }
}

TEST(Archive, OfTarAloneIsOpenedToo) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "a", "1");
  const auto made = sys::run_process(
      {.argv = {"tar", "--format=ustar", "-cf", "-", "a"}, .folder = folder.path()});
  EXPECT_THAT(open_archive(made.out).files, testing::ElementsAre(SubmissionFile{"a", "1"}));
}

std::string why_not_packed(const std::vector<SubmissionFile>& files) {
  try {
    pack(files);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::bad);
    return error.what();
  }
  return "";
}

TEST(Archive, IsNotMadeOfWhatWouldNotBeOpened) {
  EXPECT_THAT(why_not_packed({}), HasSubstr("no file"));
  EXPECT_THAT(why_not_packed({{"a b", ""}}), HasSubstr("characters"));
  EXPECT_THAT(why_not_packed({{"a", ""}, {"A", ""}}), HasSubstr("upper and lower case"));
  EXPECT_THAT(why_not_packed({{"a", std::string((std::size_t{32} << 20) + 1, 'x')}}),
              HasSubstr("32 MiB are allowed"));
  EXPECT_THAT(why_not_packed({{"a", std::string(std::size_t{30} << 20, 'x')}}),
              HasSubstr("more than 200 times"));
  EXPECT_THAT(why_not_packed({{"a", std::string(std::size_t{32} << 20, 'x')},
                              {"b", std::string(std::size_t{32} << 20, 'x')}}),
              HasSubstr("more than 64 MiB"));
}

TEST(Archive, ThatIsRefusedHasACodeAndNoFiles) {
  const std::string packed = pack(some_files());
  const Opened cut = open_archive(std::string_view(packed).substr(0, packed.size() - 1));
  EXPECT_EQ(cut.outcome.code, "gzip-truncated");
  EXPECT_TRUE(cut.files.empty());
  EXPECT_EQ(open_archive("hello").outcome.code, "not-tar");
  EXPECT_EQ(open_archive("").outcome.code, "empty");
  EXPECT_EQ(open_archive(pack({{"inner.assay", packed}}) + packed).outcome.code,
            "gzip-second-member");
}

// As many and as large files as there may be: the child's memory and the pipe are enough for them.
TEST(Archive, AsLargeAsAllowedIsOpened) {
  std::vector<SubmissionFile> files;
  std::string noise(std::size_t{60} << 10, '\0');
  std::uint32_t state = 1;
  for (int i = 0; i < 990; ++i) {
    for (std::size_t at = 0; at < noise.size(); at += 12) {  // of 12 bytes one is random
      state = state * 1664525 + 1013904223;
      noise[at] = static_cast<char>(state >> 24u);
    }
    files.push_back({fmt::format("folder/{}", i), noise});
  }
  const Opened opened = open_archive(pack(files));
  EXPECT_TRUE(opened.outcome.good()) << opened.outcome.reason;
  EXPECT_TRUE(opened.files == files);
}

TEST(Archive, LeavesNothingOpen) {
  const auto before = sys::numbers_in("/proc/self/fd");
  open_archive(pack(some_files()));
  open_archive("hello");
  EXPECT_EQ(sys::numbers_in("/proc/self/fd"), before);
}

}  // namespace
}  // namespace assay::submit
