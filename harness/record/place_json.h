// SPDX-License-Identifier: Apache-2.0
// Hosts and places as JSON: the keys "hosts" and "places" of a record. What is empty is left out
// where a reader can tell that from its absence.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "record/json_node.h"
#include "record/place.h"

namespace assay::record {

base::Json to_json(const Host& host);
Host read_host(const JsonNode& node);

base::Json to_json(const Place& place);
// `hosts` is how many the record has.
Place read_place(const JsonNode& node, std::size_t hosts);

// What hosts and emulators of schema 1 are too, beside keys of their own.
Host read_machine(const JsonNode& node);
Emulator read_emulator(const JsonNode& node);
std::string read_runner(const JsonNode& node);
std::vector<std::pair<std::string, std::string>> read_pairs(const JsonNode& object);

// The places of a record, each once, in the order in which they are first named.
class PlaceList {
 public:
  std::size_t index_of(const Place& place);
  base::Json json() const;

 private:
  std::vector<Place> places_;
};

}  // namespace assay::record
