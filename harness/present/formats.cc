// SPDX-License-Identifier: Apache-2.0
#include "present/formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "present/csv.h"
#include "present/gate_annotations.h"
#include "present/gate_junit.h"
#include "present/gate_markdown.h"
#include "present/gate_sarif.h"
#include "present/json.h"
#include "present/markdown.h"
#include "present/show.h"
#include "present/terminal.h"
#include "present/terminal_gate.h"
#include "present/terminal_matrix.h"
#include "present/terminal_tuning.h"

namespace assay::present {
namespace {

// null: this kind of document doesn't come in this format.
struct Format {
  std::string_view name;
  std::string (*comparison)(const judge::Comparison&, const Style&);
  std::string (*tuning)(const judge::Tuning&, const Style&);
  std::string (*matrix)(const judge::Matrix&, const Style&);
  std::string (*gate)(const judge::Gate&, const Style&);
  std::string (*list)(const List&, const Style&);
  std::string (*record)(const ShownRecord&, const Style&);
  std::string (*benchmark)(const ShownRecord&, std::string_view, const Style&);
  bool sources = false;  // shows where a gate's benchmarks stand
};

std::string comparison_markdown(const judge::Comparison& it, const Style&) {
  return markdown_text(it);
}
std::string tuning_markdown(const judge::Tuning& it, const Style&) { return markdown_text(it); }
std::string matrix_markdown(const judge::Matrix& it, const Style&) { return markdown_text(it); }
std::string comparison_csv(const judge::Comparison& it, const Style&) { return csv_text(it); }
std::string tuning_csv(const judge::Tuning& it, const Style&) { return csv_text(it); }
std::string matrix_csv(const judge::Matrix& it, const Style&) { return csv_text(it); }
std::string comparison_json(const judge::Comparison& it, const Style&) { return json_text(it); }
std::string tuning_json(const judge::Tuning& it, const Style&) { return json_text(it); }
std::string matrix_json(const judge::Matrix& it, const Style&) { return json_text(it); }
std::string gate_markdown(const judge::Gate& it, const Style&) { return markdown_text(it); }
std::string gate_junit(const judge::Gate& it, const Style&) { return junit_text(it); }
std::string gate_github(const judge::Gate& it, const Style&) { return github_text(it); }
std::string gate_gitlab(const judge::Gate& it, const Style&) { return gitlab_text(it); }
std::string gate_sarif(const judge::Gate& it, const Style&) { return sarif_text(it); }
std::string gate_json(const judge::Gate& it, const Style&) { return json_text(it); }
std::string list_json(const List& it, const Style&) { return json_text(it); }
std::string record_table(const ShownRecord& it, const Style& style) {
  return record_text(it.record, style);
}
std::string record_as_json(const ShownRecord& it, const Style&) { return it.document(); }
std::string benchmark_table(const ShownRecord& it, std::string_view name, const Style& style) {
  return benchmark_text(it.record, name, style);
}
std::string benchmark_as_json(const ShownRecord& it, std::string_view name, const Style&) {
  return benchmark_json(it.record, it.document(), name);
}

constexpr std::array<Format, 8> kFormats{{
    {"table", terminal_text, terminal_text, terminal_text, terminal_text, terminal_text,
     record_table, benchmark_table},
    {"markdown", comparison_markdown, tuning_markdown, matrix_markdown, gate_markdown, nullptr,
     nullptr, nullptr},
    {"csv", comparison_csv, tuning_csv, matrix_csv, nullptr, nullptr, nullptr, nullptr},
    {"junit", nullptr, nullptr, nullptr, gate_junit, nullptr, nullptr, nullptr},
    {"github", nullptr, nullptr, nullptr, gate_github, nullptr, nullptr, nullptr, true},
    {"gitlab", nullptr, nullptr, nullptr, gate_gitlab, nullptr, nullptr, nullptr, true},
    {"sarif", nullptr, nullptr, nullptr, gate_sarif, nullptr, nullptr, nullptr, true},
    {"json", comparison_json, tuning_json, matrix_json, gate_json, list_json, record_as_json,
     benchmark_as_json},
}};

// The function of the format asked for, or an Error that names those that have one.
template <class Function>
Function function_for(const Style& style, Function Format::* function) {
  std::vector<std::string> able;
  for (const Format& format : kFormats) {
    if (format.*function == nullptr) continue;
    if (format.name == style.format) return format.*function;
    able.emplace_back(format.name);
  }
  const std::vector<std::string> all = format_names();
  const bool known = std::ranges::find(all, style.format) != all.end();
  throw base::Error(base::Exit::usage,
                    known
                        ? fmt::format("this result cannot be printed as {}", style.format)
                        : fmt::format("there is no format \"{}\"{}", base::printable(style.format),
                                      base::did_you_mean(style.format, able)))
      .hint("the formats are " + base::join(able, ", "));
}

}  // namespace

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

bool shows_sources(std::string_view format) {
  const auto found = std::ranges::find(kFormats, format, &Format::name);
  return found != kFormats.end() && found->sources;
}

std::string render(const judge::Comparison& comparison, const Style& style) {
  return function_for(style, &Format::comparison)(comparison, style);
}

std::string render(const judge::Tuning& tuning, const Style& style) {
  return function_for(style, &Format::tuning)(tuning, style);
}

std::string render(const judge::Gate& gate, const Style& style) {
  return function_for(style, &Format::gate)(gate, style);
}

std::string render(const judge::Matrix& matrix, const Style& style) {
  return function_for(style, &Format::matrix)(matrix, style);
}

std::string render(const List& list, const Style& style) {
  return function_for(style, &Format::list)(list, style);
}

std::string render_record(const ShownRecord& record, const Style& style) {
  return function_for(style, &Format::record)(record, style);
}

std::string render_benchmark(const ShownRecord& record, std::string_view benchmark,
                             const Style& style) {
  return function_for(style, &Format::benchmark)(record, benchmark, style);
}

}  // namespace assay::present
