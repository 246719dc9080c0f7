// SPDX-License-Identifier: Apache-2.0
#include "cli/suites_command.h"

#include <fmt/format.h>

#include "work/catalog_files.h"

namespace assay::cli {

CommandSpec suites_spec() {
  return {.name = "suites",
          .summary = "list the suites",
          .description =
              "Lists every suite: whether run, gate and kit take it when no --suite is given, how "
              "many benchmarks have an expected checksum, and what the suite measures. Add suites "
              "in your own folders with --suite-dir.",
          .shared = {.color = true, .pager = true},
          .options = {{.name = "--suite-dir",
                       .value = "DIR",
                       .help = "add the suite in this folder",
                       .list = true}},
          .examples = {{"assay suites", "all of them"},
                       {"assay suites --suite-dir ../mine", "your own suite too"}}};
}

int run_suites(const Arguments& words, Console& console) {
  const auto catalog = work::load_catalog(sys::find_folders(), words.texts("suite-dir"));
  present::List list{.what = "suites",
                     .heads = {"suite", "default", "benchmarks", "title", "description"},
                     .rows = {},
                     .notes = {}};
  for (const auto& suite : catalog.suites) {
    list.rows.push_back({suite.name, suite.by_default ? "yes" : "no",
                         fmt::format("{}", suite.checksums.size()), suite.title,
                         suite.description});
  }
  console.print(present::render(list, console.style(words)));
  return 0;
}

}  // namespace assay::cli
