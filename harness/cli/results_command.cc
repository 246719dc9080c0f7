// SPDX-License-Identifier: Apache-2.0
#include "cli/results_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/opening.h"
#include "submit/candidate.h"
#include "submit/entries.h"
#include "submit/results_check.h"
#include "submit/review.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/folders.h"
#include "terminal/machine_report.h"
#include "work/catalog_files.h"
#include "workshop/revision.h"

namespace assay::cli {
namespace {

int check_again(const Arguments& words, Console& console) {
  const auto style = console.style(words);
  const std::filesystem::path results = results_folder();
  submit::ResultsCheckOptions options{.jobs = jobs(words)};
  if (words.has("since")) {
    options.older_ledger = workshop::file_at(words.text("since"), "results/ledger",
                                             results.parent_path(), submit::kMostLedger);
  }
  const auto check = submit::check_results(results, options, console.progress());
  console.print(style.format == "json" ? submit::json_of(check).dump()
                                       : terminal::lines_text(submit::lines_of(check), style));
  return static_cast<int>(submit::exit_of(check));
}

std::string revision_of(const Arguments& words, const char* option) {
  if (words.has(option)) return words.text(option);
  throw base::Error(base::Exit::usage, fmt::format("--{} REV is missing", option))
      .hint("assay results review --base origin/main --head FETCH_HEAD");
}

// As the commit has it. The catalog is the program's own.
submit::Project project_at(const std::string& base, const sys::Folders& folders) {
  const sys::TemporaryFolder tree;
  workshop::write_folder_at(base, "results", folders.data, tree.path());
  return submit::project_in(tree.path() / "results", sys::utc_now().substr(0, 10),
                            work::load_catalog(folders));
}

int review_change(const Arguments& words, Console& console) {
  const auto style = console.style(words);
  const sys::Folders folders = sys::find_folders();
  const std::filesystem::path& data = folders.data;
  const std::string base = revision_of(words, "base"), head = revision_of(words, "head");
  const auto touched = submit::parse_touched(workshop::changes_between(base, head, data));
  const auto review = submit::review(
      touched, project_at(base, folders),
      [&](const std::string& hash) { return workshop::blob(hash, data, submit::kArchiveLimit); });
  console.print(style.format == "json" ? submit::json_of(review).dump()
                                       : terminal::lines_text(submit::lines_of(review), style));
  return static_cast<int>(submit::exit_of(review));
}

}  // namespace

CommandSpec results_spec() {
  return {
      .name = "results",
      .summary = "check imported submissions and their ledger again, and review proposed ones",
      .description =
          "check reads results/: the chain of the ledger, and of every entry the files, the "
          "signature and whether the signer was enrolled on the day of the import "
          "(docs/submissions.md). Every fault is named with its code, its folder and what to do. "
          "Entries whose key was revoked are listed too, and are not a fault. Exit code 0: all is "
          "good. 1: something is wrong. 3: a signature is of a type that takes ssh-keygen, which "
          "is not here. review looks at what the git commit --head changes since it left --base. "
          "It may add files NAME.assay in results/submissions/; everything else that it touches "
          "is named. Each file is checked as assay import checks it, with the trust and the "
          "entries of --base. No file of --head is written to the disk.",
      .positional = "check|review",
      .least = 1,
      .most = 1,
      .shared = {.jobs = true, .color = true, .pager = true},
      .formats = {"markdown"},
      .options =
          {{.name = "--since",
            .value = "REV",
            .help = "check: the ledger of this git commit has to be the beginning of the "
                    "present one"},
           {.name = "--base", .value = "REV", .help = "review: the commit whose results/ count"},
           {.name = "--head", .value = "REV", .help = "review: the commit that is looked at"}},
      .examples = {
          {"assay results check", "is everything as it was imported?"},
          {"assay results check --since origin/main", "and was nothing taken away?"},
          {"assay results review --base origin/main --head FETCH_HEAD", "may this be merged?"}}};
}

int run_results(const Arguments& words, Console& console) {
  const std::string& what = words.positionals.at(0);
  if (what == "check") return check_again(words, console);
  if (what == "review") return review_change(words, console);
  throw base::Error(base::Exit::usage, fmt::format("assay results takes check or review, not '{}'",
                                                   base::printable(what)));
}

}  // namespace assay::cli
