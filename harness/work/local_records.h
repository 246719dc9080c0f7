// SPDX-License-Identifier: Apache-2.0
// The folder of local records: how a record gets its name there, and which is the newest that holds
// something. What a word on the command line means is record_argument's business.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "base/units.h"
#include "record/record.h"

namespace assay::work {

constexpr base::Bytes kMostRecord{256u << 20};  // what is larger is not read

// Said before minutes of work, not after: `output` is not a folder, and there is room for the
// largest record where save_record will write. Throws Error(usage) or Error(missing).
void require_place(const std::filesystem::path& folder, const std::filesystem::path& output);

// Seals the record and writes it to `output`, or to its own name in `folder` when that is
// empty. Returns the path. Throws Error(bad) for what could not be read back.
std::filesystem::path save_record(record::Record& record, const std::filesystem::path& folder,
                                  const std::filesystem::path& output);

// Newest first; what says nothing of its time comes last. No folder: none.
std::vector<std::filesystem::path> local_records(const std::filesystem::path& folder);

record::Record read_local(const std::filesystem::path& path);

// The newest that `holds` accepts, with its path; each file that can't be read, was edited or
// is dated after now is told to `unreadable` and passed over.
struct LocalRecord {
  std::filesystem::path path;
  record::Record record;
};
std::optional<LocalRecord> newest_record(const std::filesystem::path& folder,
                                         const std::function<bool(const record::Record&)>& holds,
                                         const std::function<void(const std::string&)>& unreadable);

}  // namespace assay::work
