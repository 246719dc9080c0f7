// SPDX-License-Identifier: Apache-2.0
#include "present/formats.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/ugly_names_test.h"
#include "present/csv.h"
#include "present/gate_annotations.h"
#include "present/gate_junit.h"
#include "present/gate_markdown.h"
#include "present/gate_sarif.h"
#include "present/gates_test.h"
#include "present/json.h"
#include "present/markdown.h"
#include "present/show.h"
#include "present/tables_test.h"
#include "present/terminal.h"
#include "present/terminal_gate.h"
#include "present/terminal_matrix.h"
#include "present/terminal_tuning.h"
#include "record/record_json.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;

Style as(std::string format) {
  return {.format = std::move(format), .columns = 100, .color = false};
}

template <class Document>
std::string error_of(const Document& document, const std::string& format) {
  try {
    render(document, as(format));
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "no error";
}

TEST(Formats, AreNamedInOrder) {
  EXPECT_THAT(format_names(), ElementsAre("table", "markdown", "csv", "junit", "github", "gitlab",
                                          "sarif", "json"));
}

TEST(Render, GivesEachDocumentItsFormat) {
  const judge::Comparison comparison{{two_compilers()}, {}};
  EXPECT_EQ(render(comparison, as("table")), terminal_text(comparison, as("table")));
  EXPECT_EQ(render(comparison, as("markdown")), markdown_text(comparison));
  EXPECT_EQ(render(comparison, as("csv")), csv_text(comparison));
  EXPECT_EQ(render(comparison, as("json")), json_text(comparison));
  const judge::Tuning tuning = two_targets();
  EXPECT_EQ(render(tuning, as("table")), terminal_text(tuning, as("table")));
  EXPECT_EQ(render(tuning, as("markdown")), markdown_text(tuning));
  EXPECT_EQ(render(tuning, as("csv")), csv_text(tuning));
  EXPECT_EQ(render(tuning, as("json")), json_text(tuning));
  const judge::Matrix matrix = small_matrix();
  EXPECT_EQ(render(matrix, as("table")), terminal_text(matrix, as("table")));
  EXPECT_EQ(render(matrix, as("markdown")), markdown_text(matrix));
  EXPECT_EQ(render(matrix, as("csv")), csv_text(matrix));
  EXPECT_EQ(render(matrix, as("json")), json_text(matrix));
  const List list{.what = "suites", .heads = {"suite"}, .rows = {{"compute"}}, .notes = {}};
  EXPECT_EQ(render(list, as("table")), "suite\ncompute\n");
  EXPECT_EQ(render(list, as("json")), json_text(list));
  const record::Record record = small_record();
  const std::string document = record::to_json(record).dump();
  const ShownRecord shown{.record = record, .document = [&] { return document; }};
  EXPECT_EQ(render_record(shown, as("json")), document);
  EXPECT_EQ(render_benchmark(shown, "compute/crc/64", as("table")),
            benchmark_text(small_record(), "compute/crc/64", as("table")));
  EXPECT_EQ(render_benchmark(shown, "compute/crc/64", as("json")),
            benchmark_json(small_record(), document, "compute/crc/64"));
}

TEST(Render, GivesAGateTheFormatsThatCiReads) {
  const judge::Gate gate{.rows = {{.name = "libc/strlen/8", .red = true}}};
  EXPECT_EQ(render(gate, as("table")), terminal_text(gate, as("table")));
  EXPECT_EQ(render(gate, as("markdown")), markdown_text(gate));
  EXPECT_EQ(render(gate, as("junit")), junit_text(gate));
  EXPECT_EQ(render(gate, as("github")), github_text(gate));
  EXPECT_EQ(render(gate, as("gitlab")), gitlab_text(gate));
  EXPECT_EQ(render(gate, as("sarif")), sarif_text(gate));
  EXPECT_EQ(render(gate, as("json")), json_text(gate));
  EXPECT_EQ(error_of(gate, "csv"),
            "this result cannot be printed as csv; the formats are table, markdown, junit, github, "
            "gitlab, sarif, json");
}

TEST(Render, NamesTheFormatsThereAre) {
  EXPECT_EQ(
      error_of(judge::Comparison{}, "jsn"),
      "there is no format \"jsn\", did you mean \"json\"?; the formats are table, markdown, csv, "
      "json");
  EXPECT_EQ(error_of(small_matrix(), "html"),
            "there is no format \"html\"; the formats are table, markdown, csv, json");
}

TEST(Render, RefusesFormatsThatAListDoesNotHave) {
  EXPECT_EQ(error_of(List{}, "csv"),
            "this result cannot be printed as csv; the formats are table, json");
  EXPECT_EQ(error_of(List{}, "markdown"),
            "this result cannot be printed as markdown; the formats are table, json");
}

// What may stand in any document: none of it acts on a terminal, and no line of it is a command for
// a CI server, except for those that a gate means.
void expect_harmless_document(const std::string& document, const std::string& format) {
  for (std::string line : base::split(document, '\n')) {
    if (format == "csv" && line.ends_with('\r')) line.pop_back();
    if (format == "github" && line.starts_with("::")) line.erase(0, 2);
    if (format == "markdown" && line.starts_with("### Assay gate")) line.erase(0, 3);
    // A command begins a line; blanks before it don't help.
    EXPECT_FALSE(base::trim(line).starts_with("::")) << format << ": " << line;
    line = "|" + base::replace_all(line, "::", "..");
    EXPECT_EQ(base::printable(line, 10'000'000), line) << format;
  }
}

judge::Gate ugly_gate() {
  judge::Gate gate;
  for (const std::string& name : base::ugly_names()) {
    const base::Position place{.file = name, .line = 3};
    gate.rows.push_back({.name = name,
                         .target = name,
                         .verdict = judge::Verdict::regressed,
                         .red = true,
                         .reasons = {name},
                         .reproduce = name,
                         .source = place});
    gate.rows.push_back({.name = name, .verdict = judge::Verdict::not_slower, .reasons = {name}});
    gate.left_out_of_base.push_back({.file = name, .reason = name});
    gate.explanations.push_back(small_explanation());
    gate.explanations.back().benchmark = gate.explanations.back().target = name;
    gate.explanations.back().functions[1].name = gate.explanations.back().functions[1].file = name;
    gate.explanations.back().functions[1].note = name;
    gate.explanations.back().notes = {name};
  }
  gate.unfit = gate.unfit_advice = gate.nothing = gate.arch = base::ugly_names().back();
  gate.added = gate.removed = gate.notes = gate.differences = base::ugly_names();
  return gate;
}

TEST(EveryFormat, OfAGateHoldsUglyNames) {
  const judge::Gate gate = ugly_gate();
  for (const std::string format :
       {"table", "markdown", "junit", "github", "gitlab", "sarif", "json"}) {
    expect_harmless_document(render(gate, as(format)), format);
  }
}

judge::Comparison ugly_comparison() {
  judge::Comparison comparison{{two_compilers()}, base::ugly_names(), two_portabilities()};
  comparison.tables[0].rows.clear();
  for (const std::string& name : base::ugly_names()) {
    judge::Table& table = comparison.tables[0];
    table.rows.push_back({name, {counted(1), missing(base::Outcome::failed("signal", name))}});
    table.notes.push_back(name);
    table.geomeans[1].left_out.push_back(name);
    comparison.portability[1].unsupported.push_back(name);
    comparison.portability.push_back(comparison.portability[0]);
    comparison.portability.back().variant = name;
    judge::Table own = two_compilers();
    for (judge::Column& column : own.columns) {
      column.title = column.record = column.target = column.toolchain = column.os = name;
      column.compiler = column.libc = column.note = column.host = name;
    }
    comparison.tables.push_back(own);
  }
  return comparison;
}

TEST(EveryFormat, OfAComparisonHoldsUglyNames) {
  const judge::Comparison comparison = ugly_comparison();
  for (const std::string format : {"table", "markdown", "csv", "json"}) {
    expect_harmless_document(render(comparison, as(format)), format);
  }
}

TEST(EveryFormat, OfVariantsHoldsUglyNames) {
  judge::Tuning tuning = two_targets();
  judge::TuningTable& table = tuning.tables[0];
  for (const std::string& name : base::ugly_names()) {
    judge::TuningRow row = table.rows[0];
    row.benchmark = row.values[0].benchmark = name;
    row.values[1].value = missing(base::Outcome::failed("signal", name));
    row.values[2].highway->name = name;
    row.values[3].variant = "lib=" + name;
    row.best = 3;
    table.rows.push_back(row);
    table.frame.notes.push_back(name);
  }
  for (const std::string format : {"table", "markdown", "csv", "json"}) {
    expect_harmless_document(render(tuning, as(format)), format);
  }
}

TEST(Render, NamesAllRecordsOfARowOfTheMatrix) {
  judge::Matrix matrix = small_matrix();
  matrix.rows[0].older = {"r0"};
  EXPECT_THAT(render(matrix, as("table")), testing::HasSubstr("r1, r0"));
  EXPECT_THAT(render(matrix, as("csv")), testing::HasSubstr(",\"r1; r0\"\r\n"));
  const auto json = base::parse_json(render(matrix, as("json")), "out.json");
  EXPECT_EQ(*json.find("rows")->array()->at(0).find("older_records")->array()->at(0).string(),
            "r0");
}

TEST(EveryFormat, OfAMatrixAndAListHoldsUglyNames) {
  judge::Matrix matrix = small_matrix();
  List list{.what = "names", .heads = {"name", "again"}, .rows = {}, .notes = {}};
  for (const std::string& name : base::ugly_names()) {
    judge::MatrixRow row = matrix.rows[0];
    row.target = row.toolchain = row.os = row.suite = row.record = row.builds.detail = name;
    row.faults = {name};
    matrix.rows.push_back(row);
    matrix.notes.push_back(name);
    list.rows.push_back({name, name});
    list.notes.push_back(name);
  }
  for (const std::string format : {"table", "markdown", "csv", "json"}) {
    expect_harmless_document(render(matrix, as(format)), format);
  }
  for (const std::string format : {"table", "json"}) {
    expect_harmless_document(render(list, as(format)), format);
  }
}

TEST(EveryFormat, OfARecordHoldsUglyNames) {
  record::Record record = small_record();
  for (const std::string& name : base::ugly_names()) {
    record::CellRecord cell = record.cells[0];
    cell.cell = {name, name, name, name};
    cell.target_note = name;
    cell.notes = {name};
    cell.program->path = cell.program->compiler = cell.program->libc = name;
    cell.program->flags = {name};
    cell.benchmarks[0].name = "ugly";
    cell.benchmarks[0].label = cell.benchmarks[0].checksum = name;
    cell.benchmarks[1].name = name;
    cell.benchmarks[1].outcome.reason = name;
    record.cells.push_back(cell);
    record.hosts[0].fingerprint.emplace_back(name, name);
  }
  const ShownRecord shown{.record = record, .document = [] { return "{}"; }};
  expect_harmless_document(render_record(shown, as("table")), "table");
  expect_harmless_document(render_benchmark(shown, "ugly", as("table")), "table");
}

TEST(RenderRecord, ComesAsTableAndJsonOnly) {
  const record::Record record = small_record();
  const ShownRecord shown{.record = record, .document = [] { return "{}"; }};
  EXPECT_THROW(render_record(shown, as("csv")), base::Error);
  EXPECT_THROW(render_benchmark(shown, "compute/crc/64", as("markdown")), base::Error);
}

}  // namespace
}  // namespace assay::present
