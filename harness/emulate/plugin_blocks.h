// SPDX-License-Identifier: Apache-2.0
// What the counting plugin wrote of the blocks that were executed (plugin/blocks.h). Foreign input,
// as in plugin_counts.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "catalog/cell.h"
#include "record/executed_code.h"
#include "record/samples.h"

namespace assay::emulate {

inline constexpr base::Bytes kMostText{256u << 20};  // of one of the plugin's files

// Addresses are offsets in the blocks' files here; guest addresses where there is no file.
struct StateBlocks {
  std::uint64_t state = 0;
  std::vector<record::ExecutedBlock> blocks;
};

// Throws Error(bad) with name and line. A last line without its end is left out.
std::vector<StateBlocks> parse_plugin_blocks(std::string_view text, std::string_view name);

// Where a cell's blocks stand in the folder of RunOptions.
std::filesystem::path blocks_folder(const std::filesystem::path& blocks, const catalog::Cell& cell);

// The code of one benchmark, named as its program names it, from a cell's folder of blocks. It
// holds the executions of few and of many passes; their difference takes out what stands around the
// loop, as record::per_iteration does for `counts`. Without blocks when the folder has none of the
// benchmark. Throws Error(bad).
record::ExecutedCode executed_code(const std::filesystem::path& folder, std::string_view benchmark,
                                   const record::Samples<record::EmuCount>& counts);

// Of a guest only addresses are known: the upper half is the kernel's, whose functions its
// System.map names, the lower the static program's.
void name_guest_code(record::ExecutedCode& code, const std::string& program,
                     std::string_view system_map);

}  // namespace assay::emulate
