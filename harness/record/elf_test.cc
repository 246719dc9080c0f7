// SPDX-License-Identifier: Apache-2.0
#include "record/elf.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>

namespace assay::record {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ReadElf, KnowsItsOwnProgram) {
  const auto notes = read_elf(bytes_of("/proc/self/exe"));
  ASSERT_TRUE(notes.has_value());
  EXPECT_EQ(notes->bits, static_cast<int>(8 * sizeof(void*)));
#ifdef __x86_64__
  EXPECT_EQ(notes->machine, 62);  // EM_X86_64
#endif
  EXPECT_TRUE(notes->dynamic);
}

TEST(ReadElf, TellsProgramsFromLibrariesAndObjects) {
  const auto own = read_elf(bytes_of("/proc/self/exe"));
  EXPECT_TRUE(own->program);
  EXPECT_FALSE(own->stripped);
  // A library that this process has loaded.
  std::ifstream maps("/proc/self/maps");
  std::string library;
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libstdc++.so") != std::string::npos) library = line.substr(line.find('/'));
  }
  ASSERT_FALSE(library.empty());
  const auto loaded = read_elf(bytes_of(library));
  ASSERT_TRUE(loaded.has_value());
  EXPECT_FALSE(loaded->program) << library;
}

TEST(ReadElf, KnowsWhereTheFileIsLoaded) {
  const auto notes = read_elf(bytes_of("/proc/self/exe"));
  ASSERT_TRUE(notes.has_value());
  ASSERT_FALSE(notes->segments.empty());
  const auto first = linked_address(*notes, 0);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(linked_address(*notes, 16), *first + 16);
  EXPECT_FALSE(linked_address(*notes, std::uint64_t{1} << 40).has_value());

  const ElfNotes made{.segments = {{.offset = 0x1000, .address = 0x401000, .size = 0x20}}};
  EXPECT_EQ(linked_address(made, 0x101f), 0x40101fu);
  EXPECT_FALSE(linked_address(made, 0x1020).has_value());
  EXPECT_FALSE(linked_address(made, 0xfff).has_value());
}

extern "C" [[gnu::noinline]] int assay_elf_test_one(int x) { return x + 1; }
extern "C" [[gnu::noinline]] int assay_elf_test_other(int x) { return x * 3; }

TEST(FunctionAddress, IsWhereAFunctionStandsAsLinked) {
  const auto whole = bytes_of("/proc/self/exe");
  const auto one = function_address(whole, "assay_elf_test_one");
  const auto other = function_address(whole, "assay_elf_test_oth");
  ASSERT_TRUE(one && other);
  // Wherever the program is loaded, the distance stays.
  EXPECT_EQ(*other - *one, reinterpret_cast<std::uint64_t>(&assay_elf_test_other) -
                               reinterpret_cast<std::uint64_t>(&assay_elf_test_one));
  EXPECT_FALSE(function_address(whole, "assay_elf_test_none"));
  EXPECT_FALSE(function_address("no program", "main"));
  for (std::size_t cut = 64; cut < whole.size(); cut += whole.size() / 50 + 1) {
    (void)function_address(std::string_view(whole).substr(0, cut), "assay_elf_test_one");
  }
}

TEST(LoadedSha256, IsOfWhatIsLoadedAlone) {
  const auto whole = bytes_of("/proc/self/exe");
  const std::string hash = loaded_sha256(whole);
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(loaded_sha256(whole + "more at the end, which nobody loads"), hash);
  const auto text = whole.find("which nobody loads");  // a constant of this program
  ASSERT_NE(text, std::string::npos);
  auto changed = whole;
  changed[text] = 'W';
  EXPECT_NE(loaded_sha256(changed), hash);
  EXPECT_EQ(loaded_sha256("no program"), "");
}

void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

// A file of 36 MB with 60,000 sections of one type, each of which is the whole file and loaded.
std::string overlapping(std::uint32_t type) {
  constexpr std::size_t kSize = 36u << 20, kTable = 64, kSections = 60'000, kEntry = 64;
  std::string bytes(kSize, 'a');
  bytes.replace(0, kTable + kSections * kEntry, kTable + kSections * kEntry, '\0');
  bytes.replace(0, 6,
                "\x7f"
                "ELF\x02\x01");
  put(bytes, 0x28, kTable, 8);
  put(bytes, 0x3a, kEntry, 2);
  put(bytes, 0x3c, kSections, 2);
  for (std::size_t i = 0; i < kSections; ++i) {
    const std::size_t at = kTable + i * kEntry;
    put(bytes, at + 4, type, 4);
    put(bytes, at + 8, 2, 8);  // loaded
    put(bytes, at + 0x20, kSize, 8);
  }
  return bytes;
}

// They took 40 seconds, or a text of two terabytes.
TEST(ReadElf, SectionsThatOverlapCostNoMoreThanTheFile) {
  for (const std::uint32_t type : {1u, 2u, 7u, 11u}) {  // code, symbols, notes, dynamic symbols
    const std::string bytes = overlapping(type);
    ASSERT_TRUE(read_elf(bytes).has_value());
    EXPECT_FALSE(read_elf(bytes)->symbols);
    EXPECT_EQ(read_elf(bytes)->build_id, "");
    EXPECT_EQ(loaded_sha256(bytes), "");
    EXPECT_FALSE(function_address(bytes, "main"));
  }
}

TEST(ReadElf, OtherFilesAreNoPrograms) {
  EXPECT_FALSE(read_elf("").has_value());
  EXPECT_FALSE(read_elf("#!/bin/sh\necho a script that is long enough to hold a header, surely\n"));
  EXPECT_FALSE(read_elf(std::string("\x7f"
                                    "ELF",
                                    4))
                   .has_value());
}

TEST(ReadElf, TruncatedAndScrambledProgramsDoNotCrash) {
  const auto whole = bytes_of("/proc/self/exe");
  for (const std::size_t size : {52U, 64U, 100U, 1000U, 100000U}) {
    (void)read_elf(std::string_view(whole).substr(0, size));
  }
  auto scrambled = whole.substr(0, 4096);
  for (std::size_t i = 16; i < scrambled.size(); ++i) {
    scrambled[i] = static_cast<char>(scrambled[i] ^ static_cast<char>(i * 37));
  }
  EXPECT_TRUE(read_elf(scrambled).has_value());
}

}  // namespace
}  // namespace assay::record
