// SPDX-License-Identifier: Apache-2.0
#include "submit/archive.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "sys/family.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/sanitized.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<SubmissionFile> three_files() {
  return {{"manifest.json", "{}"}, {"SHA256SUMS", "none\n"}, {"machine/proc/cpuinfo", "a cpu\n"}};
}

TEST(Archive, ComesBackAsItWasPacked) {
  const std::string packed = pack(three_files());
  const Opened opened = open_archive(packed);
  EXPECT_TRUE(opened.outcome.good()) << opened.outcome.reason;
  EXPECT_EQ(opened.files, three_files());
  EXPECT_THAT(to_text(opened.walls), StartsWith("rlimits"));
  EXPECT_EQ(pack(three_files()), packed);
}

TEST(Archive, IsUnpackedByTarAlone) {
  const sys::TemporaryFolder folder;
  const auto ended = sys::run_process(
      {.argv = {"tar", "-xzf", "-"}, .folder = folder.path(), .input = pack(three_files())});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  for (const SubmissionFile& file : three_files()) {
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
  const std::string packed = pack(three_files());
  const Opened cut = open_archive(std::string_view(packed).substr(0, packed.size() - 1));
  EXPECT_EQ(cut.outcome.code, "gzip-truncated");
  EXPECT_TRUE(cut.files.empty());
  EXPECT_EQ(open_archive("hello").outcome.code, "not-tar");
  EXPECT_EQ(open_archive("").outcome.code, "empty");
  EXPECT_EQ(open_archive(pack({{"inner.assay", packed}}) + packed).outcome.code,
            "gzip-second-member");
}

// That compresses to about a sixth: of 12 bytes one is random.
std::string some_noise(std::size_t size, std::uint32_t seed) {
  std::string noise(size, '\0');
  for (std::size_t at = 0; at < size; at += 12) {
    seed = seed * 1664525 + 1013904223;
    noise[at] = static_cast<char>(seed >> 24u);
  }
  return noise;
}

// As many and as large files as there may be: the child's memory and the pipe are enough for them.
TEST(Archive, AsLargeAsAllowedIsOpened) {
  std::vector<SubmissionFile> files;
  for (std::uint32_t i = 0; i < 990; ++i) {
    files.push_back({fmt::format("folder/{}", i), some_noise(std::size_t{60} << 10, i)});
  }
  const Opened opened = open_archive(pack(files));
  EXPECT_TRUE(opened.outcome.good()) << opened.outcome.reason;
  EXPECT_TRUE(opened.files == files);
}

[[noreturn]] void open_with_little_memory(const std::string& packed) {
  // A little more than there is now: proc(5), the data in statm, in pages.
  const auto sizes =
      base::split(std::string(base::trim(sys::read_start("/proc/self/statm", {200}))), ' ');
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const rlim_t most = base::to_uint64(sizes.at(5)).value() * page + (std::uint64_t{8} << 20);
  const rlimit little{most, most};
  setrlimit(RLIMIT_DATA, &little);
  const Opened opened = open_archive(packed);
  _exit(opened.outcome.code == "memory" && opened.files.empty() ? 0 : 1);
}

// In a process of its own, because memory that other tests gave back would be room.
TEST(ArchiveDeathTest, ThatTakesMoreMemoryThanThereIsIsRefused) {
  if (sys::kSanitized) GTEST_SKIP() << "without a limit of memory";
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(open_with_little_memory(pack({{"a", some_noise(std::size_t{31} << 20, 1)}})),
              testing::ExitedWithCode(0), "");
}

TEST(Archive, LeavesNothingOpen) {
  const auto before = sys::numbers_in("/proc/self/fd");
  open_archive(pack(three_files()));
  open_archive("hello");
  EXPECT_EQ(sys::numbers_in("/proc/self/fd"), before);
}

}  // namespace
}  // namespace assay::submit
