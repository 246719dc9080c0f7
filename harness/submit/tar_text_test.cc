// SPDX-License-Identifier: Apache-2.0
#include "submit/tar_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::submit {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string printed_by(std::vector<std::string> words, const std::string& input = {},
                       const std::filesystem::path& folder = {}) {
  const auto ended = sys::run_process(
      {.argv = std::move(words), .folder = folder, .input = input, .output_limit = {100u << 20}});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return ended.out;
}

std::vector<SubmissionFile> files_to_tar() {
  return {{"manifest.json", "{}"},
          {"SHA256SUMS", std::string(512, 's')},
          {"empty", ""},
          {"machine/sys/cpu", std::string("\0\n\xff", 3)},
          {std::string(20, 'a') + '/' + std::string(70, 'b') + '/' + std::string(99, 'c'), "far"}};
}

std::vector<SubmissionFile> files_in(std::string_view archive) {
  const Untarred read = untar(archive);
  EXPECT_TRUE(read.outcome.good()) << read.outcome.code << ": " << read.outcome.reason;
  std::vector<SubmissionFile> files;
  for (const TarFile& file : read.files) files.push_back({file.name, std::string(file.bytes)});
  return files;
}

std::string code(std::string_view archive) {
  const Untarred read = untar(archive);
  if (!read.outcome.good()) {
    EXPECT_TRUE(read.files.empty());
    EXPECT_FALSE(read.outcome.reason.empty());
  }
  return read.outcome.code;
}

// Puts bytes into the first header and mends its checksum as POSIX says: the sum of all bytes,
// those of the checksum taken as blanks.
std::string changed(std::string archive, std::size_t at, std::string_view bytes) {
  archive.replace(at, bytes.size(), bytes);
  archive.replace(148, 8, "        ");
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(archive[i]);
  return archive.replace(148, 8, fmt::format("{:06o}{} ", sum, '\0'));
}

std::string one_file() { return tar({{"file", "hello"}}); }

TEST(Tar, IsByteForByteWhatGnuTarMakes) {
  const sys::TemporaryFolder folder;
  std::vector<std::string> words = {"tar",
                                    "--format=ustar",
                                    "--numeric-owner",
                                    "--owner=0",
                                    "--group=0",
                                    "--mtime=@0",
                                    "--mode=0644",
                                    "-cf",
                                    "-",
                                    "--"};
  for (const SubmissionFile& file : files_to_tar()) {
    sys::write_whole(folder.path() / file.name, file.bytes);
    words.push_back(file.name);
  }
  EXPECT_EQ(tar(files_to_tar()), printed_by(words, {}, folder.path()));
}

TEST(Tar, IsReadBackAsItWas) { EXPECT_EQ(files_in(tar(files_to_tar())), files_to_tar()); }

TEST(Tar, RefusesToMakeWhatDoesNotFit) {
  EXPECT_THROW(tar({{std::string(101, 'a'), ""}}), base::Error);
  EXPECT_THROW(tar({{"a/" + std::string(101, 'b'), ""}}), base::Error);
  EXPECT_NO_THROW(tar({{"a/" + std::string(100, 'b'), ""}}));
}

// With folders, owners, modes and times of a real file system.
TEST(Tar, OfOtherProgramsIsRead) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "top", "1");
  sys::write_whole(folder.path() / "in" / "it", std::string(5000, 'i'));
  // GNU tar's pax headers have three times, of which one is taken here.
  for (const auto& format : std::vector<std::vector<std::string>>{
           {"--format=ustar"}, {"--format=pax", "--pax-option=delete=atime,delete=ctime"}}) {
    std::vector<std::string> words = {"tar", "-cf", "-"};
    words.insert(words.end(), format.begin(), format.end());
    words.insert(words.end(), {"in", "top"});
    const std::string made = printed_by(words, {}, folder.path());
    EXPECT_THAT(files_in(made), ElementsAre(SubmissionFile{"in/it", std::string(5000, 'i')},
                                            SubmissionFile{"top", "1"}));
  }
  const char* const script =
      "import io, sys, tarfile\n"
      "archive = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT)\n"
      "entry = tarfile.TarInfo('a/' + 'b' * 150)\n"
      "entry.size, entry.mtime, entry.pax_headers = 3, 1.5, {'comment': 'said'}\n"
      "archive.addfile(entry, io.BytesIO(b'far'))\n"
      "archive.close()\n";
  EXPECT_THAT(files_in(printed_by({"/usr/bin/python3", "-c", script})),
              ElementsAre(SubmissionFile{"a/" + std::string(150, 'b'), "far"}));
}

