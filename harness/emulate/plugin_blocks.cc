// SPDX-License-Identifier: Apache-2.0
#include "emulate/plugin_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <tuple>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "record/elf.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using record::ExecutedBlock;
using Blocks = std::vector<ExecutedBlock>;

constexpr std::uint64_t kLimit = std::uint64_t{1} << 53;

class BlockReader {
 public:
  explicit BlockReader(std::string_view name) : name_(name) {}

  std::vector<StateBlocks> read(std::string_view text) {
    for (const std::string_view line : base::ended_lines(text)) {
      ++line_;
      take(line);
    }
    return std::move(states_);
  }

 private:
  [[noreturn]] void fail(std::string_view line) const {
    throw base::Error(base::Exit::bad,
                      fmt::format("the counting plugin's blocks: \"{}\" is not a line of them",
                                  base::printable(line, 60)))
        .at({std::string(name_), line_, 0});
  }

  std::uint64_t number(std::string_view word, std::string_view line) const {
    const auto value = base::to_uint64(word);
    if (!value || *value >= kLimit) fail(line);
    return *value;
  }

  // The first word, which is taken off.
  static std::string_view word(std::string_view& rest) {
    const std::size_t blank = rest.find(' ');
    const std::string_view first = rest.substr(0, blank);
    rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    return first;
  }

  void take(std::string_view line) {
    std::string_view rest = line;
    const std::string_view kind = word(rest);
    if (kind == "state") {
      states_.push_back({.state = number(rest, line), .blocks = {}});
      files_.clear();
    } else if (states_.empty()) {
      fail(line);
    } else if (kind == "file") {
      if (number(word(rest), line) != files_.size() + 1 || rest.empty()) fail(line);
      files_.emplace_back(rest);
    } else if (kind == "block") {
      states_.back().blocks.push_back(block(rest, line));
    } else {
      fail(line);
    }
  }

  ExecutedBlock block(std::string_view rest, std::string_view line) const {
    const std::uint64_t file = number(word(rest), line);
    if (file > files_.size()) fail(line);
    ExecutedBlock block;
    if (file > 0) block.file = files_[file - 1];
    const auto offset = base::hex_to_uint64(word(rest));
    if (!offset) fail(line);
    block.address = *offset;
    word(rest);  // the guest address, which the layout of one process decides
    block.bytes = number(word(rest), line);
    block.instructions = number(word(rest), line);
    block.executions = static_cast<std::int64_t>(number(word(rest), line));
    block.symbol = rest;
    return block;
  }

  std::string_view name_;
  std::size_t line_ = 0;
  std::vector<std::string> files_;
  std::vector<StateBlocks> states_;
};

// The states of the benchmark in the file of names beside a file of blocks, "1 sort/8".
std::vector<std::uint64_t> states_of(const fs::path& names, std::string_view benchmark) {
  std::vector<std::uint64_t> states;
  for (const std::string& line : base::split(sys::read_file(names, kMostText), '\n')) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string::npos || line.substr(blank + 1) != benchmark) continue;
    states.push_back(base::to_uint64(line.substr(0, blank)).value_or(0));
  }
  return states;
}

// By file, address and length.
using Key = std::tuple<std::string, std::uint64_t, std::uint64_t>;
using Sums = std::map<Key, ExecutedBlock>;

void add(Sums& sums, const fs::path& blocks, const std::vector<std::uint64_t>& states, int sign) {
  const auto all =
      parse_plugin_blocks(sys::read_file(blocks, kMostText), blocks.filename().string());
  for (const StateBlocks& each : all) {
    if (std::ranges::find(states, each.state) == states.end()) continue;
    for (const ExecutedBlock& block : each.blocks) {
      const auto [at, fresh] = sums.try_emplace({block.file, block.address, block.bytes}, block);
      if (fresh) at->second.executions = 0;
      at->second.executions += sign * block.executions;
    }
  }
}

// The files of blocks that hold this benchmark, by the number of passes: n16 or n16-2, beside
// n16.names.
std::map<std::uint64_t, fs::path> files_of(const fs::path& folder, std::string_view benchmark) {
  std::map<std::uint64_t, fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    const auto passes = base::to_uint64(name.substr(1, name.find('-') - 1));
    if (!passes || !fs::exists(path.string() + ".names")) continue;
    if (!states_of(path.string() + ".names", benchmark).empty()) files[*passes] = path;
  }
  return files;
}

// The blocks that were executed, at their addresses as linked.
Blocks linked_blocks(Sums sums) {
  Blocks blocks;
  std::map<std::string, std::optional<record::ElfNotes>> programs;
  for (auto& [key, block] : sums) {
    if (block.executions == 0) continue;
    if (!block.file.empty()) {
      const auto [at, fresh] = programs.try_emplace(block.file);
      if (fresh) at->second = record::read_elf(sys::read_file(block.file, record::kLargestProgram));
      if (!at->second) {
        throw base::Error(
            base::Exit::bad,
            fmt::format("{} contains executed code but is not an ELF file", block.file));
      }
      block.address = record::linked_address(*at->second, block.address).value_or(block.address);
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace

std::vector<StateBlocks> parse_plugin_blocks(std::string_view text, std::string_view name) {
  return BlockReader(name).read(text);
}

fs::path blocks_folder(const fs::path& blocks, const catalog::Cell& cell) {
  return blocks / base::replace_all(to_text(cell), "/", "+");
}

record::ExecutedCode executed_code(const fs::path& folder, std::string_view benchmark,
                                   const record::Samples<record::EmuCount>& counts) {
  const auto files = files_of(folder, benchmark);
  if (files.empty() || counts.values.empty()) return {};
  const auto [few, many] = std::ranges::minmax(counts.values, {}, &record::CountSample::iterations);
  const bool fixed = few.iterations == many.iterations;
  Sums sums;
  const auto add_file = [&](const fs::path& blocks, int sign) {
    add(sums, blocks, states_of(blocks.string() + ".names", benchmark), sign);
  };
  add_file(files.rbegin()->second, 1);
  if (!fixed) add_file(files.begin()->second, -1);
  return {.iterations = fixed ? few.iterations : many.iterations - few.iterations,
          .blocks = linked_blocks(std::move(sums))};
}

void name_guest_code(record::ExecutedCode& code, const std::string& program,
                     std::string_view system_map) {
  std::map<std::uint64_t, std::string> functions;  // "ffffffc0800a1234 T irq_enter_rcu"
  for (const std::string& line : base::split(system_map, '\n')) {
    const auto words = base::split(line, ' ');
    if (words.size() != 3) continue;
    if (const auto address = base::hex_to_uint64(words[0])) {
      functions.try_emplace(*address, words[2]);
    }
  }
  for (ExecutedBlock& block : code.blocks) {
    if (!block.file.empty()) continue;
    const bool of_kernel = (block.address >> 63) != 0;
    block.file = of_kernel ? std::string(record::kKernelCode) : program;
    if (!of_kernel) continue;
    const auto next = functions.upper_bound(block.address);
    if (next != functions.begin()) block.symbol = std::prev(next)->second;
  }
}

}  // namespace assay::emulate
