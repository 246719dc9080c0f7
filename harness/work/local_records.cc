// SPDX-License-Identifier: Apache-2.0
#include "work/local_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "import/formats.h"
#include "record/record_json.h"
#include "record/text_form.h"
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

// "20261130T164043Z", of the name where that is an id, else of what the file begins with: a record
// says first when it was made. "" when neither tells.
std::string made_at(const fs::path& path) {
  constexpr std::size_t kTime = sizeof("20261130T164043Z") - 1;
  const std::string name = path.stem().string();
  if (record::kRecordId.fits(name)) return name.substr(0, kTime);
  constexpr base::Bytes kBeginning{4096};
  const std::string text = sys::read_start(path, kBeginning);
  const std::size_t key = text.find("\"created\"");
  if (key == std::string::npos) return {};
  const std::size_t value = text.find('"', text.find(':', key));
  if (value == std::string::npos) return {};
  std::string time = text.substr(value + 1, sizeof("2026-11-30T16:40:43Z") - 1);
  if (!record::kUtcTime.fits(time)) return {};
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return time;
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
  std::vector<std::pair<std::string, fs::path>> found;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (entry.path().extension() == ".json")
      found.emplace_back(made_at(entry.path()), entry.path());
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  std::vector<fs::path> paths;
  for (auto& [time, path] : found) paths.push_back(std::move(path));
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
