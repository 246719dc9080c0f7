// SPDX-License-Identifier: Apache-2.0
#include "run/run_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "host/fingerprint.h"
#include "record/place_json.h"
#include "record/program_json.h"
#include "record/record_json.h"
#include "run/benchmark_results.h"
#include "run/limits.h"
#include "run/program_file.h"
#include "run/rounds.h"
#include "run/runner.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/journal.h"
#include "sys/parallel.h"

namespace assay::run {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using CellRecords = std::vector<record::CellRecord>;

// A program under a runner.
struct Item {
  const RunnerFunctions& runner;
  CellToRun cell;
  Outcome outcome;  // of can_run
  std::string key;  // of the journal: all that its result depends on
  CellRecords records;
  std::optional<ProgramFile> file = {};
};

std::string rules_text(const catalog::Suite* suite) {
  if (suite == nullptr) return "";
  std::string text;
  for (const auto& rule : suite->rules) {
    text += fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}\n", rule.match, rule.iterations.value_or(0),
                        rule.hw_only.value_or(false), rule.alias, rule.like, rule.determinism,
                        rule.reason, rule.since.value_or(1), rule.bound);
  }
  for (const auto& [name, checksum] : suite->checksums) {
    text += fmt::format("{}|{}|{}\n", name, checksum.value, checksum.tolerance);
  }
  return text;
}

// Where a program lies is no part of it: its hash is.
std::string journal_key(const RunnerFunctions& runner, const CellToRun& cell) {
  record::Program program = *cell.program.program;
  program.path.clear();
  return base::sha256(fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", runner.runner.name, to_text(cell.program.cell),
      record::to_json(program).dump_compact(), cell.options.filter.text(), cell.options.quick,
      cell.options.timeout.count(), cell.options.memory.value, rules_text(cell.suite),
      runner.depends_on(cell), cell.options.nonce));
}

struct Finished {
  CellRecords records;
  std::optional<record::Host> host;  // as it was, of what was timed
};

// What an earlier call left, by the keys of its cells.
struct Before {
  std::map<std::string, Finished> cells;
  std::map<std::string, std::vector<TimedPart>> parts;
};

void take_cell(const base::Json& line, Before& before) {
  const base::Json* key = line.find("key");
  const base::Json* cells = line.find("cells");
  if (key == nullptr || key->string() == nullptr || cells == nullptr || !cells->array()) return;
  Finished one;
  for (const base::Json& cell : *cells->array()) {
    one.records.push_back(record::parse_cell(cell, "journal"));
    // What this machine could not give then, it may give now.
    if (one.records.back().outcome.code == kHostFault) return;
  }
  if (const base::Json* host = line.find("host")) {
    one.host = record::read_host(record::JsonNode(*host, "journal"));
  }
  before.cells[*key->string()] = std::move(one);
}

// What was timed after another boot is not part of the same rounds: they begin anew. Of an emulated
// machine there are results only, which no boot changes.
void take_part(const base::Json& line, const record::Host& host, Before& before) {
  const base::Json* cell = line.find("cell");
  if (cell == nullptr) return;
  const record::JsonNode part(line, "journal");
  if (part.text("session") != host.session && !record::is_emulated(host)) return;
  before.parts[part.text("part")].push_back(
      {record::parse_cell(*cell, "journal"), part.text("library")});
}

// Lines that can't be read are as if they were not there: their cells are run again.
Before read_journal(const sys::Journal& journal, const record::Host& host) {
  Before before;
  for (const std::string& line : journal.lines()) {
    try {
      const base::Json json = base::parse_json(line, "journal");
      take_cell(json, before);
      take_part(json, host, before);
    } catch (const base::Error&) {
      continue;
    }
  }
  return before;
}

