// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_sides.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kProgramLimit{std::uint64_t{1} << 30};

// A program with Google Benchmark in it: its loop's functions are among the symbols.
bool is_benchmark_program(const fs::path& file) {
  std::error_code fault;
  const auto permissions = fs::status(file, fault).permissions();
  if (fault || (permissions & fs::perms::owner_exec) == fs::perms::none) return false;
  const auto notes = record::read_elf(sys::read_file(file, kProgramLimit));
  return notes && notes->symbols;
}

}  // namespace

GateSide find_side(const std::string& word) {
  GateSide side{.word = word, .programs = {}};
  std::error_code fault;
  const fs::path path = fs::canonical(word, fault);
  if (fault)
    throw Error(Exit::usage, fmt::format("{}: {}", base::printable(word), fault.message()));
  if (fs::is_regular_file(path)) {
    side.programs.emplace(path.filename().string(), path);
    return side;
  }
  for (fs::recursive_directory_iterator entry(path, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    if (!entry->is_regular_file(unknown) || !is_benchmark_program(entry->path())) continue;
    const auto suite = entry->path().filename().string();
    if (const auto [other, added] = side.programs.emplace(suite, entry->path()); !added) {
      throw Error(Exit::usage, fmt::format("{} holds two programs of the name {}: {} and {}", word,
                                           suite, other->second.string(), entry->path().string()))
          .hint("name one of their folders");
    }
  }
  if (fault) throw Error(Exit::usage, fmt::format("{}: {}", word, fault.message()));
  if (side.programs.empty()) {
    throw Error(Exit::usage, fmt::format("{} holds no Google Benchmark program", word))
        .hint("a program has to be executable and not stripped");
  }
  return side;
}

}  // namespace assay::cli
