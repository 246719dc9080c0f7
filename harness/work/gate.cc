// SPDX-License-Identifier: Apache-2.0
#include "work/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "base/error.h"
#include "host/fingerprint.h"
#include "record/runner.h"
#include "run/program_file.h"
#include "run/runner.h"
#include "sys/clock.h"
#include "work/gate_counts.h"
#include "work/gate_times.h"

namespace assay::work {

using base::Error;
using base::Exit;

void check(const record::GateQuestion& question, run::Runners runners) {
  run::check({.runners = question.runners, .filter = base::Expression(question.filter, "--filter")},
             runners);
  // Guests are not measured in turns: each process has a machine of its own.
  if (!is_named(record::kQemuKvm, question.runners)) return;
  throw Error(Exit::usage, "the gate cannot use times of guests, because they are not interleaved")
      .hint("--runner qemu-system counts inside the system; assay compare shows times under KVM");
}

run::RunOptions counting_options(const record::GateQuestion& question, run::Runners runners,
                                 unsigned jobs) {
  run::RunOptions options{.filter = question.filter,
                          .timeout = question.timeout,
                          .memory = question.memory,
                          .jobs = jobs};
  for (const run::RunnerFunctions& each : runners) {
    if (record::traits_of(each.runner.domain).gate == record::GateRule::floor) {
      options.runners.emplace_back(each.runner.name);
    }
  }
  return options;
}

namespace {

using Files = std::vector<run::ProgramFile>;

Files files_of(const GateSides& sides) {
  Files files;
  for (const GateSide* side : {&sides.base, &sides.head}) {
    for (const run::ProgramToRun& each : side->programs) {
      if (each.program) files.emplace_back(*each.program);
    }
  }
  return files;
}

void require_unreplaced(const Files& files) {
  for (const run::ProgramFile& file : files) {
    if (!file.has_changed()) continue;
    throw Error(Exit::missing, fmt::format("{} was changed while it was measured, which decides "
                                           "nothing",
                                           file.path()))
        .hint("build into another folder than the one that is measured");
  }
}

}  // namespace

record::Record run_gate(record::GateQuestion question, const GateSides& sides, GatePlan& plan,
                        const Instruments& with, unsigned jobs, base::Progress& progress,
                        GateJournal* journal) {
  record::Record record;
  const Files files = files_of(sides);
  record.hosts = {with.host};
  record.hosts.front().readings = {host::read_now(host::Root())};
  question.base = asked_of(sides.base);
  question.head = asked_of(sides.head);
  record.counted = count_both(plan, sides, with, counting_options(question, with.runners, jobs),
                              record.hosts, progress);
  question.only_in_base = plan.removed;
  question.only_in_head = plan.added;
  record.paired = measure_times(plan.timed, question, with.host, progress, journal);
  record.paired->place.runner = record::kNative.name;
  require_unreplaced(files);
  std::ranges::copy(plan.identical, std::back_inserter(question.identical));
  record.created = sys::utc_now();
  record.provenance = "measured";
  record.hosts.front().readings.push_back(host::read_now(host::Root()));
  record.question = std::move(question);
  return record;
}

bool fits_nothing(const record::Record& record, const GatePlan& plan) {
  const record::GateQuestion& question = *record.question;
  if (question.filter.empty() || (plan.timed.empty() && plan.counted.empty())) return false;
  const auto has_none = [](const record::CountedPair& pair) {
    return pair.base.benchmarks.empty() && pair.head.benchmarks.empty() &&
           pair.base.outcome.good() && pair.head.outcome.good();
  };
  // Beyond whole programs, whose benchmarks nobody looked at.
  const bool timed_none = (!record.paired || record.paired->benchmarks.empty()) &&
                          question.identical.size() == plan.identical.size() &&
                          question.only_in_base.size() == plan.removed.size() &&
                          question.only_in_head.size() == plan.added.size();
  return timed_none && !plan.unbuilt && std::ranges::all_of(record.counted, has_none);
}

}  // namespace assay::work
