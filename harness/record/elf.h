// SPDX-License-Identifier: Apache-2.0
// What an ELF program says of itself: machine, linkage, build id, whether the symbols that bound a
// benchmark's region are there. Bytes in; foreign input, every offset is checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"

namespace assay::record {

constexpr base::Bytes kLargestProgram{std::uint64_t{1} << 30};  // what is larger is not read

// Bytes of the file that are loaded, and where they stand as linked.
struct ElfSegment {
  std::uint64_t offset = 0, address = 0, size = 0;
};

struct ElfNotes {
  std::uint16_t machine = 0;  // e_machine
  std::uint64_t entry = 0;    // where it begins, as linked
  int bits = 64;
  bool program = false;  // can be started: no object file and no shared library
  bool dynamic = false;  // has a program interpreter
  bool stripped = true;  // has no symbol table, other than the one for the dynamic linker
  bool symbols = false;  // has a symbol table with benchmark::State::StartKeepRunning
  std::string build_id;  // hex, "" when absent
  std::vector<ElfSegment> segments;
};

// Nothing when the bytes are no little-endian ELF program.
std::optional<ElfNotes> read_elf(std::string_view bytes);

// SHA-256 of all that is loaded and where it stands: equal for programs that differ in debug
// information, build id or other notes alone. "" when the bytes are no ELF program with sections,
// or when its sections are larger than the file together.
std::string loaded_sha256(std::string_view bytes);

// Where the byte at this offset of the file stands as linked; nothing when it is not loaded.
std::optional<std::uint64_t> linked_address(const ElfNotes& elf, std::uint64_t offset);

// Where a function stands as linked: the first one in the symbol table whose name begins so and is
// no compiler's partial clone ("name.cold"). Nothing when there is none.
std::optional<std::uint64_t> function_address(std::string_view bytes, std::string_view begins);

}  // namespace assay::record
