// SPDX-License-Identifier: Apache-2.0
// What both programs print about a machine: its identity, the evidence for its class, how fit it is
// for measuring.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "catalog/catalog.h"
#include "present/formats.h"
#include "record/host.h"

namespace assay::terminal {

// What and a sentence, one a line, with the sentences below each other; as "markdown" a table of
// 64 KiB at most, in which nothing of the sentences is markup. What has no name is a line to be
// copied, and stays one line.
std::string lines_text(const std::vector<std::pair<std::string, std::string>>& lines,
                       const present::Style& style);

present::List host_list(const record::Host& host, const catalog::Catalog& catalog);
present::List fitness_list(const record::Host& host);

// The same for a program: one key a fact.
base::Json host_json(const record::Host& host, const catalog::Catalog& catalog);
base::Json fitness_json(const record::Host& host);

// All of it: five lines, identity, fitness, and `lists` below them; or one JSON document.
std::string machine_report(const record::Host& host, const catalog::Catalog& catalog,
                           const std::vector<present::List>& lists, const present::Style& style);

}  // namespace assay::terminal
