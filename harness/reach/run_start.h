// SPDX-License-Identifier: Apache-2.0
// A run begins on a machine that measures: its folder is made, the kit is laid out in it, and who
// runs it is started. Asked twice for the same run, it begins once. The far end alone uses it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

struct Started {
  RunState was;  // before
  bool begun;    // now; else it runs, or has ended by itself
};

// A run that died, was stopped or whose lease ended goes on: its results stay where they are, and
// what measures leaves out what is finished. Throws Error(missing) when it can't be started.
Started start_run(const RunFolder& run, const ContentStore& store,
                  const std::vector<KitListing>& files, const Order& order);

}  // namespace assay::reach
