// SPDX-License-Identifier: Apache-2.0
#include "run/process_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace assay::run {

void ProcessNotes::add(const ProcessNotes& other) {
  statuses.insert(other.statuses.begin(), other.statuses.end());
  for (const auto& [name, count] : other.left) left[name] = std::max(left[name], count);
  for (const std::string& note : other.of_list) {
    if (std::ranges::find(of_list, note) == of_list.end()) of_list.push_back(note);
  }
  file_systems.insert(other.file_systems.begin(), other.file_systems.end());
}

void ProcessNotes::add_left(const sys::Ended& ended) {
  std::map<std::string, std::size_t> names;
  for (const std::string& name : ended.left) ++names[name];
  for (const auto& [name, count] : names) left[name] = std::max(left[name], count);
}

std::vector<std::string> ProcessNotes::texts() const {
  std::vector<std::string> texts = of_list;
  if (!file_systems.empty()) {
    texts.push_back("files on " + base::join({file_systems.begin(), file_systems.end()}, ", "));
  }
  if (!statuses.empty()) {
    std::vector<std::string> numbers;
    for (const int status : statuses) numbers.push_back(std::to_string(status));
    texts.push_back(fmt::format("exit status {} after all results", base::join(numbers, ", ")));
  }
  if (!left.empty()) {
    std::vector<std::string> names;
    for (const auto& [name, count] : left) names.push_back(fmt::format("{} ({})", name, count));
    texts.push_back(
        fmt::format("left processes running, which were ended: {}", base::join(names, ", ")));
  }
  return texts;
}

}  // namespace assay::run
