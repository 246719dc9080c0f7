// SPDX-License-Identifier: Apache-2.0
// The listing that llvm-objdump makes of a program, cut into functions, and what of an instruction
// is the program's own and not where the linker happened to put things.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::judge {

struct Instruction {
  std::uint64_t address = 0;
  std::string text;  // "jne +0x40", "callq <memcpy>": targets are of the function, or named
  std::string key;   // equal for instructions that do the same at another place
};

struct Function {
  std::string name;
  std::vector<Instruction> instructions;  // at least one, by address
};

using Disassembly = std::vector<Function>;  // by address

// What `llvm-objdump --disassemble --demangle --no-show-raw-insn --no-leading-headers` printed.
// Lines that are no instruction are passed over.
Disassembly parse_disassembly(std::string_view text);

// The function that the address lies in; null when none does.
const Function* function_at(const Disassembly& disassembly, std::uint64_t address);

// Whether both do the same, up to where other code and data stand.
bool same_code(const Function& one, const Function& other);

}  // namespace assay::judge
