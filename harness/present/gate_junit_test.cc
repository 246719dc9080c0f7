// SPDX-License-Identifier: Apache-2.0
#include "present/gate_junit.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "present/gates_test.h"
#include "sys/process.h"

namespace assay::present {
namespace {

using base::Json;
using judge::Gate;
using judge::Verdict;
using testing::HasSubstr;

// Another program's reading: each testcase as [classname, name, time, tags below, first message].
Json cases_read_by_python(const std::string& xml) {
  const std::string script =
      "import json, sys\n"
      "from xml.dom import minidom\n"
      "cases = []\n"
      "for case in minidom.parseString(sys.stdin.buffer.read()).getElementsByTagName('testcase'):\n"
      "    below = [node for node in case.childNodes if node.nodeType == node.ELEMENT_NODE]\n"
      "    cases.append([case.getAttribute(key) for key in ('classname', 'name', 'time')]\n"
      "                 + [' '.join(node.tagName for node in below),\n"
      "                    below[0].getAttribute('message')])\n"
      "print(json.dumps(cases))\n";
  const auto ended = sys::run_process({.argv = {"python3", "-c", script}, .input = xml});
  EXPECT_TRUE(ended.exited(0)) << ended.err << xml;
  return base::parse_json(ended.out, "python");
}

TEST(GateJunit, FailsRedRowsSkipsUndecidedOnesAndPassesTheRest) {
  EXPECT_EQ(
      junit_text(small_gate()),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites>\n"
      "  <testsuite name=\"assay gate\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\" "
      "time=\"5.440\">\n"
      "    <properties>\n"
      "      <property name=\"seed\" value=\"42\"/>\n"
      "    </properties>\n"
      "    <testcase classname=\"libc\" name=\"memcpy/64\" time=\"1.940\">\n"
      "      <failure type=\"regressed\" message=\"regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in "
      "17 "
      "blocks\">regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks\n"
      "reproduce: assay gate base head --filter '^libc/memcpy/64$' --seed 42</failure>\n"
      "    </testcase>\n"
      "    <testcase classname=\"libc\" name=\"strlen/8\" time=\"3.000\">\n"
      "      <skipped message=\"inconclusive: +0.3 % in 28 blocks; a change under 3.1 % would not "
      "have been seen\"/>\n"
      "      <system-out>reproduce: assay gate base head --filter '^libc/strlen/8$' --seed 42"
      "</system-out>\n"
      "    </testcase>\n"
      "    <testcase classname=\"libc\" name=\"qsort\" time=\"0.500\">\n"
      "      <system-out>not-slower: -0.1 % (95 %: -1.0 % to +0.8 %) in 5 blocks</system-out>\n"
      "    </testcase>\n"
      "    <testcase classname=\"libc\" name=\"memset/8\">\n"
      "      <skipped message=\"identical\"/>\n"
      "    </testcase>\n"
      "    <system-out>1 regressed, 1 inconclusive, 1 not-slower, 1 identical</system-out>\n"
      "  </testsuite>\n"
      "</testsuites>\n");
}

TEST(GateJunit, SkipsWhatFailedWithoutTheHeadsFault) {
  const Gate gate{
      .rows = {{.name = "libc", .verdict = Verdict::failed, .reasons = {"signal: base: SIGSEGV"}}}};
  EXPECT_THAT(junit_text(gate), HasSubstr("failures=\"0\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(junit_text(gate), HasSubstr("<skipped message=\"failed: signal: base: SIGSEGV\"/>"));
}

TEST(GateJunit, FailsWhatIsMissing) {
  const Gate gate{
      .rows = {
          {.name = "cr/b", .verdict = Verdict::missing, .red = true, .reasons = {"only in BASE"}}}};
  EXPECT_THAT(junit_text(gate), HasSubstr("tests=\"1\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(junit_text(gate), HasSubstr("<failure type=\"missing\" "));
}

TEST(GateJunit, SkipsWhatIsDoubtful) {
  Gate gate{.rows = {{.name = "libc/a", .verdict = Verdict::regressed, .red = true}}};
  judge::mark(gate.rows[0], record::Doubt{"foreign-host", "why"});
  EXPECT_THAT(junit_text(gate), HasSubstr("failures=\"0\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(junit_text(gate), HasSubstr("<skipped message=\"doubtful: foreign-host: why\"/>"));
}

TEST(GateJunit, SaysThatAHostIsUnfitAndWhatOnlyOneSideHas) {
  Gate gate;
  gate.unfit = "noise";
  gate.removed = {"libc/a", "libc/b"};
  EXPECT_THAT(junit_text(gate),
              HasSubstr("<system-out>nothing to compare&#10;HOST UNFIT: noise. Times of this run "
                        "decide nothing.&#10;only in BASE: libc/a, libc/b</system-out>"));
}

TEST(GateJunit, HasTheNotes) {
  Gate gate;
  gate.notes = {"settings of the project's assay.toml: filter = x", "a & b"};
  EXPECT_THAT(
      junit_text(gate),
      HasSubstr("<system-out>nothing to compare&#10;settings of the project's assay.toml: filter "
                "= x&#10;a &amp; b</system-out>"));
}

TEST(GateJunit, IsReadByAnotherParserWhateverTheNamesHold) {
  Gate gate = small_gate();
  gate.rows.push_back(hostile_gate().rows.at(0));
  gate.unfit = kHostile;
  gate.added = gate.notes = {kHostile};
  for (unsigned byte = 0; byte < 256; ++byte) {
    gate.rows.push_back({.name = "s/" + std::string(1, static_cast<char>(byte)) + "x"});
  }
  const Json cases = cases_read_by_python(junit_text(gate));
  ASSERT_EQ(cases.array()->size(), gate.rows.size());
  EXPECT_EQ(cases.array()->at(0),
            Json(Json::Array{"libc", "memcpy/64", "1.940", "failure",
                             "regressed: +5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks"}));
  EXPECT_EQ(cases.array()->at(2).array()->at(3), Json("system-out"));
  const Json::Array& hostile = *cases.array()->at(4).array();
  EXPECT_EQ(hostile.at(1), Json("a|b`c<script>&\"'\n]]>\r[2J\ufffd</details>@all #1 **x** [y](z) "
                                "5%,:_\\"));
  EXPECT_EQ(cases.array()->at(5 + '<').array()->at(1), Json("<x"));
  EXPECT_EQ(cases.array()->at(5 + '\n').array()->at(1), Json("\nx"));
}

TEST(JUnit, AGateThatComparedNothingIsAnErrorAndNotZeroTests) {
  const std::string text = junit_text(empty_gate());
  EXPECT_THAT(text, testing::HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""));
  EXPECT_THAT(text, testing::HasSubstr("<error type=\"nothing\" message=\"NOTHING COMPARED: no"));
  EXPECT_THAT(text, testing::HasSubstr("b&lt;c&gt; (it is not executable)"));
}

}  // namespace
}  // namespace assay::present
