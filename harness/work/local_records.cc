// SPDX-License-Identifier: Apache-2.0
#include "work/local_records.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "import/formats.h"
#include "record/record_json.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::work {

namespace fs = std::filesystem;

namespace {

std::string why_passed_over(const record::Record& record, const std::string& now) {
  if (is_edited(record)) return "edited: it was changed after it was written";
  if (record.created > now) return fmt::format("dated {}, which is in the future", record.created);
  return {};
}

// What programs said of themselves is in it: better no record now than one that nothing reads
// later.
void require_readable(const std::string& text, const fs::path& path) {
  if (text.size() > kMostRecord.value) {
    throw base::Error(base::Exit::bad,
                      fmt::format("{} would be {} large, more than the {} that can be read: choose "
                                  "fewer benchmarks (--filter) or cells",
                                  path.string(), base::to_text(base::Bytes{text.size()}),
                                  base::to_text(kMostRecord)));
  }
  try {
    record::parse_record(text, path.string());
  } catch (const base::Error& fault) {
    throw base::Error(base::Exit::bad,
                      fmt::format("the record was not written, because it could not be read back: "
                                  "{}",
                                  fault.what()))
        .hint("leave out that benchmark (--filter), and report this: it is a bug in assay");
  }
}

}  // namespace

void require_place(const fs::path& folder, const fs::path& output) {
  std::error_code ignored;
  if (fs::is_directory(output, ignored)) {
    throw base::Error(base::Exit::usage, fmt::format("--output {} is a folder", output.string()));
  }
  try {
    sys::require_room(output.empty() ? folder : fs::absolute(output).parent_path(), kMostRecord);
  } catch (base::Error& fault) {
    if (output.empty()) fault.hint("--output FILE writes the record elsewhere");
    throw;
  }
}

fs::path save_record(record::Record& record, const fs::path& folder, const fs::path& output) {
  record::seal(record);
  const auto path = output.empty() ? folder / (record.id + ".json") : output;
  const std::string text = record::to_json(record).dump();
  require_readable(text, path);
  sys::write_whole(path, text);
  return path;
}

std::vector<fs::path> local_records(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end(), std::greater<>());
  return paths;
}

record::Record read_local(const fs::path& path) {
  return import::read_any(sys::read_file(path, kMostRecord), path.string());
}

std::optional<LocalRecord> newest_record(
    const fs::path& folder, const std::function<bool(const record::Record&)>& holds,
    const std::function<void(const std::string&)>& unreadable) {
  const std::string now = sys::utc_now();
  for (const auto& path : local_records(folder)) {
    try {
      auto record = read_local(path);
      if (const auto why = why_passed_over(record, now); !why.empty()) {
        unreadable(fmt::format("passed over {}: {}", path.string(), why));
      } else if (holds(record)) {
        return LocalRecord{path, std::move(record)};
      }
    } catch (const base::Error& fault) {
      unreadable(fmt::format("passed over {}", fault.what()));
    }
  }
  return std::nullopt;
}

}  // namespace assay::work
