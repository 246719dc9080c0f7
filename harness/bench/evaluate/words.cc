// SPDX-License-Identifier: Apache-2.0
#include "evaluate/words.h"

#include <fmt/format.h>

#include "base/error.h"
#include "host/fingerprint.h"
#include "judge/comparison.h"
#include "run/native.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"

namespace assay::evaluate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTarget = "here";

base::Outcome can(const catalog::Target&, const record::Capabilities&, const record::Host&) {
  return base::Outcome::ok();
}

constexpr run::RunnerFunctions kRunners[] = {
    {record::kNative, can, run::native_depends_on, nullptr, run::native_launchers}};

run::ProgramToRun program_of(const fs::path& path, const std::string& toolchain) {
  record::Program program;
  program.path = path.string();
  program.linkage = "static";
  return {.cell = {kTarget, toolchain, "here", "kernels"},
          .built = base::Outcome::ok(),
          .program = program};
}

base::Expression only_kernels(const KernelSet& set) {
  std::string names;
  for (const Kernel& kernel : set.kernels) names += (names.empty() ? "" : "|") + kernel.name;
  return base::Expression("/(" + names + ")$");
}

judge::Table compare(const fs::path& base, const fs::path& head, const KernelSet& set) {
  catalog::Catalog catalog;
  catalog::Target target;
  target.name = kTarget;
  const record::Host host = host::look(host::Root());
  target.arch = fingerprint_value(host, "arch");
  catalog.targets = {target};
  const sys::TemporaryFolder folder;
  sys::Journal journal(folder.path() / "journal");
  base::NoProgress progress;
  record::Record record =
      run::run_cells({program_of(base, "base"), program_of(head, "head")}, catalog, {}, host, {},
                     {.filter = only_kernels(set)}, kRunners, journal, progress);
  record.created = sys::utc_now();
  record.id = "words";
  return judge::compare_recorded({{&record, "words"}}, {}).tables.at(0);
}

}  // namespace

std::vector<Answer> ask_compare(const fs::path& base, const fs::path& head, const KernelSet& set) {
  const judge::Table table = compare(base, head, set);
  std::vector<Answer> answers;
  for (const judge::Row& row : table.rows) {
    const judge::Value& value = row.values.at(1);
    if (!value.ratio || !value.finding) {
      throw base::Error(base::Exit::missing,
                        fmt::format("{} has no ratio: {}", row.benchmark, value.outcome.reason));
    }
    Answer answer{.kernel = row.benchmark.substr(row.benchmark.find('/') + 1),
                  .mode = {},
                  .verdict = std::string(judge::name_of(*value.finding))};
    answer.ratio = *value.ratio;
    if (value.interval) {
      answer.low = value.interval->low;
      answer.high = value.interval->high;
    }
    answers.push_back(std::move(answer));
  }
  const judge::Geomean& mean = table.geomeans.at(1);
  if (!mean.ratio || !mean.interval) {
    throw base::Error(base::Exit::missing, "the geometric mean has no interval");
  }
  const auto& [low, high] = *mean.interval;
  Answer answer{.kernel = "geometric mean",
                .mode = {},
                .verdict = low > 1 || high < 1 ? "different" : "same"};
  answer.ratio = *mean.ratio;
  answer.low = low;
  answer.high = high;
  answers.push_back(std::move(answer));
  return answers;
}

}  // namespace assay::evaluate
