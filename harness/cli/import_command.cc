// SPDX-License-Identifier: Apache-2.0
#include "cli/import_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/version.h"
#include "import/formats.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "work/local_records.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
constexpr base::Bytes kFileLimit{256u << 20};

}  // namespace

CommandSpec import_spec() {
  return {
      .name = "import",
      .summary = "other tools' result files become records",
      .description =
          "Reads result files of other tools (Google Benchmark's JSON) and leaves a record for "
          "each, marked as imported: it can be shown and compared, and enters neither matrix nor "
          "gate.",
      .positional = "FILE...",
      .least = 1,
      .most = 10'000,
      .options = {{.name = "-o,--output",
                   .value = "FILE",
                   .help = "the record, for one file; default: results/runs/"}},
      .examples = {{"assay import results.json", "one file of Google Benchmark"},
                   {"assay import *.json --quiet", "many; the paths of the records are printed"}}};
}

int run_import(const Words& words, Console& console) {
  const fs::path output = words.text("output");
  if (!output.empty() && words.positionals.size() > 1) {
    throw base::Error(base::Exit::usage, "--output is for one file, and there are several");
  }
  const auto folders = sys::find_folders();
  // All are read before the first is written: a broken one among them leaves nothing half done.
  std::vector<record::Record> records;
  for (const auto& file : words.positionals) {
    records.push_back(import::read_any(sys::read_file(file, kFileLimit), file));
    if (records.back().seal != record::Seal::none) {
      throw base::Error(base::Exit::usage, fmt::format("{} is a record already", file))
          .hint("compare and show take it as it is");
    }
  }
  base::Json::Array made;
  std::string text;
  for (auto& record : records) {
    if (record.created.empty()) record.created = sys::utc_now();
    record.harness = this_harness();
    const auto path = work::save_record(record, folders.records, output);
    made.push_back(
        base::Json().set("id", record.id).set("path", path.string()).set("source", record.source));
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
