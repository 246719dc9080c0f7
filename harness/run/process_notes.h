// SPDX-License-Identifier: Apache-2.0
// What the processes of one program did beside what was asked of them, and what they said of where
// they ran. It costs no result; a record tells it.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sys/process.h"

namespace assay::run {

struct ProcessNotes {
  std::set<int> statuses;                   // other than 0, after all results
  std::map<std::string, std::size_t> left;  // names of processes left running, how many at most
  std::vector<std::string> of_list;         // of the listed names
  std::set<std::string> file_systems;       // which its files were on

  void add(const ProcessNotes& other);
  void add_left(const sys::Ended& ended);
  // Sentences for the record, none when there is nothing to say.
  std::vector<std::string> texts() const;
};

}  // namespace assay::run