TEST(Tar, OfGnusOwnFormatSaysHowToMakeTheOther) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "top", "1");
  const Untarred read =
      untar(printed_by({"tar", "--format=gnu", "-cf", "-", "top"}, {}, folder.path()));
  EXPECT_EQ(read.outcome.code, "format-gnu");
  EXPECT_THAT(read.outcome.reason, HasSubstr("tar --format=ustar"));
  EXPECT_EQ(code(printed_by({"tar", "--format=v7", "-cf", "-", "top"}, {}, folder.path())),
            "format-old");
}

TEST(Tar, CutAtAnyByteIsRefusedUntilOnlyTheFillingIsMissing) {
  const std::string whole = tar({{"a", "1"}, {"b", std::string(512, '2')}});
  const std::size_t end = 6 * 512;  // two headers, two blocks of data, two empty blocks
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = code(whole.substr(0, size));
    if (size == 0) {
      EXPECT_EQ(cut, "empty");
    } else if (size < 512) {
      EXPECT_EQ(cut, "not-tar") << size;
    } else if (size < end) {
      EXPECT_THAT(cut, AnyOf("truncated", "no-end")) << size;
    } else {
      EXPECT_EQ(cut, size % 512 == 0 ? "" : "long-end") << size;
    }
  }
}

// Bits of the file's five bytes are the manifest's to find.
TEST(Tar, WithAnyBitChangedIsRefusedOrTheSame) {
  const std::string whole = one_file().substr(0, 4 * 512);
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    if (bit / 8 >= 512 && bit / 8 < 517) continue;
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ 1u << bit % 8);
    const Untarred read = untar(bytes);
    if (!read.outcome.good()) continue;
    EXPECT_EQ(files_in(bytes), files_in(whole)) << "byte " << bit / 8;
    EXPECT_TRUE(bit / 8 >= 148 && bit / 8 < 156) << "of the checksum only, not byte " << bit / 8;
  }
}

TEST(Tar, RefusesEveryOtherKindOfEntry) {
  struct Case {
    char kind;
    std::string_view code;
  };
  for (const auto& [kind, expected] : std::initializer_list<Case>{{'1', "kind-hard-link"},
                                                                  {'2', "kind-symbolic-link"},
                                                                  {'3', "kind-device"},
                                                                  {'4', "kind-device"},
                                                                  {'6', "kind-fifo"},
                                                                  {'7', "kind-contiguous"},
                                                                  {'L', "kind-gnu-long-name"},
                                                                  {'K', "kind-gnu-long-name"},
                                                                  {'S', "kind-sparse"},
                                                                  {'g', "pax-global"},
                                                                  {'\0', "kind-old"},
                                                                  {'V', "kind-unknown"},
                                                                  {'\x1b', "kind-unknown"}}) {
    EXPECT_EQ(code(changed(one_file(), 156, {&kind, 1})), expected) << int{kind};
  }
}

