// SPDX-License-Identifier: Apache-2.0
#include "present/gate_junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "present/escaping.h"
#include "present/gate_wording.h"

namespace assay::present {
namespace {

using judge::GateRow;
using judge::Verdict;

// Nothing was decided about the row, or nothing had to be: neither passed nor failed.
bool is_skipped(const GateRow& row) {
  return !row.red && (row.verdict == Verdict::failed || judge::is_undecided(row) ||
                      row.verdict == Verdict::identical);
}

// An attribute; none where nothing was timed, such as counts.
std::string time_of(double seconds) {
  return std::isfinite(seconds) && seconds > 0 ? fmt::format(" time=\"{:.3f}\"", seconds) : "";
}

std::string case_text(const GateRow& row) {
  const std::string shown = shown_name(row);
  const SplitName name = split_name(shown);
  const std::string what = xml_escaped(sentence(row));
  const std::string again = row.reproduce.empty() ? "" : "reproduce: " + xml_escaped(row.reproduce);
  const std::string line_break = again.empty() ? "" : "\n";
  std::string text =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}>\n", xml_escaped(name.suite),
                  xml_escaped(name.rest), time_of(row.seconds));
  // Readers show a failure's text or its message, seldom both.
  if (row.red) {
    text += fmt::format("      <failure type=\"{0}\" message=\"{1}\">{1}{2}{3}</failure>\n",
                        judge::name_of(row.verdict), what, line_break, again);
  } else if (is_skipped(row)) {
    text += fmt::format("      <skipped message=\"{}\"/>\n", what);
    if (!again.empty()) text += fmt::format("      <system-out>{}</system-out>\n", again);
  } else {
    text += fmt::format("      <system-out>{}{}{}</system-out>\n", what, line_break, again);
  }
  return text + "    </testcase>\n";
}

// A gate that compared nothing is a test that could not be made, not zero tests.
std::string nothing_case(const judge::Gate& gate) {
  if (gate.nothing.empty()) return {};
  return fmt::format(
      "    <testcase classname=\"assay gate\" name=\"something was compared\">\n"
      "      <error type=\"nothing\" message=\"{0}\">{0}</error>\n    </testcase>\n",
      xml_escaped(nothing_text(gate)));
}

}  // namespace

std::string junit_text(const judge::Gate& gate) {
  double time = 0;
  for (const GateRow& row : gate.rows) time += row.seconds;
  const auto failures = std::ranges::count_if(gate.rows, &GateRow::red);
  const std::size_t errors = gate.nothing.empty() ? 0 : 1;
  const auto skipped = std::ranges::count_if(gate.rows, is_skipped);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  text += fmt::format(
      "  <testsuite name=\"assay gate\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\""
      "{}>\n",
      gate.rows.size() + errors, failures, errors, skipped, time_of(time));
  text += fmt::format(
      "    <properties>\n      <property name=\"seed\" value=\"{}\"/>\n    </properties>\n",
      gate.seed);
  text += nothing_case(gate);
  for (const GateRow& row : gate.rows) text += case_text(row);
  std::vector<std::string> said{tally(gate.rows)};
  if (!gate.unfit.empty()) said.push_back(unfit_text(gate));
  if (!gate.removed.empty()) said.push_back("only in BASE: " + base::join(gate.removed, ", "));
  if (!gate.added.empty()) said.push_back("only in HEAD: " + base::join(gate.added, ", "));
  std::ranges::move(left_out_texts(gate), std::back_inserter(said));
  std::ranges::copy(gate.notes, std::back_inserter(said));
  text += fmt::format("    <system-out>{}</system-out>\n", xml_escaped(base::join(said, "\n")));
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace assay::present
