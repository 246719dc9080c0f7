// SPDX-License-Identifier: Apache-2.0
#include "present/formats.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "present/csv.h"
#include "present/gate_annotations.h"
#include "present/gate_junit.h"
#include "present/gate_markdown.h"
#include "present/json.h"
#include "present/markdown.h"
#include "present/show.h"
#include "present/tables_test.h"
#include "present/terminal.h"
#include "present/terminal_gate.h"
#include "present/terminal_matrix.h"
#include "record/record_json.h"

namespace assay::present {
namespace {

using ::testing::ElementsAre;

Look as(std::string format) {
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
  EXPECT_THAT(format_names(),
              ElementsAre("table", "markdown", "csv", "junit", "github", "gitlab", "json"));
}

TEST(Render, GivesEachDocumentItsFormat) {
  const judge::Comparison comparison{{two_compilers()}, {}};
  EXPECT_EQ(render(comparison, as("table")), terminal_text(comparison, as("table")));
  EXPECT_EQ(render(comparison, as("markdown")), markdown_text(comparison));
  EXPECT_EQ(render(comparison, as("csv")), csv_text(comparison));
  EXPECT_EQ(render(comparison, as("json")), json_text(comparison));
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
  EXPECT_EQ(render(gate, as("json")), json_text(gate));
  EXPECT_EQ(error_of(gate, "csv"),
            "this does not come as csv; it comes as table, markdown, junit, github, gitlab, json");
}

TEST(Render, NamesTheFormatsThereAre) {
  EXPECT_EQ(error_of(judge::Comparison{}, "jsn"),
            "there is no format \"jsn\", did you mean \"json\"?; it comes as table, markdown, csv, "
            "json");
  EXPECT_EQ(error_of(small_matrix(), "html"),
            "there is no format \"html\"; it comes as table, markdown, csv, json");
}

TEST(Render, RefusesFormatsThatAListDoesNotHave) {
  EXPECT_EQ(error_of(List{}, "csv"), "this does not come as csv; it comes as table, json");
  EXPECT_EQ(error_of(List{}, "markdown"),
            "this does not come as markdown; it comes as table, json");
}

TEST(RenderRecord, ComesAsTableAndJsonOnly) {
  const record::Record record = small_record();
  const ShownRecord shown{.record = record, .document = [] { return "{}"; }};
  EXPECT_THROW(render_record(shown, as("csv")), base::Error);
  EXPECT_THROW(render_benchmark(shown, "compute/crc/64", as("markdown")), base::Error);
}

}  // namespace
}  // namespace assay::present
