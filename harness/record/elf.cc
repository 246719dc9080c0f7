// SPDX-License-Identifier: Apache-2.0
#include "record/elf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/sha256.h"

namespace assay::record {
namespace {

// Layouts and numbers: System V gABI, chapters "ELF header", "Sections", "Program header", "Note
// section".
constexpr std::uint32_t kSectionSymbols = 2, kSectionDynamicSymbols = 11, kSectionNote = 7;
constexpr std::uint32_t kSectionNoBits = 8;
constexpr std::uint64_t kSectionIsLoaded = 2;  // flag
constexpr std::uint32_t kSegmentLoad = 1, kSegmentDynamic = 2, kSegmentInterpreter = 3;
constexpr std::uint16_t kTypeExecutable = 2, kTypeShared = 3;
constexpr std::uint64_t kDynamicFlags1 = 0x6ffffffb;  // of GNU and Solaris
constexpr std::uint64_t kFlags1IsProgram = 0x08000000;
constexpr std::uint32_t kNoteBuildId = 3;
constexpr unsigned kSymbolFunction = 2;
constexpr std::size_t kLongestSymbol = 4096;  // of a function that is looked for
constexpr std::string_view kRegionSymbol = "_ZN9benchmark5State16StartKeepRunningEv";

// Little-endian reads that give 0 beyond the end.
class Reader {
 public:
  Reader(std::string_view bytes, bool wide) : bytes_(bytes), wide_(wide) {}

  std::uint64_t number(std::uint64_t at, unsigned size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return 0;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[static_cast<std::size_t>(at) + i])}
               << (8 * i);
    }
    return value;
  }
  std::uint64_t word(std::uint64_t at) const { return number(at, wide_ ? 8 : 4); }
  std::uint32_t half(std::uint64_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint16_t quarter(std::uint64_t at) const {
    return static_cast<std::uint16_t>(number(at, 2));
  }
  bool wide() const { return wide_; }

  // Empty when it doesn't lie within the bytes.
  std::string_view part(std::uint64_t at, std::uint64_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return {};
    return bytes_.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  }

 private:
  std::string_view bytes_;
  bool wide_;
};

// How many bytes sections may have together. In a program each byte of the file is of one section
// at most; a table of 60,000 sections that are the whole file each is refused, and costs nothing.
class Share {
 public:
  explicit Share(std::string_view bytes) : left_(bytes.size()) {}

  bool take(std::size_t size) {
    if (size > left_) return false;
    left_ -= size;
    return true;
  }

 private:
  std::size_t left_;
};

struct Section {
  std::uint32_t type = 0, link = 0;
  std::uint64_t flags = 0, address = 0, offset = 0, size = 0;
};

Section section(const Reader& elf, std::uint64_t index) {
  const bool wide = elf.wide();
  const auto table = elf.word(wide ? 0x28 : 0x20);
  const std::uint64_t entry = elf.quarter(wide ? 0x3a : 0x2e);
  const auto at = table + index * entry;
  return {.type = elf.half(at + 4),
          .link = elf.half(at + (wide ? 0x28 : 0x18)),
          .flags = elf.word(at + 0x08),
          .address = elf.word(at + (wide ? 0x10 : 0x0c)),
          .offset = elf.word(at + (wide ? 0x18 : 0x10)),
          .size = elf.word(at + (wide ? 0x20 : 0x14))};
}

std::uint64_t section_count(const Reader& elf) { return elf.quarter(elf.wide() ? 0x3c : 0x30); }

std::string build_id(std::string_view notes) {
  const Reader reader(notes, true);
  std::uint64_t at = 0;
  while (at + 12 <= notes.size()) {
    const auto name_size = reader.half(at), size = reader.half(at + 4), type = reader.half(at + 8);
    const auto name_at = at + 12;
    const auto data_at = name_at + (std::uint64_t{name_size} + 3) / 4 * 4;
    if (type == kNoteBuildId && reader.part(name_at, 3) == "GNU") {
      std::string hex;
      for (const char byte : reader.part(data_at, std::min<std::uint64_t>(size, 64))) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
      }
      return hex;
    }
    at = data_at + (std::uint64_t{size} + 3) / 4 * 4;
  }
  return {};
}

// Whether these entries of the dynamic section call the file a program that may stand anywhere:
// that tells one that is linked statically from a library.
bool is_named_program(std::string_view entries, bool wide) {
  const Reader reader(entries, wide);
  const std::uint64_t word = wide ? 8 : 4;
  for (std::uint64_t at = 0; at + 2 * word <= entries.size(); at += 2 * word) {
    if (reader.word(at) == kDynamicFlags1 && (reader.word(at + word) & kFlags1IsProgram) != 0) {
      return true;
    }
  }
  return false;
}

// A program header, by where it stands.
void read_segment(const Reader& elf, std::uint64_t at, ElfNotes& notes) {
  const bool wide = elf.wide(), shared = elf.quarter(0x10) == kTypeShared;
  const auto kind = elf.half(at);
  const auto offset = elf.word(at + (wide ? 0x08 : 0x04));
  const auto size = elf.word(at + (wide ? 0x20 : 0x10));
  if (kind == kSegmentInterpreter) {
    notes.dynamic = true;
    notes.program = notes.program || shared;
  }
  if (kind == kSegmentDynamic && shared) {
    notes.program = notes.program || is_named_program(elf.part(offset, size), wide);
  }
  if (kind != kSegmentLoad) return;
  const auto address = elf.word(at + (wide ? 0x10 : 0x08));
  notes.segments.push_back({.offset = offset, .address = address, .size = size});
}

