// SPDX-License-Identifier: Apache-2.0
#include "cli/results_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/opening.h"
#include "submit/entries.h"
#include "submit/results_check.h"
#include "sys/folders.h"
#include "terminal/machine_report.h"
#include "workshop/revision.h"

namespace assay::cli {

CommandSpec results_spec() {
  return {
      .name = "results",
      .summary = "check the imported submissions and their ledger again",
      .description =
          "check reads results/: the chain of the ledger, and of every entry the files, the "
          "signature and whether the signer was enrolled on the day of the import "
          "(docs/submissions.md). Every fault is named with its code, its folder and what to do. "
          "Entries whose key was revoked are listed too, and are not a fault. Exit code 0: all is "
          "good. 1: something is wrong. 3: a signature is of a type that takes ssh-keygen, which "
          "is not here.",
      .positional = "check",
      .least = 1,
      .most = 1,
      .shared = {.jobs = true, .color = true, .pager = true},
      .options = {{.name = "--since",
                   .value = "REV",
                   .help = "the ledger of this git commit has to be the beginning of the present "
                           "one"}},
      .examples = {{"assay results check", "is everything as it was imported?"},
                   {"assay results check --since origin/main", "and was nothing taken away?"}}};
}

int run_results(const Arguments& words, Console& console) {
  if (const std::string& what = words.positionals.at(0); what != "check") {
    throw base::Error(base::Exit::usage,
                      fmt::format("assay results takes check, not '{}'", base::printable(what)));
  }
  const auto style = console.style(words);
  const std::filesystem::path data = sys::find_folders().data;
  submit::ResultsCheckOptions options{.jobs = jobs(words)};
  if (words.has("since")) {
    options.older_ledger =
        workshop::file_at(words.text("since"), "results/ledger", data, submit::kMostLedger);
  }
  const auto check = submit::check_results(data / "results", options, console.progress());
  console.print(style.format == "json" ? submit::json_of(check).dump()
                                       : terminal::lines_text(submit::lines_of(check), style));
  return static_cast<int>(submit::exit_of(check));
}

}  // namespace assay::cli