std::string journal_line(const Item& item) {
  base::Json cells{base::Json::Array{}};
  for (const record::CellRecord& each : item.records) cells.push(record::to_json(each));
  base::Json line{base::Json::Object{}};
  line.set("key", item.key);
  line.set("cells", std::move(cells));
  // Another boot may take the cell up, and its times are of this one.
  if (record::traits_of(item.runner.runner.domain).time) {
    line.set("host", record::to_json(item.cell.host));
  }
  return line.dump_compact();
}

// Executions of benchmarks, of all cells that are timed in turns.
struct Executions {
  std::size_t done = 0, planned = 0;
};

// A process of a cell that is not finished, and how far the run is with it.
std::string part_line(const Item& item, const TimedPart& part, const Executions& executions) {
  base::Json line{base::Json::Object{}};
  line.set("part", item.key);
  line.set("session", item.cell.host.session);
  line.set("library", part.library_version);
  line.set("cell", record::to_json(part.cell));
  line.set("done", std::uint64_t{executions.done});
  line.set("planned", std::uint64_t{std::max(executions.done, executions.planned)});
  return line.dump_compact();
}

// Names of the runners that boot systems.
std::vector<std::string> booting() {
  std::vector<std::string> names;
  for (const record::Runner* runner : record::kRunners) {
    if (runner->boots()) names.emplace_back(runner->name);
  }
  return names;
}

Outcome can_run(const RunnerFunctions& runner, const CellToRun& cell) {
  const auto& traits = runner.runner;
  if (!cell.options.runners.empty() && !cell.asked) {
    return Outcome::unavailable(
        "other-runner",
        cell.program.boots
            ? fmt::format("this os boots, and only {} can boot it", base::join(booting(), " and "))
            : fmt::format("this os has no bootable image, so {} cannot run it",
                          base::join(booting(), " and ")));
  }
  if (cell.suite != nullptr && cell.suite->boot && !traits.boots()) {
    return Outcome::skipped("no-boot",
                            "the suite measures how a system boots: run it in one that does");
  }
  if (cell.suite != nullptr && cell.suite->boot && record::traits_of(traits.domain).time) {
    return Outcome::skipped("no-boot-times",
                            fmt::format("the stages of booting are counted: run it under {}",
                                        record::kQemuSystem.name));
  }
  if (cell.suite != nullptr && cell.suite->kernel && traits.kernel == record::Kernel::none) {
    return Outcome::skipped("no-kernel",
                            fmt::format("the suite measures the kernel, and {} has none: run it on "
                                        "hardware, or in a system that boots",
                                        traits.name));
  }
  return runner.can_run(cell.target, cell.capabilities, cell.host);
}

// Those asked for; without that, those that can run, or the last one to say why none can.
std::vector<const RunnerFunctions*> runners_for(const CellToRun& cell, Runners runners) {
  std::vector<const RunnerFunctions*> fitting;
  const RunnerFunctions* last = nullptr;
  for (const RunnerFunctions& each : runners) {
    const auto& named = cell.options.runners;
    if (each.runner.boots() != cell.program.boots) continue;
    last = &each;
    if (is_named(each.runner, named) || (named.empty() && can_run(each, cell).good())) {
      fitting.push_back(&each);
    }
  }
  base::ensure(last != nullptr, "who plans cells has a runner for each");
  if (fitting.empty()) fitting.push_back(last);
  return fitting;
}

class RunOfCells {
 public:
  // Hosts of cells that another boot finished are added to `hosts`, whose first is this one.
  RunOfCells(const RunOptions& options, Runners runners, sys::Journal& journal,
             base::Progress& progress, std::vector<record::Host>& hosts)
      : options_(options),
        runners_(runners),
        journal_(journal),
        progress_(progress),
        hosts_(hosts) {}

  void add(const CellToRun& cell) {
    for (const RunnerFunctions* runner : runners_for(cell, runners_)) {
      Item item{*runner, cell, cell.program.built, {}, {}};
      item.cell.asked = is_named(runner->runner, options_.runners);
      if (item.outcome.good()) {
        base::ensure(cell.program.program.has_value(), "what was built has a program");
        item.outcome = can_run(*runner, item.cell);
        item.file.emplace(*cell.program.program);
      }
      if (item.outcome.good()) item.key = journal_key(*runner, item.cell);
      items_.push_back(std::move(item));
    }
  }

