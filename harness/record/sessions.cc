// SPDX-License-Identifier: Apache-2.0
#include "record/sessions.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <tuple>

#include "base/ensure.h"

namespace assay::record {
namespace {

// There is one of it in each session. Another machine's is no further session, nor is that of an
// equal machine at another place.
auto what_is_measured(const Record& record, const CellRecord& cell) {
  const Host& host = host_of(record, cell.place);
  return std::tuple(catalog::to_text(cell.cell), cell.place.runner, cell.domain, host.key,
                    host.place, cell.place.emulator ? cell.place.emulator->variant : std::string());
}

}  // namespace

Record join_sessions(const std::vector<Record>& sessions) {
  base::ensure(!sessions.empty(), "a result has a session");
  Record joined = sessions.back();
  joined.id.clear();
  joined.content.clear();
  joined.seal = Seal::none;
  joined.hosts.clear();
  joined.cells.clear();
  for (const Record& session : sessions) {
    for (CellRecord cell : session.cells) {
      cell.place.host = add_host(joined.hosts, session.hosts.at(cell.place.host));
      joined.cells.push_back(std::move(cell));
    }
  }
  if (joined.hosts.empty()) joined.hosts = sessions.back().hosts;
  return joined;
}

std::vector<std::vector<std::size_t>> same_cells(const Record& record) {
  std::map<decltype(what_is_measured(record, record.cells.front())), std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    same[what_is_measured(record, record.cells[i])].push_back(i);
  }
  const auto lists = std::views::values(same);
  return {lists.begin(), lists.end()};
}

std::vector<Record> sessions_of(const Record& record) {
  std::vector<std::size_t> numbers(record.cells.size());
  std::size_t count = 0;
  for (const auto& positions : same_cells(record)) {
    for (std::size_t i = 0; i < positions.size(); ++i) numbers[positions[i]] = i;
    count = std::max(count, positions.size());
  }
  if (count < 2) return {record};
  Record empty = record;
  empty.cells.clear();
  std::vector<Record> sessions(count, empty);
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    sessions[numbers[i]].cells.push_back(record.cells[i]);
  }
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    Record& session = sessions[i];
    const Host& host = host_of(session, session.cells.front().place);
    if (!host.readings.empty()) session.created = host.readings.front().at;
    if (i > 0) session.id += "+" + std::to_string(i);
  }
  return sessions;
}

}  // namespace assay::record
