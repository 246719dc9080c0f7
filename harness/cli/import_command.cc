// SPDX-License-Identifier: Apache-2.0
#include "cli/import_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/version.h"
#include "import/formats.h"
#include "import/google_record.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "work/local_records.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
constexpr base::Bytes kFileLimit{256u << 20};

// A file, and what was read of it.
struct Imported {
  std::string bytes;
  record::Record record;
  bool is_record() const { return record.seal != record::Seal::none; }
};

Imported read_imported(const std::string& file, const Arguments& words) {
  Imported imported{.bytes = sys::read_file(file, kFileLimit), .record = {}};
  imported.record = import::read_any(imported.bytes, file);
  if (!imported.is_record()) {
    import::set_names(imported.record, words.text("suite"), words.text("target"));
  } else if (words.has("suite") || words.has("target")) {
    throw base::Error(base::Exit::usage,
                      fmt::format("{} is a record, which is copied unchanged", file))
        .hint("--suite and --target are for results of other tools");
  }
  return imported;
}

// Byte for byte: what it says was measured stays as true as it was.
fs::path copy_record(const Imported& imported, const fs::path& folder, const fs::path& output) {
  const auto path = output.empty() ? folder / (imported.record.id + ".json") : output;
  std::error_code ignored;
  const bool taken = output.empty() && fs::exists(path, ignored);
  if (taken && sys::read_file(path, work::kMostRecord) != imported.bytes) {
    throw base::Error(base::Exit::usage, fmt::format("another record is called {}", path.string()))
        .hint("compare them, or give --output");
  }
  sys::write_whole(path, imported.bytes);
  return path;
}

fs::path save(Imported& imported, const fs::path& folder, const fs::path& output) {
  if (imported.is_record()) return copy_record(imported, folder, output);
  record::Record& record = imported.record;
  if (record.created.empty()) record.created = sys::utc_now();
  record.harness = this_harness();
  return work::save_record(record, folder, output);
}

// What is wrong with the file.
std::vector<std::string> notes_of_imported(const record::Record& record) {
  std::vector<std::string> notes;
  if (record.provenance != "imported") return notes;
  for (const auto& cell : record.cells) {
    notes.insert(notes.end(), cell.notes.begin(), cell.notes.end());
  }
  return notes;
}

}  // namespace

CommandSpec import_spec() {
  return {
      .name = "import",
      .summary = "turn other tools' result files into records",
      .description =
          "Reads result files of other tools (Google Benchmark's JSON) and writes a record for "
          "each, marked as imported. Imported records can be shown and compared, but are not "
          "part of a matrix or a gate. --suite and --target say what the results are of, so that "
          "they are paired with records of that suite. A record is copied unchanged.",
      .positional = "FILE...",
      .least = 1,
      .most = 10'000,
      .options = {{.name = "-o,--output",
                   .value = "FILE",
                   .help = "write the record to this file, if there is one FILE; default: a new "
                           "file in results/runs/"},
                  {.name = "--suite",
                   .value = "NAME",
                   .help = "suite of the results; default: what the file says, else its name"},
                  {.name = "--target",
                   .value = "NAME",
                   .help =
                       "target of the results; default: what the file says, else \"imported\""}},
      .examples = {{"assay import results.json", "one file of Google Benchmark"},
                   {"assay import *.json --quiet", "many; the paths of the records are printed"}}};
}

int run_import(const Arguments& words, Console& console) {
  const fs::path output = words.text("output");
  if (!output.empty() && words.positionals.size() > 1) {
    throw base::Error(base::Exit::usage,
                      "--output can hold the record of one file only, and several were given");
  }
  const auto folders = sys::find_folders();
  // All are read before the first is written: a broken one among them leaves nothing half done.
  std::vector<Imported> all;
  for (const auto& file : words.positionals) all.push_back(read_imported(file, words));
  base::Json::Array made;
  std::string text;
  for (Imported& imported : all) {
    const auto path = save(imported, folders.records, output);
    const record::Record& record = imported.record;
    base::Json one;
    one.set("id", record.id).set("path", path.string()).set("source", record.source);
    const auto notes = notes_of_imported(record);
    for (const std::string& note : notes) console.say(fmt::format("{}: {}", record.source, note));
    if (!notes.empty()) one.set("notes", base::Json::Array(notes.begin(), notes.end()));
    made.push_back(std::move(one));
    text += path.string() + "\n";
  }
  if (words.format() == "json") {
    base::Json json;
    json.set("schema", "assay.import/1").set("records", std::move(made));
    text = json.dump();
  }
  console.print(text);
  return 0;
}

}  // namespace assay::cli