  CellRecords run_all() {
    before_ = read_journal(journal_, hosts_.front());
    std::vector<std::string> steps;
    for (const Item& item : items_) steps.push_back(name_of(item));
    progress_.stage("running", steps);
    for (Item& item : items_) {
      if (!item.outcome.good()) {
        item.records = {record::CellRecord{}};
        item.records[0].outcome = item.outcome;
        complete(item);
        step(item, item.outcome.reason);
      } else if (const auto found = before_.cells.find(item.key); found != before_.cells.end()) {
        take_finished(item, found->second);
        step(item, "finished before");
      } else {
        choose_way(item);
      }
    }
    for (const auto& [suite, items] : in_turns_) tell_expected(items);
    const unsigned jobs = std::max(options_.jobs, 1u);
    for (Item* item : together_) {
      item->cell.processes = std::max(1u, jobs / static_cast<unsigned>(together_.size()));
    }
    sys::for_each_parallel(together_.size(), jobs, [&](std::size_t i) { run(*together_[i]); });
    for (Item* item : alone_) run(*item);
    for (auto& [suite, items] : in_turns_) run_in_turns(items);
    CellRecords all;
    for (Item& item : items_) {
      for (record::CellRecord& each : item.records) all.push_back(std::move(each));
    }
    return all;
  }

 private:
  void choose_way(Item& item) {
    if (item.runner.in_turns != nullptr) {
      in_turns_[item.cell.program.cell.suite].push_back(&item);
    } else {
      (item.runner.runner.alone ? alone_ : together_).push_back(&item);
    }
  }

  void take_finished(Item& item, const Finished& finished) {
    item.records = finished.records;
    if (!finished.host || finished.host->session == item.cell.host.session) return;
    const std::size_t position = record::add_host(hosts_, *finished.host);
    for (record::CellRecord& each : item.records) each.place.host = position;
  }

  // What every record of a cell has, whoever made it.
  static void complete(Item& item) {
    for (record::CellRecord& each : item.records) {
      each.cell = item.cell.program.cell;
      each.place.runner = item.runner.runner.name;
      if (!each.domain) each.domain = item.runner.runner.domain;
      each.program = item.cell.program.program;
    }
  }

  // How long timing takes hangs on how many executions there will be: known before the first one.
  void tell_expected(const std::vector<Item*>& items) {
    for (const Item* item : items) {
      for (const TimedPart& part : before_.parts[item->key]) {
        executions_.done += part.cell.benchmarks.size();
      }
    }
    const Item& first = *items.front();
    const std::size_t planned = executions_planned(first.cell, first.runner.in_turns(first.cell));
    if (planned == 0) return;
    executions_.planned += planned * items.size();
    for (const Item* item : items) progress_.inside(name_of(*item), 0, planned, "executions");
  }

  void run_in_turns(const std::vector<Item*>& items) {
    sys::stop_if_interrupted();
    const auto begin = sys::monotonic_now();
    std::vector<CellInTurns> cells;
    for (Item* item : items) {
      tell_of(*item);
      cells.push_back({.cell = &item->cell,
                       .launchers = item->runner.in_turns(item->cell),
                       .finished = std::move(before_.parts[item->key])});
    }
    auto records = time_in_turns(cells, [&](std::size_t index, const TimedPart& part) {
      executions_.done += part.cell.benchmarks.size();
      if (items[index]->file->has_changed()) return;
      journal_.append(part_line(*items[index], part, executions_));
    });
    for (std::size_t i = 0; i < items.size(); ++i) {
      sys::stop_if_interrupted();
      items[i]->records = {std::move(records[i])};
      finish(*items[i], (sys::monotonic_now() - begin) / items.size());
    }
  }

