// SPDX-License-Identifier: Apache-2.0
#include "present/show.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/units.h"
#include "present/derivation.h"
#include "present/table.h"
#include "present/terminal.h"
#include "present/wording.h"
#include "record/benchmark_json.h"
#include "record/doubt.h"
#include "record/marks.h"

namespace assay::present {
namespace {

using record::CellRecord;
using record::Record;

// Labels and what they say, as one grid.
class Facts {
 public:
  // Labels are at least so wide.
  explicit Facts(std::size_t indent, std::size_t label = 0) : label_(label) {
    grid_.indent = indent;
  }
  void add(std::string label, std::string text) {
    if (text.empty()) return;
    label.resize(std::max(label.size(), label_), ' ');
    grid_.rows.push_back({std::move(label), std::move(text)});
  }
  // The label beside the first line only.
  void add(std::string label, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) grid_.rows.push_back({std::exchange(label, {}), line});
  }
  std::string text(const Style& style) const { return lay_out(grid_, style.columns, style.color); }

 private:
  std::size_t label_;
  Grid grid_{.columns = {{}, {.head = {}, .align = Align::left, .wraps = true}}, .rows = {}};
};

std::string outcome_text(const base::Outcome& outcome) {
  std::string text(base::to_text(outcome.kind));
  if (!outcome.code.empty()) text += ", " + outcome.code;
  if (!outcome.reason.empty()) text += ": " + outcome.reason;
  return text;
}

Paint paint_of_outcome(const base::Outcome& outcome) {
  if (outcome.good()) return Paint::plain;
  return outcome.kind == base::Outcome::Kind::failed ? Paint::red : Paint::dim;
}

std::string provenance_text(const Record& record) {
  const std::string_view provenance = record::provenance_of(record);
  return record.source.empty() ? std::string(provenance)
                               : fmt::format("{} from {}", provenance, record.source);
}

// Nothing to say of a record that is as it was written.
std::string seal_text(const Record& record) {
  switch (record.seal) {
    case record::Seal::missing:
      return "not sealed: a record of schema 1 can't tell whether it was changed";
    case record::Seal::broken:
      return record.question
                 ? "broken: the record was changed after it was written, and decides nothing"
                 : "broken: the record was changed after it was written";
    case record::Seal::none:
    case record::Seal::intact:
      break;
  }
  return {};
}

std::string harness_text(const record::Harness& harness) {
  if (harness.version.empty()) return {};
  std::string text = "assay " + harness.version;
  if (!harness.commit.empty()) text += ", commit " + harness.commit;
  return harness.dirty ? text + ", with changes that are in no commit" : text;
}

void add_record(Facts& facts, const Record& record) {
  facts.add("record", record.id);
  facts.add("created", record.created);
  facts.add("provenance", provenance_text(record));
  facts.add("seal", seal_text(record));
  if (record.derived_from) {
    facts.add("derived from", fmt::format("{}, without {}", record.derived_from->id,
                                          base::join(record.derived_from->removed, ", ")));
  }
  facts.add("harness", harness_text(record.harness));
}

std::string host_text(const record::Host& host, const Style& style) {
  Facts facts(2);
  facts.add("place", host.place);
  for (const auto& [key, value] : host.fingerprint) facts.add(key, value);
  facts.add("class", host.host_class);
  for (const record::Evidence& each : host.evidence) {
    facts.add("evidence", fmt::format("{} ({}): {}", each.signal, each.strength, each.value));
  }
  facts.add("features", base::join(host.features, " "));
  facts.add("session", host.session);
  const std::string text = facts.text(style);
  return text.empty() ? text : '\n' + painted("host", Paint::bold, style.color) + '\n' + text;
}

std::string hosts_text(const Record& record, const Style& style) {
  std::string text;
  for (const record::Host& host : record.hosts) text += host_text(host, style);
  return text;
}

std::string variant_of(const CellRecord& cell) {
  return cell.place.emulator ? cell.place.emulator->variant : std::string{};
}

// Of the benchmarks of one cell.
struct Outcomes {
  std::size_t ok = 0, failed = 0;
};

Outcomes count_outcomes(const CellRecord& cell) {
  Outcomes counted;
  for (const auto& benchmark : cell.benchmarks) {
    if (benchmark.outcome.good()) ++counted.ok;
    if (benchmark.outcome.kind == base::Outcome::Kind::failed) ++counted.failed;
  }
  return counted;
}

std::string outcome_in_table(const Record& record, const CellRecord& cell, Footnotes& footnotes) {
  if (!cell.outcome.good()) return footnotes.refer(cell.outcome);
  const auto doubt = doubt_of(record, cell);
  if (!doubt) return "ok";
  return fmt::format("ok, {} {}", doubt->code,
                     footnotes.refer(fmt::format("{}: {}", doubt->code, doubt->reason)));
}

// What is wrong or doubtful of a benchmark, beside what is of its cell; "" when nothing is.
std::string fault_of(const Record& record, const CellRecord& cell,
                     const record::Benchmark& benchmark) {
  if (!benchmark.outcome.good()) return outcome_text(benchmark.outcome);
  const auto doubt = doubt_of(record, cell, benchmark);
  const auto of_cell = doubt_of(record, cell);
  if (!doubt || (of_cell && of_cell->code == doubt->code)) return {};
  return fmt::format("ok, {}: {}", doubt->code, doubt->reason);
}

std::string cells_text(const Record& record, const Style& style) {
  Grid grid{.columns = {{.head = "cell"},
                        {.head = "runner"},
                        {.head = "domain"},
                        {.head = "variant"},
                        {.head = "outcome"},
                        {.head = "ok", .align = Align::right},
                        {.head = "failed", .align = Align::right},
                        {.head = "other", .align = Align::right}},
            .rows = {}};
  const auto any_variant = [](const CellRecord& cell) { return !variant_of(cell).empty(); };
  const bool variants = std::ranges::any_of(record.cells, any_variant);
  if (!variants) grid.columns.erase(grid.columns.begin() + 3);
  Footnotes footnotes;
  for (const CellRecord& cell : record.cells) {
    const auto [ok, failed] = count_outcomes(cell);
    std::vector<GridCell> row{catalog::to_text(cell.cell), cell.place.runner,
                              std::string(record::name_of(cell.domain))};
    if (variants) row.emplace_back(variant_of(cell));
    row.emplace_back(outcome_in_table(record, cell, footnotes), paint_of_outcome(cell.outcome));
    row.emplace_back(fmt::format("{}", ok));
    row.emplace_back(fmt::format("{}", failed), failed > 0 ? Paint::red : Paint::plain);
    row.emplace_back(fmt::format("{}", cell.benchmarks.size() - ok - failed));
    grid.rows.push_back(std::move(row));
  }
  std::string text = lay_out(grid, style.columns, style.color);
  for (const std::string& line : footnotes.lines(kMostReasons)) text += paragraph(line, style, 4);
  for (const CellRecord& cell : record.cells) {
    if (record.provenance != "imported") continue;
    if (!cell.target_note.empty()) text += paragraph("note: " + cell.target_note, style);
    for (const std::string& note : cell.notes) text += paragraph("note: " + note, style);
  }
  return text;
}

std::string faults_of_record(const Record& record, const Style& style) {
  Grid grid{.columns = {{.head = "benchmark"},
                        {.head = "cell"},
                        {.head = "why", .align = Align::left, .wraps = true}},
            .rows = {}};
  std::size_t more = 0;
  for (const CellRecord& cell : record.cells) {
    for (const auto& benchmark : cell.benchmarks) {
      const std::string fault = fault_of(record, cell, benchmark);
      if (fault.empty()) continue;
      if (grid.rows.size() == kMostFaults) {
        ++more;
        continue;
      }
      grid.rows.push_back(
          {benchmark.name,
           base::join({cell.cell.target, cell.cell.toolchain, cell.place.runner}, "/") +
               (variant_of(cell).empty() ? "" : ' ' + variant_of(cell)),
           {fault, paint_of_outcome(benchmark.outcome)}});
    }
  }
  if (grid.rows.empty()) return {};
  std::string text = '\n' + lay_out(grid, style.columns, style.color);
  if (more > 0) text += fmt::format("and {} more (--format json lists all)\n", more);
  return text;
}

// "qemu-riscv64 7.2.22, cpu rv64".
std::string emulator_text(const record::Emulator& emulator) {
  return fmt::format("{} {}, cpu {}{}{}", emulator.name, emulator.version,
                     emulator.cpu.empty() ? "default" : emulator.cpu,
                     emulator.accelerator.empty() ? "" : ", " + emulator.accelerator,
                     emulator.variant.empty() ? "" : ", variant " + emulator.variant);
}

void add_program(Facts& facts, const CellRecord& cell) {
  if (!cell.program) {
    facts.add("program", std::string("none recorded"));
  } else {
    const record::Program& program = *cell.program;
    facts.add("program", program.path);
    facts.add("  sha256", program.sha256);
    facts.add("  build id", program.build_id.empty() ? "none" : program.build_id);
    facts.add("  linkage", base::join({program.arch, program.linkage}, ", "));
    facts.add("  compiler", program.compiler);
    facts.add("  flags", base::join(program.flags, " "));
    facts.add("  linker", program.linker);
    facts.add("  libc", program.libc);
    facts.add("  library", program.benchmark_library);
  }
  if (!cell.place.emulator) return;
  const record::Emulator& emulator = *cell.place.emulator;
  facts.add("emulator", emulator_text(emulator));
  facts.add("  sha256", emulator.sha256);
  facts.add("  plugin sha256", emulator.plugin_sha256);
  facts.add("  kernel", emulator.kernel);
  facts.add("  image sha256", emulator.image_sha256);
  facts.add("  class", cell.place.guest_class);
}

std::string number_text(const base::Json& number) {
  const std::int64_t* const whole = number.integer();
  return whole != nullptr ? base::grouped(static_cast<std::uint64_t>(*whole))
                          : fmt::format("{}", number.as_double());
}

// A column a key of the record: "environment_bytes" is headed "environment bytes".
struct SampleRows {
  Grid operator()(std::monostate) const { return {}; }
  // What tells the samples of a benchmark apart stands first.
  Grid operator()(const record::Samples<record::HwTime>& samples) const {
    const bool any_busy = std::ranges::any_of(
        samples.values, [](const auto& each) { return each.busy != record::Busy::no; });
    std::vector<std::string> heads{"process", "repetition", "iterations", "wall ns", "cpu ns"};
    if (any_busy) heads.emplace_back("busy");
    Grid grid = headed(heads);
    for (const auto& each : samples.values) {
      grid.rows.push_back({base::grouped(each.process), base::grouped(each.repetition),
                           base::grouped(each.iterations), fmt::format("{}", each.wall_ns),
                           fmt::format("{}", each.cpu_ns)});
      if (any_busy) grid.rows.back().emplace_back(std::string(record::name_of(each.busy)));
    }
    return grid;
  }
  template <class Of>
  Grid operator()(const record::Samples<Of>& samples) const {
    const base::Json keys = sample_json(typename Of::Sample());
    std::vector<std::string> heads;
    for (const auto& [key, number] : *keys.object()) {
      heads.push_back(base::replace_all(key, "_", " "));
    }
    Grid grid = headed(heads);
    for (const auto& each : samples.values) {
      std::vector<GridCell> row;
      const base::Json json = sample_json(each);
      for (const auto& [key, number] : *json.object()) row.emplace_back(number_text(number));
      grid.rows.push_back(std::move(row));
    }
    return grid;
  }
  static Grid headed(const std::vector<std::string>& heads) {
    Grid grid{.columns = {}, .rows = {}, .lead = 1, .indent = 4};
    for (const std::string& head : heads) {
      grid.columns.push_back({.head = head, .align = Align::right});
    }
    return grid;
  }
};

// The figure and the steps to it, with what is doubtful of it.
void add_figure(Facts& facts, const CellRecord& cell, const record::Benchmark& benchmark,
                const std::optional<record::Doubt>& doubt, const std::vector<std::string>& steps) {
  if (is_checked_without_times(cell)) {
    facts.add("value", fmt::format("none, {}", outcome_text(cell.outcome)));
    return;
  }
  const bool hidden = doubt && doubt->hides;
  if (!hidden) {
    facts.add("value", figure_text(benchmark) + (doubt ? fmt::format(" !{}", doubt->code) : ""));
    facts.add("derived", steps);
  }
  if (!doubt) return;
  facts.add(hidden ? "value" : "doubtful",
            fmt::format("{}{}: {}", hidden ? "not shown, " : "", doubt->code, doubt->reason));
}

// "25, 26.5, -", or of many the first ones; "25" where all samples state the same.
std::string counter_text(const record::Counter& counter) {
  constexpr std::size_t kMostValues = 20;
  std::vector<std::string> values;
  for (const auto& value : counter.values) {
    values.push_back(value ? fmt::format("{}", *value) : "-");
  }
  if (std::ranges::adjacent_find(values, std::not_equal_to()) == values.end()) {
    values.resize(std::min<std::size_t>(values.size(), 1));
  }
  return fmt::format("{}: {}", counter.name, some_of(values, kMostValues));
}

std::vector<std::string> counter_texts(const record::Benchmark& benchmark) {
  std::vector<std::string> texts;
  for (const record::Counter& each : benchmark.counters) texts.push_back(counter_text(each));
  return texts;
}

// "exact", or what it is and why.
std::string determinism_text(const record::Benchmark& benchmark) {
  if (benchmark.determinism == record::Determinism::unknown) return {};
  std::string text(record::to_text(benchmark.determinism));
  if (!benchmark.determinism_reason.empty()) text += ": " + benchmark.determinism_reason;
  return text;
}

std::string checksum_text(const record::Benchmark& benchmark) {
  return benchmark.checksum.empty() ? "none printed" : benchmark.checksum;
}

// What executed it: an emulator, or the host's CPU.
std::string place_text(const Record& record, const CellRecord& cell) {
  if (cell.place.emulator) return emulator_text(*cell.place.emulator);
  const auto& host = record::host_of(record, cell.place);
  std::vector<std::string> parts{host.place};
  for (const char* key : {"cpu", "arch"}) {
    parts.push_back(record::fingerprint_value(host, key));
    if (!parts.back().empty()) break;
  }
  parts.push_back(record::host_class_of(record, cell.place));
  std::erase(parts, std::string());
  return base::join(parts, ", ");
}

void add_aggregates(Facts& facts, const record::Benchmark& benchmark) {
  for (const record::Aggregate& each : benchmark.aggregates) {
    const auto text = [&](double value) {
      return each.share ? fmt::format("{:.4g} %", 100 * value) : fmt::format("{} ns", value);
    };
    facts.add("aggregate",
              fmt::format("{}: {}{}, imported without samples", each.statistic, text(each.wall),
                          each.cpu ? ", CPU " + text(*each.cpu) : std::string()));
    for (const auto& [name, value] : each.counters) {
      facts.add("  counter", fmt::format("{}: {}", name, value));
    }
  }
}

std::string title_text(const CellRecord& cell, const Style& style) {
  std::vector<std::string> title{catalog::to_text(cell.cell)};
  if (!cell.place.runner.empty()) title.push_back(cell.place.runner);
  title.emplace_back(record::name_of(cell.domain));
  return paragraph(base::join(title, ", "), style, 2, Paint::bold);
}

std::vector<std::string> shortened(std::vector<std::string> lines) {
  constexpr std::size_t kMostOfAFact = 3;
  if (lines.size() <= kMostOfAFact) return lines;
  const auto more = lines.size() - kMostOfAFact + 1;
  lines.resize(kMostOfAFact - 1);
  lines.push_back(fmt::format("... and {} more lines", more));
  return lines;
}

// The number, how it was derived and where it ran: what stands before all the rest.
std::string short_cell_text(const Record& record, const CellRecord& cell,
                            const record::Benchmark& benchmark, const Style& style) {
  constexpr std::size_t kLabel = 15;  // of "  plugin sha256": all stands where --all has it
  Facts facts(2, kLabel);
  if (!benchmark.outcome.good()) facts.add("outcome", outcome_text(benchmark.outcome));
  const auto doubt = doubt_of(record, cell, benchmark);
  add_figure(facts, cell, benchmark, doubt, shortened(derivation(benchmark)));
  if (!doubt || !doubt->hides) facts.add("other counts", other_counts(benchmark));
  facts.add("determinism", determinism_text(benchmark));
  facts.add("checksum", checksum_text(benchmark));
  facts.add("counter", shortened(counter_texts(benchmark)));
  facts.add("ran on", place_text(record, cell));
  return title_text(cell, style) + facts.text(style);
}

std::string cell_text(const Record& record, const CellRecord& cell,
                      const record::Benchmark& benchmark, const Style& style) {
  Facts facts(2);
  const auto doubt = doubt_of(record, cell, benchmark);
  facts.add("outcome", outcome_text(benchmark.outcome));
  add_figure(facts, cell, benchmark, doubt, derivation(benchmark));
  if (!doubt || !doubt->hides) facts.add("other counts", other_counts(benchmark));
  facts.add("determinism", determinism_text(benchmark));
  facts.add("checksum", checksum_text(benchmark));
  if (benchmark.work_amount != 0) {
    facts.add("work",
              fmt::format("{} {} per iteration", benchmark.work_amount, benchmark.work_unit));
  }
  facts.add("label", benchmark.label);
  for (const std::string& text : counter_texts(benchmark)) facts.add("counter", text);
  if (benchmark.fixed_iterations) facts.add("iterations", std::string("fixed in the program"));
  if (benchmark.threads != 1) facts.add("threads", base::grouped(benchmark.threads));
  facts.add("alias", benchmark.alias);
  facts.add("like", benchmark.like);
  facts.add("bound by", benchmark.bound);
  if (benchmark.since != 1) facts.add("version", std::to_string(benchmark.since));
  facts.add("note", cell.target_note);
  for (const std::string& note : cell.notes) facts.add("note", note);
  add_program(facts, cell);
  add_aggregates(facts, benchmark);

  std::string text = '\n' + title_text(cell, style) + facts.text(style);
  if (doubt && doubt->hides) return text;
  const std::string samples =
      lay_out(std::visit(SampleRows{}, benchmark.samples), style.columns, style.color);
  return samples.empty() ? text : text + "  samples, as read\n" + samples;
}

[[noreturn]] void fail_unknown(const Record& record, std::string_view name) {
  std::vector<std::string> names;
  for (const CellRecord& cell : record.cells) {
    for (const auto& benchmark : cell.benchmarks) names.push_back(benchmark.name);
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::string near = base::did_you_mean(name, names);
  // "matmul" is far from "compute/matmul/64" by distance, yet what is meant; so is "libc/strlen/64"
  // from "libc/string/strlen/64", whose end it has.
  for (std::string_view end = name; near.empty() && !end.empty();) {
    std::vector<std::string> holding;
    std::ranges::copy_if(names, std::back_inserter(holding), [&](const std::string& each) {
      return each.find(end) != std::string::npos;
    });
    if (!holding.empty()) near = "; it has " + some_of(holding, 3);
    const std::size_t slash = end.find('/');
    end = slash == std::string_view::npos ? std::string_view() : end.substr(slash + 1);
  }
  throw base::Error(base::Exit::usage, fmt::format("record {} holds no benchmark \"{}\"{}",
                                                   record.id.empty() ? record.source : record.id,
                                                   base::printable(name), near))
      .hint(names.empty() ? "it holds none at all" : "give a full name, such as " + names.front());
}

bool is_called(const Record& record, const record::Benchmark& benchmark, std::string_view name) {
  return benchmark.name == name || record::shown_name(record, benchmark) == name;
}

// The record with nothing in it but this benchmark.
Record only(const Record& record, std::string_view name) {
  Record part = record;
  for (CellRecord& cell : part.cells) {
    std::erase_if(cell.benchmarks,
                  [&](const auto& each) { return !is_called(record, each, name); });
  }
  std::erase_if(part.cells, [](const CellRecord& cell) { return cell.benchmarks.empty(); });
  if (part.cells.empty()) fail_unknown(record, name);
  return part;
}

// Of the cells of a document those that hold the benchmark, with nothing else, and where each was
// in the document: JSON pointers, from the old place to the new one.
struct PartOfCells {
  base::Json cells{base::Json::Array{}};
  std::map<std::string, std::string> moved;
};

PartOfCells cells_with(const base::Json& cells, const Record& record, std::string_view name) {
  PartOfCells result;
  std::size_t at = 0;
  for (const base::Json& cell : *cells.array()) {
    const std::string old = fmt::format("/cells/{}", at++);
    const std::string fresh = fmt::format("/cells/{}", result.cells.array()->size());
    base::Json found{base::Json::Array{}};
    std::size_t benchmark = 0;
    for (const base::Json& each : *cell.find("benchmarks")->array()) {
      const std::size_t index = benchmark++;
      record::Benchmark named;
      named.name = each.text("name");
      if (!is_called(record, named, name)) continue;
      result.moved[fmt::format("{}/benchmarks/{}", old, index)] =
          fmt::format("{}/benchmarks/{}", fresh, found.array()->size());
      found.push(each);
    }
    if (found.array()->empty()) continue;
    result.moved[old] = fresh;
    base::Json part;
    for (const auto& [key, value] : *cell.object()) {
      part.set(key, key == "benchmarks" ? found : value);
    }
    result.cells.push(std::move(part));
  }
  return result;
}

// The marks of the document that are of what is left, or of the whole.
base::Json marks_with(const base::Json& marks, const std::map<std::string, std::string>& moved) {
  base::Json result{base::Json::Array{}};
  for (const base::Json& mark : *marks.array()) {
    const std::string at = mark.text("at");
    const auto fresh = moved.find(at);
    if (!at.empty() && fresh == moved.end()) continue;
    base::Json part;
    for (const auto& [key, value] : *mark.object()) {
      part.set(key, key == "at" && !at.empty() ? base::Json(fresh->second) : value);
    }
    result.push(std::move(part));
  }
  return result;
}

std::string short_benchmark_text(const Record& record, const Record& part,
                                 std::string_view benchmark, const Style& style) {
  const std::string& of = record.id.empty() ? record.source : record.id;
  std::vector<std::string> headline{fmt::format("{} in {}", benchmark, of)};
  for (const auto& each : {provenance_text(record), record.created, seal_text(record)}) {
    if (!each.empty()) headline.push_back(each);
  }
  std::string text = paragraph(base::join(headline, ", "), style);
  for (const CellRecord& cell : part.cells) {
    for (const auto& each : cell.benchmarks) text += short_cell_text(record, cell, each, style);
  }
  return text + paragraph("--all also shows samples, program, flags, hashes and host", style, 2,
                          Paint::dim);
}

}  // namespace

std::string record_text(const Record& record, const Style& style) {
  Facts facts(0);
  add_record(facts, record);
  return facts.text(style) + hosts_text(record, style) + '\n' + cells_text(record, style) +
         faults_of_record(record, style);
}

std::string benchmark_text(const Record& record, std::string_view benchmark, const Style& style) {
  const Record part = only(record, benchmark);
  if (!style.all) return short_benchmark_text(record, part, benchmark, style);
  Facts facts(0);
  facts.add("benchmark", std::string(benchmark));
  add_record(facts, record);
  std::string text = facts.text(style);
  for (const CellRecord& cell : part.cells) {
    for (const auto& each : cell.benchmarks) text += cell_text(record, cell, each, style);
  }
  return text + hosts_text(record, style);
}

std::string benchmark_json(const Record& record, std::string_view document,
                           std::string_view benchmark) {
  static_cast<void>(only(record, benchmark));
  const base::Json whole = base::parse_json(document, record.id);
  const std::string schema = whole.text("schema");
  base::Json json;
  json.set("schema", "assay.benchmark" + schema.substr(schema.rfind('/')));
  json.set("benchmark", benchmark);
  const PartOfCells part = cells_with(*whole.find("cells"), record, benchmark);
  for (const auto& [key, value] : *whole.object()) {
    if (key == "schema" || key == "content" || key == record::kMarksKey) continue;
    json.set(key, key == "cells" ? part.cells : value);
  }
  if (const base::Json* const marks = whole.find(record::kMarksKey)) {
    base::Json left = marks_with(*marks, part.moved);
    if (!left.array()->empty()) json.set(std::string(record::kMarksKey), std::move(left));
  }
  return json.dump();
}

}  // namespace assay::present
