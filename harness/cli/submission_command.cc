// SPDX-License-Identifier: Apache-2.0
#include "cli/submission_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "record/record_json.h"
#include "submit/archive.h"
#include "submit/entries.h"
#include "submit/key_file.h"
#include "submit/parcels.h"
#include "submit/report.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "terminal/machine_report.h"
#include "work/catalog_files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

// One argument after the word that says what to do.
std::string operand(const Arguments& words, std::string_view what) {
  if (words.positionals.size() == 2) return words.positionals[1];
  throw Error(Exit::usage, fmt::format("assay submission {} needs {}", words.positionals[0], what));
}

int make_submission(const Arguments& words, Console& console) {
  const fs::path record = operand(words, "RECORD");
  const bool as_json = words.format() == "json";
  if (!words.has("key")) {
    throw Error(Exit::usage, "--key FILE is missing: whose submission is it?")
        .hint("assay submission key FILE makes a key");
  }
  std::string text = sys::read_file(record, submit::kFileLimit);
  const auto cores = work::load_catalog(sys::find_folders()).cores;
  auto machine = submit::copy_of_machine(record::parse_record(text, record.string()), cores);
  const submit::Parcel parcel{.ingredients = {.record = std::move(text),
                                              .kit = {},
                                              .machine = std::move(machine),
                                              .made = sys::utc_now()},
                              .key = words.text("key"),
                              .notes = words.text("notes"),
                              .output = words.text("output", record.stem().string() + ".assay")};
  const auto written = submit::write_parcel(parcel);
  for (const auto& line : submit::lines_of(written)) console.say(line);
  console.say(
      fmt::format("next: look at all of it: assay submission show {}", written.path.string()));
  if (!as_json) return 0;
  base::Json json;
  json.set("schema", "assay.submission-written/1").set("path", written.path.string());
  std::vector<std::string> left_out = written.left_out.cells;
  std::ranges::copy(written.left_out.of_record, std::back_inserter(left_out));
  json.set("left_out", base::Json(base::Json::Array(left_out.begin(), left_out.end())));
  console.print(json.dump());
  return 0;
}

// What a file holds, as JSON holds texts.
std::string files_json(const std::vector<submit::SubmissionFile>& files) {
  base::Json list{base::Json::Array{}}, json;
  for (const auto& file : files) {
    base::Json one;
    one.set("name", file.name).set("bytes", std::uint64_t{file.bytes.size()});
    one.set("text", file.bytes);
    list.push(std::move(one));
  }
  json.set("schema", "assay.submission-files/1").set("files", std::move(list));
  return json.dump();
}

int show(const Arguments& words, Console& console) {
  const auto opened = submit::open_file(operand(words, "FILE"));
  if (!opened.outcome.good()) throw Error(Exit::bad, opened.outcome.reason);
  console.print(words.format() == "json" ? files_json(opened.files)
                                         : submit::readable(opened.files));
  return 0;
}

int make_key(const Arguments& words, Console& console) {
  const fs::path path = operand(words, "FILE");
  const auto key = submit::new_key(path.stem().string());
  submit::write_key_pair(path, key);
  const std::string line = submit::key_line(key.key, key.comment);
  base::Json json;
  json.set("schema", "assay.submission-key/1").set("path", path.string()).set("public", line);
  console.print(words.format() == "json" ? json.dump() : line + "\n");
  console.say(fmt::format("{} is the private half, for you alone; {}.pub is for the maintainers",
                          path.string(), path.string()));
  return 0;
}

// What the options name; else the project's own, which has no such file while it trusts nobody.
submit::Trust trust_of(const Arguments& words) {
  return submit::trust_in(sys::find_folders().data / "results", words.text("signers"),
                          words.text("revoked"));
}

}  // namespace

CommandSpec submission_spec() {
  return {
      .name = "submission",
      .summary = "make a signed file of a record for the maintainers, or show what is in one",
      .description =
          "A submission is a record with what stands around it, signed: one file that anybody "
          "can check again (docs/submissions.md). make writes RECORD.assay and signs it with an "
          "SSH key: a private key without a passphrase is used here, every other one by "
          "ssh-keygen and its agent. Only keys of the record that are known to be harmless are "
          "sent, and what is left out is said. show prints everything that is sent. key makes "
          "an Ed25519 key and its public half, and overwrites nothing.",
      .positional = "make|show|key FILE",
      .least = 2,
      .most = 2,
      .shared = {.pager = true},
      .options = {{.name = "--key",
                   .value = "FILE",
                   .help = "make: the key to sign with; a public half means ssh-agent's key"},
                  {.name = "--notes",
                   .value = "FILE",
                   .help = "make: a text for the maintainers, signed apart"},
                  {.name = "-o,--output",
                   .value = "FILE",
                   .help = "make: write the submission to this file; default RECORD.assay here"}},
      .examples = {
          {"assay submission key ~/.ssh/assay", "a key of your own"},
          {"assay submission make results/record.json --key ~/.ssh/assay", "one signed file"},
          {"assay submission show record.assay", "all that is in it"}}};
}

int run_submission(const Arguments& words, Console& console) {
  const std::string& what = words.positionals.at(0);
  if (what == "make") return make_submission(words, console);
  if (what == "show") return show(words, console);
  if (what == "key") return make_key(words, console);
  throw Error(Exit::usage, fmt::format("assay submission takes make, show or key, not '{}'",
                                       base::printable(what)));
}

CommandSpec verify_spec() {
  return {
      .name = "verify",
      .summary = "check a submission: its bytes, its signature, and who may have signed it",
      .description =
          "Opens the file in a process that can do nothing else, checks every hash, the record's "
          "seal and the signature, computes again what follows from the record, looks for what no "
          "machine measures, and looks the key up. Every reason against it is named. Exit code 0: "
          "accepted, with remarks or without. 1: refused, or the signer is not enrolled. 3: the "
          "signature is of "
          "a type that takes ssh-keygen, which is not here.",
      .positional = "FILE",
      .least = 1,
      .most = 1,
      .shared = {.color = true},
      .options = {{.name = "--signers",
                   .value = "FILE",
                   .help = "who may sign, as ssh-keygen reads it; default "
                           "results/trust/allowed_signers"},
                  {.name = "--revoked",
                   .value = "FILE",
                   .help = "keys that count no longer; default results/trust/revocations"}},
      .examples = {{"assay verify record.assay", "is it what somebody signed?"},
                   {"assay verify record.assay --json", "for a program to read"}}};
}

int run_verify(const Arguments& words, Console& console) {
  const std::string& file = words.positionals.at(0);
  const auto trust = trust_of(words);
  const auto catalog = work::load_catalog(sys::find_folders());
  const auto [checked, walls] =
      submit::verify_file(file, trust, sys::utc_now().substr(0, 10), catalog);
  const auto style = console.style(words);
  console.print(style.format == "json"
                    ? submit::json_of(checked, base::printable(file), walls).dump()
                    : terminal::lines_text(submit::lines_of(checked, walls), style));
  return static_cast<int>(submit::exit_of(checked));
}

}  // namespace assay::cli