  void run(Item& item) {
    sys::stop_if_interrupted();
    const auto begin = sys::monotonic_now();
    tell_of(item);
    try {
      item.records = item.runner.run(item.cell);
    } catch (const base::Error& error) {
      if (error.exit() == base::Exit::interrupted) throw;
      item.records = {record::CellRecord{}};
      item.records[0].outcome = outcome_of(error);
    }
    finish(item, sys::monotonic_now() - begin);
  }

  void finish(Item& item, std::chrono::nanoseconds took) {
    const bool changed = item.file->has_changed();
    if (changed) {
      item.records = {record::CellRecord{}};
      item.records[0].outcome = Outcome::failed(
          "program-changed",
          fmt::format("{} was changed while it was measured", item.cell.program.program->path));
    }
    complete(item);
    if (!changed) journal_.append(journal_line(item));
    const auto ns = static_cast<double>(took.count());
    step(item, fmt::format("{} in {}", summary_of(item.records[0]), base::duration_text(ns)), took);
  }

  static std::string name_of(const Item& item) {
    return fmt::format("{} {}", to_text(item.cell.program.cell), item.runner.runner.name);
  }

  void step(const Item& item, std::string_view how, std::chrono::nanoseconds took = {}) {
    progress_.step(name_of(item), how, took);
  }

  void tell_of(Item& item) {
    item.cell.told = [this, &item](std::size_t done, std::size_t total) {
      progress_.inside(name_of(item), done, total, "executions");
    };
  }

  const RunOptions& options_;
  Runners runners_;
  sys::Journal& journal_;
  base::Progress& progress_;
  std::vector<record::Host>& hosts_;
  Before before_;
  std::vector<Item> items_;
  std::vector<Item*> together_, alone_;
  std::map<std::string, std::vector<Item*>> in_turns_;  // by suite
  Executions executions_;
};

std::string plugin_hash(const fs::path& plugin) {
  std::error_code ignored;
  if (!fs::exists(plugin, ignored)) return "";
  return base::sha256(sys::read_file(plugin, base::Bytes{64u << 20}));
}

}  // namespace

void check(const RunOptions& options, Runners runners) {
  std::vector<std::string> names;
  for (const RunnerFunctions& each : runners) names.emplace_back(each.runner.name);
  for (const std::string& name : options.runners) {
    if (std::ranges::find(names, name) != names.end()) continue;
    throw base::Error(base::Exit::usage, fmt::format("no runner '{}'{}", base::printable(name),
                                                     base::did_you_mean(name, names)))
        .hint("there are " + base::join(names, ", "));
  }
}

record::Record run_cells(const std::vector<ProgramToRun>& programs, const catalog::Catalog& catalog,
                         const record::Capabilities& capabilities, const record::Host& host,
                         const sys::Folders& folders, const RunOptions& options, Runners runners,
                         sys::Journal& journal, base::Progress& progress) {
  check(options, runners);
  record::Record record;
  record.provenance = "measured";
  record.hosts = {host};
  record.hosts.front().readings = {host::read_now(host::Root())};
  RunOfCells run(options, runners, journal, progress, record.hosts);
  const std::string plugin_sha256 = plugin_hash(folders.plugin);
  for (const ProgramToRun& program : programs) {
    const catalog::Target* target = catalog.target(program.cell.target);
    base::ensure(target != nullptr, "a cell's target is in the catalog");
    // A program that somebody else built is of no suite, whatever its file is called.
    const catalog::Suite* suite =
        program.cell.toolchain == "unknown" ? nullptr : catalog.suite(program.cell.suite);
    run.add({program, *target, suite, capabilities, host, folders, options, plugin_sha256,
             catalog.machine(target->arch)});
  }
  record.cells = run.run_all();
  record.hosts.front().readings.push_back(host::read_now(host::Root()));
  return record;
}

}  // namespace assay::run
