// SPDX-License-Identifier: Apache-2.0
#include "judge/side_differences.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/text.h"

namespace assay::judge {
namespace {

class Differences {
 public:
  void add(std::string_view what, const std::string& base, const std::string& head) {
    if (base == head) return;
    std::string text = fmt::format("{}: {}, {}", what, base, head);
    if (std::ranges::find(found_, text) == found_.end()) found_.push_back(std::move(text));
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

std::string benchmark_library_of(const record::Program& program) {
  return program.benchmark_library.empty() ? "unknown" : program.benchmark_library;
}

std::string flags_only_in(const std::vector<std::string>& one,
                          const std::vector<std::string>& other) {
  std::vector<std::string> flags;
  std::ranges::copy_if(one, std::back_inserter(flags), [&](const std::string& flag) {
    return std::ranges::find(other, flag) == other.end();
  });
  return flags.empty() ? "none" : base::join(flags, " ");
}

void add_programs(Differences& found, const record::AskedCell& base,
                  const record::AskedCell& head) {
  const record::Program &one = *base.program, &other = *head.program;
  found.add("toolchain", base.cell.toolchain, head.cell.toolchain);
  found.add("os", base.cell.os, head.cell.os);
  found.add("compiler", one.compiler, other.compiler);
  found.add("libc", one.libc, other.libc);
  found.add("linker", one.linker, other.linker);
  found.add("library", benchmark_library_of(one), benchmark_library_of(other));
  found.add("flags", flags_only_in(one.flags, other.flags), flags_only_in(other.flags, one.flags));
}

}  // namespace

std::vector<std::string> differences(const record::AskedSide& base, const record::AskedSide& head) {
  Differences found;
  if (base.record.empty() && head.record.empty()) {
    const auto source = [](const record::AskedSide& side) {
      return side.commit.empty() ? std::string("this tree") : side.commit;
    };
    found.add("commit", source(base), source(head));
  }
  for (const auto& one : base.cells) {
    for (const auto& other : head.cells) {
      if (record::is_counterpart(one.cell, other.cell) && one.program && other.program)
        add_programs(found, one, other);
    }
  }
  return found.take();
}

}  // namespace assay::judge
