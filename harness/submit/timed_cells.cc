// SPDX-License-Identifier: Apache-2.0
#include "submit/timed_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace assay::submit {
namespace {

using base::Json;

constexpr std::size_t kCellsNamed = 3;  // cells that an error names

// Before a cell's runner is known it has no domain: such a one is no count.
bool holds_no_times(const record::CellRecord& cell) {
  return cell.domain && !record::traits_of(*cell.domain).time;
}

std::string name_of(const record::CellRecord& cell) {
  const std::string variant = is_variant(cell) ? " " + cell.place.emulator->variant : "";
  return fmt::format("{} under {}{}", to_text(cell.cell), cell.place.runner, variant);
}

Json with_member(const Json& document, std::string_view key, Json value) {
  Json::Object members = *document.object();
  const auto member = std::ranges::find(members, key, &Json::Member::first);
  if (member != members.end()) member->second = std::move(value);
  return members;
}

base::Error no_times(const std::vector<std::string>& cells) {
  const auto end = cells.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), kCellsNamed));
  const std::string more =
      cells.size() > kCellsNamed ? fmt::format(" and {} more", cells.size() - kCellsNamed) : "";
  base::Error error(base::Exit::usage,
                    fmt::format("the record holds no times, and a submission is of times that were "
                                "measured on a machine: it holds {}{}",
                                base::join({cells.begin(), end}, ", "), more));
  error.hint("measure some: assay run --runner native, or ./start of a kit on the machine");
  return error;
}

}  // namespace

TimedCells take_timed_cells(Json document, const record::Record& record) {
  TimedCells timed;
  Json::Array kept;
  const Json* const cells = document.find("cells");
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const record::CellRecord& cell = record.cells[i];
    if (holds_no_times(cell)) {
      timed.left_out.push_back(name_of(cell));
    } else {
      kept.push_back(cells->array()->at(i));
    }
  }
  if (kept.empty()) throw no_times(timed.left_out);
  if (!timed.left_out.empty()) {
    document = with_places_once(with_member(document, "cells", std::move(kept)));
  }
  timed.document = std::move(document);
  return timed;
}

Json with_places_once(const Json& document) {
  const Json* const places = document.find("places");
  if (places == nullptr) return document;  // of the first schema, where each cell has its own
  Json::Array used, cells;
  for (const Json& cell : *document.find("cells")->array()) {
    const auto number = static_cast<std::size_t>(*cell.find("place")->integer());
    const Json& place = places->array()->at(number);
    const auto found = std::ranges::find(used, place);
    const auto position = static_cast<std::uint64_t>(found - used.begin());
    if (found == used.end()) used.push_back(place);
    cells.push_back(with_member(cell, "place", position));
  }
  return with_member(with_member(document, "places", std::move(used)), "cells", std::move(cells));
}

}  // namespace assay::submit
