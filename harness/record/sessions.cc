// SPDX-License-Identifier: Apache-2.0
#include "record/sessions.h"

#include <map>
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

std::vector<Record> sessions_of(const Record& record) {
  std::map<decltype(what_is_measured(record, record.cells.front())), std::size_t> seen;
  std::vector<Record> sessions;
  for (const CellRecord& cell : record.cells) {
    const std::size_t number = seen[what_is_measured(record, cell)]++;
    if (number == sessions.size()) {
      Record& session = sessions.emplace_back(record);
      session.cells.clear();
    }
    sessions[number].cells.push_back(cell);
  }
  if (sessions.size() < 2) return {record};
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    Record& session = sessions[i];
    const Host& host = host_of(session, session.cells.front().place);
    if (!host.readings.empty()) session.created = host.readings.front().at;
    if (i > 0) session.id += "+" + std::to_string(i);
  }
  return sessions;
}

}  // namespace assay::record
