// SPDX-License-Identifier: Apache-2.0
#include "judge/disassembly.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "base/number.h"
#include "base/text.h"

namespace assay::judge {
namespace {

constexpr std::uint64_t kLongestInstruction = 16;  // bytes

// Load a part of an address: of AArch64, RISC-V, LoongArch and Arm.
constexpr std::array<std::string_view, 10> kAddressParts{
    "adrp", "adr", "auipc", "lui", "pcalau12i", "pcaddu12i", "lu12i.w", "movw", "movt", "la.pcrel"};

// "ADDRESS <NAME>:"
std::optional<std::string> head_of(std::string_view line) {
  const std::size_t open = line.find(" <");
  if (open == std::string_view::npos || !line.ends_with(">:")) return std::nullopt;
  if (!base::hex_to_uint64(line.substr(0, open))) return std::nullopt;
  return std::string(line.substr(open + 2, line.size() - open - 4));
}

struct Target {
  std::size_t begin = 0, end = 0;  // of "0x1234 <name+0x10>" in the operands
  std::string_view name;           // "name"
  std::string_view offset;         // "+0x10", or ""
};

// Names may hold any bracket, so it ends with the last one.
std::optional<Target> target_in(std::string_view operands) {
  const std::size_t open = operands.find(" <");
  const std::size_t close = operands.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) {
    return std::nullopt;
  }
  std::size_t begin = operands.substr(0, open).find_last_of(" ,\t");
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  if (!base::hex_to_uint64(operands.substr(begin, open - begin))) return std::nullopt;
  std::string_view name = operands.substr(open + 2, close - open - 2);
  std::string_view offset;
  const std::size_t plus = name.rfind("+0x");
  if (plus != std::string_view::npos && base::hex_to_uint64(name.substr(plus + 1))) {
    offset = name.substr(plus);
    name = name.substr(0, plus);
  }
  return Target{begin, close + 1, name, offset};
}

// What fills the room up to the next function.
bool is_filler(const Instruction& instruction) {
  return instruction.text.starts_with("nop") || instruction.text.starts_with("data16") ||
         instruction.text == "int3";
}

// Mnemonic and operands stand apart by a tab, comments by blanks.
Instruction instruction(std::uint64_t address, std::string_view text, std::string_view function) {
  const std::size_t tab = text.find('\t');
  const std::string mnemonic(base::trim(text.substr(0, tab)));
  std::string_view operands =
      tab == std::string_view::npos ? std::string_view() : text.substr(tab + 1);
  operands = operands.substr(0, std::min(operands.find("  //"), operands.find("  # ")));
  operands = base::trim(operands);

  std::string shown(operands), key(operands);
  if (const auto target = target_in(operands)) {
    const std::string before(operands.substr(0, target->begin));
    const std::string after(operands.substr(target->end));
    const bool own = target->name == function;
    const std::string name = "<" + std::string(target->name);
    const std::string place = target->offset.empty() ? "+0x0" : std::string(target->offset);
    shown = before + (own ? place : name + std::string(target->offset) + ">") + after;
    key = before + (own ? std::string("+") : name + ">") + after;
  }
  const std::size_t relative = operands.find("(%rip)");
  if (relative != std::string_view::npos) {
    const std::size_t comma = operands.substr(0, relative).rfind(", ");
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 2;
    key = std::string(operands.substr(0, begin)) + std::string(operands.substr(relative));
  }
  if (std::ranges::find(kAddressParts, mnemonic) != kAddressParts.end()) {
    key = std::string(operands.substr(0, operands.find(',')));
  }
  const std::string blank = operands.empty() ? "" : " ";
  return {.address = address, .text = mnemonic + blank + shown, .key = mnemonic + blank + key};
}

}  // namespace

Disassembly parse_disassembly(std::string_view text) {
  Disassembly functions;
  bool open = false;  // a head came, and not yet an instruction
  std::string name;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (auto head = head_of(line)) {
      name = std::move(*head);
      open = true;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || name.empty()) continue;
    const auto address = base::hex_to_uint64(base::trim(line.substr(0, colon)));
    const std::string_view rest = base::trim(line.substr(colon + 1));
    if (!address || rest.empty()) continue;
    if (std::exchange(open, false)) functions.push_back({.name = name, .instructions = {}});
    functions.back().instructions.push_back(instruction(*address, rest, name));
  }
  for (Function& function : functions) {
    auto& all = function.instructions;
    while (all.size() > 1 && is_filler(all.back())) all.pop_back();
  }
  std::ranges::stable_sort(functions, {},
                           [](const Function& each) { return each.instructions.front().address; });
  return functions;
}

const Function* function_at(const Disassembly& disassembly, std::uint64_t address) {
  const auto after = std::ranges::upper_bound(disassembly, address, {}, [](const Function& each) {
    return each.instructions.front().address;
  });
  if (after == disassembly.begin()) return nullptr;
  const Function& function = *std::prev(after);
  const std::uint64_t last = function.instructions.back().address;
  return address < last + kLongestInstruction ? &function : nullptr;
}

bool same_code(const Function& one, const Function& other) {
  return std::ranges::equal(one.instructions, other.instructions, {}, &Instruction::key,
                            &Instruction::key);
}

}  // namespace assay::judge
