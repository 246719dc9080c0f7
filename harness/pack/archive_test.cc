// SPDX-License-Identifier: Apache-2.0
#include "pack/archive.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::pack {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Kind = ArchiveEntry::Kind;

// What cpio(1), another program, says of an archive.
std::string listed(const std::string& archive) {
  const auto ended = sys::run_process({.argv = {"cpio", "-itvn", "--quiet"}, .input = archive});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return ended.out;
}

TEST(Cpio, IsReadByCpioWithKindsModesAndLinks) {
  const auto archive = cpio({{.path = "dev", .kind = Kind::folder, .mode = 0755},
                             {.path = "dev/console",
                              .kind = Kind::character_device,
                              .mode = 0600,
                              .bytes = {},
                              .major = 5,
                              .minor = 1},
                             {.path = "init", .mode = 0755, .bytes = "12345"},
                             {.path = "sbin", .kind = Kind::link, .mode = 0777, .bytes = "bin"}});
  const auto list = listed(archive);
  EXPECT_THAT(list, HasSubstr("drwxr-xr-x   1 0        0               0 Jan  1  1970 dev\n"));
  EXPECT_THAT(list, testing::ContainsRegex("crw-------   1 0        0 +5, +1 .* dev/console\n"));
  EXPECT_THAT(list, HasSubstr("-rwxr-xr-x   1 0        0               5 Jan  1  1970 init\n"));
  EXPECT_THAT(list, HasSubstr("sbin -> bin\n"));
}

// newc, from the kernel's Documentation/driver-api/early-userspace/buffer-format.rst: magic, 13
// fields of 8 hex digits, the name ended by a zero, the data, each filled up to a multiple of 4.
TEST(Cpio, HasNoByteThatDependsOnAnythingElse) {
  const auto archive = cpio({{.path = "a", .mode = 0644, .bytes = "hello"}});
  EXPECT_EQ(archive.substr(0, 6), "070701");
  EXPECT_EQ(archive.substr(14, 8), "000081a4");  // mode 0100644
  EXPECT_EQ(archive.substr(46, 8), "00000000");  // mtime
  EXPECT_EQ(archive.substr(54, 8), "00000005");  // size
  EXPECT_EQ(archive.substr(110, 2), std::string("a\0", 2));
  EXPECT_EQ(archive.substr(112, 8), std::string("hello\0\0\0", 8));
  EXPECT_EQ(archive.size() % 4, 0u);
  EXPECT_LT(archive.size(), 300u);
  EXPECT_EQ(archive, cpio({{.path = "a", .mode = 0644, .bytes = "hello"}}));
}

TEST(TarGz, IsUnpackedByTarWithModesAndHasNoTimeNorOwner) {
  const sys::TemporaryFolder folder;
  const std::string bytes = tar_gz({{.path = "kit/start", .mode = 0755, .bytes = "#!/bin/sh\n"},
                                    {.path = "kit/README.txt", .bytes = "read\n"}});
  EXPECT_EQ(bytes, tar_gz({{.path = "kit/start", .mode = 0755, .bytes = "#!/bin/sh\n"},
                           {.path = "kit/README.txt", .bytes = "read\n"}}));
  // RFC 1952: magic, deflate, no flags, and four bytes of time.
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
  sys::write_whole(folder.path() / "kit.tar.gz", bytes);
  const auto listed =
      sys::run_process({.argv = {"tar", "-tvzf", "kit.tar.gz", "--utc", "--numeric-owner"},
                        .folder = folder.path()});
  EXPECT_TRUE(listed.exited(0)) << listed.err;
  EXPECT_EQ(listed.out,
            "-rwxr-xr-x 0/0              10 1970-01-01 00:00 kit/start\n"
            "-rw-r--r-- 0/0               5 1970-01-01 00:00 kit/README.txt\n");
}

std::string packed(const fs::path& folder, const std::vector<std::string>& words) {
  std::vector<std::string> argv{"tar"};
  argv.insert(argv.end(), words.begin(), words.end());
  const auto ended = sys::run_process({.argv = argv, .folder = folder});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return (folder / "a.tar.xz").string();
}

