// SPDX-License-Identifier: Apache-2.0
// A run begins on a machine that measures: its folder is made, the kit is laid out in it, and who
// runs it is started. Asked twice for the same run, it begins once. The far end alone uses it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "reach/content_store.h"
#include "reach/run_folder.h"

namespace assay::reach {

struct KitListing {
  std::string path;  // inside the kit
  Content content;
};

// The list of a kit's files, one JSON document. Throws Error(usage) for what is no such list.
std::vector<KitListing> read_kit_list(std::string_view bytes);
std::string kit_list(const std::vector<KitListing>& files);

// A journal of the run that the other side has: the place may have lost its own, as a board whose
// folders are in memory does.
struct JournalListing {
  std::string name;  // as it is followed
  std::string sha256;
  std::uint64_t size = 0;
};
// Throws Error(usage) for what is no such list.
std::vector<JournalListing> read_journal_list(const base::Json& list);
base::Json journal_list(const std::vector<JournalListing>& journals);

struct Started {
  RunState was;        // before
  bool begun;          // now; else it runs, has left its record, or `lacks` something
  bool lacks = false;  // a journal: to be put, and asked again
};

// A run that died, was stopped, whose lease ended or that left no record goes on: its results stay
// where they are, and what measures leaves out what is finished. One that is not there begins with
// the journals. Throws Error(missing) when it can't be started.
Started start_run(const RunFolder& run, const ContentStore& store,
                  const std::vector<KitListing>& files, const Order& order,
                  const std::vector<JournalListing>& journals = {});

}  // namespace assay::reach
