// SPDX-License-Identifier: Apache-2.0
#include "cli/import_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/opening.h"
#include "cli/version.h"
#include "import/formats.h"
#include "import/google_record.h"
#include "submit/entries.h"
#include "submit/report.h"
#include "submit/storing.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "terminal/machine_report.h"
#include "work/catalog_files.h"
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

bool is_submission(const std::string& file) { return file.ends_with(".assay"); }

// What was found of a submission, and where it is when it was stored.
struct Seen {
  std::string file;
  submit::Candidate candidate;
  submit::StoredEntry stored = {};
};

// All are checked before the first is stored.
std::vector<Seen> open_all(const std::vector<std::string>& files, const fs::path& results) {
  const std::string today = sys::utc_now().substr(0, 10);
  submit::finish_killed_import(results);
  auto project = submit::project_in(results, today, work::load_catalog(sys::find_folders()));
  std::vector<Seen> all;
  for (const std::string& file : files) {
    const std::string bytes = sys::read_file(file, submit::kArchiveLimit);
    all.push_back({.file = file, .candidate = submit::open_candidate(bytes, project)});
  }
  return all;
}

base::Json submissions_json(const std::vector<Seen>& all, const fs::path& submissions) {
  base::Json::Array list;
  for (const auto& [file, candidate, stored] : all) {
    const auto& [checked, walls] = candidate.verified;
    base::Json one = submit::json_of(checked, base::printable(file), walls);
    const std::string& folder = stored.line.folder;
    one.set("folder", folder.empty() ? std::string() : (submissions / folder).string());
    one.set("new", stored.is_new);
    list.push_back(std::move(one));
  }
  base::Json json;
  json.set("schema", "assay.import/1").set("submissions", std::move(list));
  return json;
}

// Of those that are not accepted, the verdict with its reasons.
struct NotAccepted {
  std::string text;
  base::Exit exit = base::Exit::done;  // of the worst of them
};

NotAccepted not_accepted(const std::vector<Seen>& all, const present::Style& style) {
  NotAccepted found;
  for (const auto& [file, candidate, stored] : all) {
    const auto& [checked, walls] = candidate.verified;
    const base::Exit exit = submit::exit_of(checked);
    if (exit == base::Exit::done) continue;
    if (found.exit != base::Exit::bad) found.exit = exit;
    found.text += base::printable(file) + "\n";
    found.text += terminal::lines_text(submit::lines_of(checked, walls), style);
  }
  return found;
}

// Where a merged change leaves what was sent.
bool is_within(const fs::path& file, const fs::path& folder) {
  std::error_code fault;
  return fs::equivalent(fs::absolute(file, fault).parent_path(), folder, fault);
}

// The paths of the folders, one a line.
std::string store_all(std::vector<Seen>& all, const fs::path& results, Console& console) {
  std::string text;
  for (auto& [file, candidate, stored] : all) {
    stored = submit::store(candidate, results);
    if (!stored.is_new) {
      console.say(fmt::format("{} was imported on {}; nothing has changed", base::printable(file),
                              stored.line.day));
    }
    if (is_within(file, submit::submissions_path(results))) {
      console.say(fmt::format("{} is imported: remove it", base::printable(file)));
    }
    text += (submit::submissions_path(results) / stored.line.folder).string() + "\n";
  }
  return text;
}

int import_submissions(const Arguments& words, Console& console) {
  if (words.has("output") || words.has("suite") || words.has("target")) {
    throw base::Error(base::Exit::usage, "a submission is stored as it was signed")
        .hint("--output, --suite and --target are for results of other tools");
  }
  const auto style = console.style(words);
  const fs::path results = results_folder();
  auto all = open_all(words.positionals, results);
  auto [text, exit] = not_accepted(all, style);
  if (exit == base::Exit::done) {
    text = store_all(all, results, console);
  } else {
    console.say("nothing was imported");
  }
  if (style.format == "json") {
    text = submissions_json(all, submit::submissions_path(results)).dump();
  }
  console.print(text);
  return static_cast<int>(exit);
}

}  // namespace

CommandSpec import_spec() {
  return {
      .name = "import",
      .summary = "turn other tools' result files into records, and store submissions",
      .description =
          "Reads result files of other tools (Google Benchmark's JSON) and writes a record for "
          "each, marked as imported. Imported records can be shown and compared, but are not "
          "part of a matrix or a gate. --suite and --target say what the results are of, so that "
          "they are paired with records of that suite. A record is copied unchanged. A submission "
          "(NAME.assay) is checked as assay verify checks it, and held against what was imported "
          "before; one that is accepted is stored in results/submissions/, as it was signed, and "
          "gets a line in results/ledger.",
      .positional = "FILE...",
      .least = 1,
      .most = 10'000,
      .shared = {.color = true},
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
                   {"assay import *.json --quiet", "many; the paths of the records are printed"},
                   {"assay import record.assay", "a submission, into results/submissions/"}}};
}

int run_import(const Arguments& words, Console& console) {
  const auto submissions = std::ranges::count_if(words.positionals, is_submission);
  if (submissions == std::ssize(words.positionals)) return import_submissions(words, console);
  if (submissions > 0) {
    throw base::Error(base::Exit::usage,
                      "submissions and results of other tools are imported one after the other");
  }
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