TEST(UnpackTar, LeavesOutTheFirstFolderAndKeepsModesAndLinks) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "linux/scripts/run", "#!/bin/sh\n");
  fs::permissions(folder.path() / "linux/scripts/run", fs::perms{0755});
  fs::create_symlink("scripts", folder.path() / "linux/link");
  const auto archive = packed(folder.path(), {"-cJf", "a.tar.xz", "linux"});
  const auto to = folder.path() / "to";
  unpack_tar(archive, to);
  EXPECT_EQ(sys::read_file(to / "scripts/run", {100}), "#!/bin/sh\n");
  EXPECT_EQ(fs::status(to / "scripts/run").permissions(), fs::perms{0755});
  EXPECT_EQ(fs::read_symlink(to / "link"), "scripts");
}

// ~/.cache may be a link to a larger disk.
TEST(UnpackTar, GoesThroughALinkOfTheUsersButNotThroughOneOfTheArchives) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "d/file", "here");
  fs::create_hard_link(folder.path() / "d/file", folder.path() / "d/same");
  const auto archive = packed(folder.path(), {"-cf", "a.tar.xz", "d/file", "d/same"});
  fs::create_directory(folder.path() / "disk");
  fs::create_directory_symlink("disk", folder.path() / "cache");
  unpack_tar(archive, folder.path() / "cache/to");
  EXPECT_EQ(sys::read_file(folder.path() / "disk/to/file", {100}), "here");
  EXPECT_TRUE(fs::equivalent(folder.path() / "disk/to/file", folder.path() / "disk/to/same"));

  fs::create_directory(folder.path() / "outside");
  fs::create_directory_symlink(folder.path() / "outside", folder.path() / "d/way");
  const auto out = packed(folder.path(), {"-cPf", "a.tar.xz", "--transform", "s|d/file|d/way/file|",
                                          "d/way", "d/file"});
  EXPECT_THROW(unpack_tar(out, folder.path() / "cache/to"), base::Error);
  EXPECT_TRUE(fs::is_empty(folder.path() / "outside"));
}

