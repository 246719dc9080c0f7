// SPDX-License-Identifier: Apache-2.0
#include "judge/counterparts.h"

#include <fmt/format.h>

#include <cstddef>

#include "base/error.h"
#include "base/text.h"

namespace assay::judge {

using base::Error;
using base::Exit;

NamePair parse_name_pair(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() ||
      text.find('=', at + 1) != std::string_view::npos) {
    throw Error(Exit::usage, fmt::format("--pair takes two parts of names, as in "
                                         "'copy_loop=copy_call', not '{}'",
                                         base::printable(text)));
  }
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

record::Record keep_side(record::Record record, const NamePair& pair, PairSide side,
                         std::string_view name) {
  const std::string& part = side == PairSide::base ? pair.base : pair.head;
  const auto place_of = [&](const record::Benchmark& benchmark) {
    const std::string_view shown = record::shown_name(record, benchmark);
    const std::size_t before = benchmark.name.size() - shown.size();
    const std::size_t at = shown.find(part);
    if (at == std::string_view::npos) return at;
    if (shown.find(part, at + 1) != std::string_view::npos) {
      throw Error(Exit::usage, fmt::format("{}: {} contains '{}' twice, so the pair is not unique",
                                           name, base::printable(shown), base::printable(part)))
          .hint("use a longer part of the name");
    }
    return before + at;
  };
  bool any = false;
  for (auto& cell : record.cells) {
    std::erase_if(cell.benchmarks, [&](const record::Benchmark& benchmark) {
      return place_of(benchmark) == std::string_view::npos;
    });
    for (auto& benchmark : cell.benchmarks) {
      benchmark.name.replace(place_of(benchmark), part.size(),
                             fmt::format("{}={}", pair.base, pair.head));
    }
    any = any || !cell.benchmarks.empty();
  }
  if (any) return record;
  throw Error(Exit::usage, fmt::format("{}: no benchmark name contains '{}', which is in --pair",
                                       name, base::printable(part)))
      .hint("assay show RECORD --json lists the names");
}

}  // namespace assay::judge
