// SPDX-License-Identifier: Apache-2.0
#include "cli/gate_sides.h"

#include <fmt/format.h>

#include <optional>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// A program with Google Benchmark in it: its loop's functions are among the symbols.
std::optional<GateProgram> benchmark_program(const fs::path& file) {
  std::error_code fault;
  const auto permissions = fs::status(file, fault).permissions();
  if (fault || (permissions & fs::perms::owner_exec) == fs::perms::none) return std::nullopt;
  const auto bytes = sys::read_file(file, record::kLargestProgram);
  const auto notes = record::read_elf(bytes);
  if (!notes || !notes->symbols) return std::nullopt;
  return GateProgram{file, base::sha256(bytes)};
}

}  // namespace

GateSide find_side(const std::string& word) {
  GateSide side{.word = word, .programs = {}};
  std::error_code fault;
  const fs::path path = fs::canonical(word, fault);
  if (fault) {
    throw Error(Exit::usage, fmt::format("{}: {}", base::printable(word), fault.message()));
  }
  if (fs::is_regular_file(path)) {
    const auto bytes = sys::read_file(path, record::kLargestProgram);
    side.programs.emplace(path.filename().string(), GateProgram{path, base::sha256(bytes)});
    return side;
  }
  for (fs::recursive_directory_iterator entry(path, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    std::error_code unknown;
    if (!entry->is_regular_file(unknown)) continue;
    auto program = benchmark_program(entry->path());
    if (!program) continue;
    const auto suite = entry->path().filename().string();
    if (const auto [other, added] = side.programs.emplace(suite, *std::move(program)); !added) {
      throw Error(Exit::usage,
                  fmt::format("{} holds two programs of the name {}: {} and {}", word, suite,
                              other->second.path.string(), entry->path().string()))
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