TEST(Tar, RefusesHeadersThatTwoProgramsReadDifferently) {
  const std::string good = one_file();
  EXPECT_EQ(code(changed(good, 0, "file")), "");
  EXPECT_EQ(code(changed(good, 5, "hidden")), "header-hidden");  // behind the name's end
  EXPECT_EQ(code(changed(good, 350, "x")), "header-hidden");  // behind the prefix, which is empty
  EXPECT_EQ(code(changed(good, 505, "x")), "header-hidden");  // behind all fields
  EXPECT_EQ(code(changed(good, 157, "/etc/passwd")), "link-name");
  EXPECT_EQ(code(changed(good, 124, "-0000000005")), "number");
  EXPECT_EQ(code(changed(good, 124, "\x80")), "number-base-256");
  EXPECT_EQ(code(changed(good, 124, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")),
            "number-base-256");
  EXPECT_EQ(code(changed(good, 124, "00000000008")), "number");
  EXPECT_EQ(code(changed(good, 124, "          5")), "number");
  EXPECT_EQ(code(changed(good, 124, "777777777777")), "number");  // nothing ends it
  EXPECT_EQ(code(changed(good, 124, "77777777777")), "file-large");
  EXPECT_EQ(code(changed(good, 124, "00000024000")), "truncated");
  EXPECT_EQ(code(changed(good, 124, "00000000004")), "padding");  // hides the fifth byte
  EXPECT_EQ(code(changed(good, 263, "01")), "format-unknown");
  EXPECT_EQ(code(changed(good, 156, "5")), "folder-size");
  std::string wrong_sum = good;
  wrong_sum[0] = 'F';
  EXPECT_EQ(code(wrong_sum), "checksum");
}

TEST(Tar, EndsWithTwoEmptyBlocksAndFilling) {
  const std::string good = one_file();
  EXPECT_EQ(good.size(), 10240u);
  std::string behind = good;
  behind.back() = 'x';
  EXPECT_EQ(code(behind), "behind-end");
  EXPECT_EQ(code(good + std::string(512, '\0')), "long-end");
  EXPECT_EQ(code(good + good), "behind-end");
  EXPECT_EQ(code(good.substr(0, 1536)), "no-end");
  EXPECT_EQ(code(good.substr(0, 1536) + good), "lone-empty-block");
  EXPECT_EQ(code(std::string(10240, '\0')), "no-files");
}

TEST(Tar, SaysWhatSomethingElseIs) {
  struct Case {
    std::string_view begin, code;
  };
  for (const auto& [begin, expected] :
       std::initializer_list<Case>{{"PK\x03\x04", "format-zip"},
                                   {"\xfd"
                                    "7zXZ",
                                    "format-xz"},
                                   {"\x1f\x8b\x08", "format-gzip-twice"},
                                   {"BZh9", "format-bzip2"},
                                   {"\x28\xb5\x2f\xfd", "format-zstd"},
                                   {"070701", "format-cpio"},
                                   {"!<arch>\n", "format-ar"},
                                   {"hello", "not-tar"},
                                   {"#mtree\na type=file\n", "not-tar"}}) {
    EXPECT_EQ(code(begin), expected);
    EXPECT_EQ(code(std::string(begin) + std::string(2000, 'x')), expected);
  }
}

// One file behind a pax header with these records.
std::string with_pax(const std::string& records, char kind = 'x') {
  std::string header = tar({{"pax", records}}).substr(0, 512 + (records.size() + 511) / 512 * 512);
  return changed(header, 156, {&kind, 1}) + one_file().substr(0, 4 * 512);
}

TEST(Tar, TakesFourKeysOfPax) {
  EXPECT_THAT(files_in(with_pax("15 path=in/pax\n14 mtime=-1.5\n10 size=5\n20 comment=anything\n")),
              ElementsAre(SubmissionFile{"in/pax", "hello"}));
  struct Case {
    std::string records;
    std::string_view code;
  };
  for (const auto& [records, expected] : std::initializer_list<Case>{
           {"19 linkpath=/etc/x\n", "pax-key"},
           {"11 uid=123\n", "pax-key"},
           {"22 GNU.sparse.major=1\n", "pax-key"},
           {"15 hdrcharset=\n", "pax-key"},
           {"10 size=6\n", "pax-size"},
           {"11 size=-5\n", "pax-value"},
           {"25 size=9999999999999999\n", "pax-size"},
           {"9 path=a\n8 path=\n", "pax-twice"},
           {"8 path=\n", "pax-value"},
           {"11 path=..\n", "name-dots"},
           {"13 path=/abs\n", "name-absolute"},
           {std::string("11 path=a\0b\n", 12), "pax-length"},
           {std::string("12 path=a\0b\n", 12), "name-characters"},
           {"12 mtime=now\n", "pax-length"},
           {"13 mtime=now\n", "pax-value"},
           {"12 mtime=1.\n", "pax-value"},
           {"path=a\n", "pax-length"},
           {"0 path=a\n", "pax-length"},
           {"09 path=a\n", "pax-length"},
           {"+9 path=a\n", "pax-length"},
           {"99 path=a\n", "pax-length"},
           {"9 path=a", "pax-length"},
           {"99999999999999999999999 path=a\n", "pax-length"},
           {"2 \n", "pax-length"},
           {"7 word\n", "pax-length"},
           {"10 path=a\n\n9 path=b\n", "pax-length"},
           {"4110 comment=" + std::string(4096, 'c') + "\n", "pax-large"}}) {
    EXPECT_EQ(code(with_pax(records)), expected) << records;
  }
  EXPECT_EQ(code(with_pax("9 path=a\n", 'g')), "pax-global");
  const std::string two = with_pax("9 path=a\n");
  EXPECT_EQ(code(two.substr(0, 1024) + two), "pax-alone");
  EXPECT_EQ(code(one_file().substr(0, 1024) + two.substr(0, 1024) + std::string(1024, '\0')),
            "pax-alone");
}

}  // namespace
}  // namespace assay::submit