TEST(UnpackTar, RefusesWhatIsNoArchiveOrTornOrLeadsOutAndLeavesNothing) {
  const sys::TemporaryFolder folder;
  const auto to = folder.path() / "to";
  sys::write_whole(folder.path() / "rubbish", "this is not an archive");
  EXPECT_THROW(unpack_tar(folder.path() / "rubbish", to), base::Error);
  EXPECT_FALSE(fs::exists(to));

  sys::write_whole(folder.path() / "d/file", std::string(100'000, 'x'));
  auto bytes = sys::read_file(packed(folder.path(), {"-cf", "a.tar.xz", "d"}), {1u << 20});
  sys::write_whole(folder.path() / "torn", bytes.substr(0, 60'000));
  EXPECT_THROW(unpack_tar(folder.path() / "torn", to), base::Error);
  EXPECT_FALSE(fs::exists(to));

  const auto out =
      packed(folder.path(), {"-cPf", "a.tar.xz", "--transform", "s|d/file|d/../../out|", "d/file"});
  EXPECT_THROW(unpack_tar(out, to), base::Error);
  EXPECT_FALSE(fs::exists(to));
  EXPECT_FALSE(fs::exists(folder.path().parent_path() / "out"));
}

bool all(const std::string&) { return true; }

// As a Debian package is put together: an ar archive that holds a tar archive.
TEST(ReadArchive, ReadsTarInArWithKindsModesAndHardLinks) {
  const sys::TemporaryFolder folder;
  sys::write_whole(folder.path() / "d/usr/bin/run", "#!/bin/sh\n");
  fs::permissions(folder.path() / "d/usr/bin/run", fs::perms{0755});
  fs::create_hard_link(folder.path() / "d/usr/bin/run", folder.path() / "d/usr/bin/run2");
  fs::create_symlink("usr/bin", folder.path() / "d/bin");
  sys::write_whole(folder.path() / "d/usr/share/doc", "words");
  packed(folder.path() / "d", {"-cJf", "../data.tar.xz", "--sort=name", "."});
  const auto ar =
      sys::run_process({.argv = {"ar", "rc", "a.deb", "data.tar.xz"}, .folder = folder.path()});
  ASSERT_TRUE(ar.exited(0)) << ar.err;

  const auto outer =
      read_archive(sys::read_file(folder.path() / "a.deb", {1u << 20}), "a.deb", all);
  ASSERT_EQ(outer.size(), 1u);
  EXPECT_EQ(outer[0].path, "data.tar.xz");
  const auto entries = read_archive(
      outer[0].bytes, "data.tar", [](const std::string& path) { return path != "usr/share/doc"; });
  std::vector<std::string> seen;
  for (const auto& entry : entries) {
    seen.push_back(fmt::format("{} {:o} {}", entry.path, entry.mode & 0700, entry.bytes));
  }
  EXPECT_THAT(seen, testing::ElementsAre("bin 700 usr/bin", "usr 700 ", "usr/bin 700 ",
                                         "usr/bin/run 700 #!/bin/sh\n",
                                         "usr/bin/run2 700 #!/bin/sh\n", "usr/share 700 "));
}

// A tar archive that Python writes, with one entry that `change` may spoil.
std::string written_by_python(const std::string& change) {
  const auto ended = sys::run_process(
      {.argv = {"python3", "-c",
                "import io, sys, tarfile\n"
                "file = io.BytesIO()\n"
                "archive = tarfile.open(fileobj=file, mode='w', format=tarfile.PAX_FORMAT)\n"
                "entry = tarfile.TarInfo('top/a')\n" +
                    change +
                    "\narchive.addfile(entry, io.BytesIO(b'x' * entry.size))\n"
                    "archive.close()\n"
                    "sys.stdout.buffer.write(file.getvalue())\n"}});
  EXPECT_TRUE(ended.exited(0)) << ended.err;
  return ended.out;
}

// libarchive has no text for a name that the locale can't write: strlen of a null pointer.
TEST(ReadArchive, ReadsNamesThatTheLocaleCannotWrite) {
  const auto all = [](const std::string&) { return true; };
  const auto named = read_archive(written_by_python("entry.name = 'top/\\u00b5s'"), "a", all);
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].path, "top/\u00b5s");
  const auto link = read_archive(
      written_by_python("entry.type = tarfile.SYMTYPE\nentry.linkname = '\\u00b5'"), "a", all);
  ASSERT_EQ(link.size(), 1u);
  EXPECT_EQ(link[0].bytes, "\u00b5");
}

TEST(ReadArchive, EndsWellWhateverIsMissing) {
  const auto all = [](const std::string&) { return true; };
  for (const char* change :
       {"entry.name = ''", "entry.type = tarfile.SYMTYPE", "entry.type = tarfile.LNKTYPE",
        "entry.pax_headers = {'path': ''}", "entry.pax_headers = {'linkpath': 'x\\udcff'}",
        "entry.pax_headers = {'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', "
        "'GNU.sparse.realsize': '4611686018427387904'}\nentry.size = 1024",
        "entry.pax_headers = {'GNU.sparse.map': '4611686018427387904,5', 'GNU.sparse.size': "
        "'9223372036854775807'}\nentry.size = 5"}) {
    try {
      read_archive(written_by_python(change), "a", all);
    } catch (const base::Error&) {
    }
  }
}

TEST(ReadArchive, ReadsWhatCpioWrites) {
  const std::vector<ArchiveEntry> entries{{.path = "a", .kind = Kind::folder, .mode = 0755},
                                          {.path = "a/b", .mode = 0644, .bytes = "hello"}};
  const auto read = read_archive(cpio(entries), "cpio", all);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[1].path, "a/b");
  EXPECT_EQ(read[1].bytes, "hello");
}

TEST(ReadArchive, RefusesWhatIsNoneOrTornOrLeadsOut) {
  EXPECT_THROW(read_archive("this is not an archive", "rubbish", all), base::Error);
  const auto whole = cpio({{.path = "a", .mode = 0644, .bytes = std::string(10'000, 'x')}});
  EXPECT_THROW(read_archive(whole.substr(0, 5'000), "torn", all), base::Error);
  EXPECT_THROW(read_archive(cpio({{.path = "a/../../b", .mode = 0644, .bytes = "x"}}), "out", all),
               base::Error);
}

TEST(Decompressed, GivesWhatXzPacked) {
  const auto packed = sys::run_process({.argv = {"xz", "-c"}, .input = "a module"});
  ASSERT_TRUE(packed.exited(0)) << packed.err;
  EXPECT_EQ(decompressed(packed.out, "x.ko.xz"), "a module");
  EXPECT_THROW(decompressed(packed.out.substr(0, 40), "torn"), base::Error);
}

}  // namespace
}  // namespace assay::pack