// Reads what the program headers say.
void read_segments(const Reader& elf, ElfNotes& notes) {
  notes.program = elf.quarter(0x10) == kTypeExecutable;
  const auto segments = elf.word(elf.wide() ? 0x20 : 0x1c);
  const std::uint64_t segment_size = elf.quarter(elf.wide() ? 0x36 : 0x2a);
  const std::uint64_t segment_count = elf.quarter(elf.wide() ? 0x38 : 0x2c);
  for (std::uint64_t i = 0; i < segment_count; ++i) {
    read_segment(elf, segments + i * segment_size, notes);
  }
}

// Reads what the sections say: the build id, and whether the region's symbols are there.
void read_sections(const Reader& elf, Share share, ElfNotes& notes) {
  const std::uint64_t count = section_count(elf);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto one = section(elf, i);
    if (one.type == kSectionSymbols) notes.stripped = false;
    if (one.type == kSectionNote && notes.build_id.empty()) {
      const std::string_view text = elf.part(one.offset, one.size);
      if (!share.take(text.size())) return;
      notes.build_id = build_id(text);
    } else if ((one.type == kSectionSymbols || one.type == kSectionDynamicSymbols) &&
               !notes.symbols) {
      const auto names = section(elf, one.link);
      const std::string_view text = elf.part(names.offset, names.size);
      if (!share.take(text.size())) return;
      notes.symbols = text.find(kRegionSymbol) != std::string_view::npos;
    }
  }
}

// Names may overlap, so what is looked at of each is limited.
bool is_looked_for(std::string_view text, std::string_view begins) {
  const std::string_view some = text.substr(0, kLongestSymbol);
  if (!some.starts_with(begins)) return false;
  const std::string_view name = some.substr(0, some.find('\0'));
  return name.size() < kLongestSymbol && name.find('.') == std::string_view::npos;
}

// The address of the first function in this table of symbols that function_address() looks for.
std::optional<std::uint64_t> address_in(const Reader& elf, const Section& table,
                                        std::string_view begins) {
  const bool wide = elf.wide();
  const std::uint64_t entry = wide ? 24 : 16;
  const auto names = section(elf, table.link);
  const std::string_view text = elf.part(names.offset, names.size);
  const std::uint64_t size = elf.part(table.offset, table.size).size();  // 0 outside of the file
  for (std::uint64_t at = table.offset; size > 0 && at + entry <= table.offset + size;
       at += entry) {
    const std::uint32_t name_at = elf.half(at);
    const auto info = elf.number(at + (wide ? 4 : 12), 1);
    if ((info & 15) != kSymbolFunction || name_at >= text.size()) continue;
    if (is_looked_for(text.substr(name_at), begins)) return elf.word(at + (wide ? 8 : 4));
  }
  return std::nullopt;
}

}  // namespace

std::optional<ElfNotes> read_elf(std::string_view bytes) {
  if (bytes.size() < 52 || bytes.substr(0, 4) !=
                               "\x7f"
                               "ELF")
    return std::nullopt;
  const char width = bytes[4];
  const char order = bytes[5];
  if ((width != 1 && width != 2) || order != 1) return std::nullopt;
  const Reader elf(bytes, width == 2);

  ElfNotes notes;
  notes.bits = elf.wide() ? 64 : 32;
  notes.machine = elf.quarter(0x12);
  notes.entry = elf.word(0x18);
  read_segments(elf, notes);
  read_sections(elf, Share(bytes), notes);
  return notes;
}

std::string loaded_sha256(std::string_view bytes) {
  const auto notes = read_elf(bytes);
  if (!notes) return {};
  const Reader elf(bytes, notes->bits == 64);
  std::string loaded = fmt::format("entry {}\n", elf.word(0x18));
  bool any = false;
  Share share(bytes);
  const std::uint64_t count = section_count(elf);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto one = section(elf, i);
    if ((one.flags & kSectionIsLoaded) == 0 || one.type == kSectionNote) continue;
    any = true;
    loaded += fmt::format("{} {} {} {}\n", one.type, one.flags, one.address, one.size);
    if (one.type == kSectionNoBits) continue;
    const std::string_view part = elf.part(one.offset, one.size);
    if (!share.take(part.size())) return {};
    loaded += part;
  }
  return any ? base::sha256(loaded) : std::string();
}

std::optional<std::uint64_t> function_address(std::string_view bytes, std::string_view begins) {
  const auto notes = read_elf(bytes);
  if (!notes) return std::nullopt;
  const Reader elf(bytes, notes->bits == 64);
  Share share(bytes);
  const std::uint64_t count = section_count(elf);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto table = section(elf, i);
    if (table.type != kSectionSymbols) continue;
    if (!share.take(elf.part(table.offset, table.size).size())) return std::nullopt;
    if (const auto address = address_in(elf, table, begins)) return address;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> linked_address(const ElfNotes& elf, std::uint64_t offset) {
  for (const ElfSegment& segment : elf.segments) {
    if (offset < segment.offset || offset - segment.offset >= segment.size) continue;
    return segment.address + (offset - segment.offset);
  }
  return std::nullopt;
}

}  // namespace assay::record
