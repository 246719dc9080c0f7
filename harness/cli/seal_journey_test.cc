// SPDX-License-Identifier: Apache-2.0
// What happens to a record that was changed after it was written, and to a part of one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/text.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class SealJourney : public testing::Test {
 protected:
  // A kept record, with one piece of its text replaced by another of the same meaning to nobody.
  std::string kept(const std::string& name, std::string_view from = {}, std::string_view to = {}) {
    const auto path =
        fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema2" / (name + ".json");
    std::string text = sys::read_file(path, kFileLimit);
    if (!from.empty()) {
      EXPECT_THAT(text, HasSubstr(from));
      text = base::replace_all(text, from, to);
    }
    const auto copy = folder_.path() / ((from.empty() ? "" : "edited-") + name + ".json");
    sys::write_whole(copy, text);
    return copy;
  }

  // One count of a target, two more than it was.
  std::string edited_counts() {
    return kept("counted", R"("instructions": )", R"("instructions": 1)");
  }

  sys::TemporaryFolder folder_;
};

TEST_F(SealJourney, AnEditedRecordIsShownWithThatWord) {
  const auto shown = assay({"show", edited_counts()});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("provenance  edited"));
  EXPECT_THAT(assay({"show", kept("counted")}).out, HasSubstr("provenance  measured"));
}

TEST_F(SealJourney, AComparisonMarksItAndHasNoMeanOfIt) {
  const auto ran = assay({"compare", kept("counted"), edited_counts(), "--target", "x86-64-v3"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("edited-counted.json (edited)"));
  EXPECT_THAT(ran.out, HasSubstr("changed after it was written"));
  EXPECT_THAT(ran.out, Not(HasSubstr("not sealed")));
}

TEST_F(SealJourney, NeitherMatrixNorGateTakesIt) {
  const auto matrix = assay({"matrix", edited_counts()});
  EXPECT_EQ(matrix.status, 2);
  EXPECT_THAT(matrix.err, HasSubstr("it was changed after it was written"));
  for (const bool as_head : {false, true}) {
    const auto good = kept("counted"), bad = edited_counts();
    const auto gate = assay({"gate", as_head ? good : bad, as_head ? bad : good});
    EXPECT_EQ(gate.status, 2);
    EXPECT_THAT(gate.err, HasSubstr("edited-counted.json is edited"));
  }
}

TEST_F(SealJourney, AnEditedGateDecidesNothing) {
  const auto gate = kept("gate-asked", R"("floor": )", R"("floor": 0.5, "old": )");
  const auto shown = assay({"show", gate});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("provenance  edited"));
  EXPECT_THAT(shown.out, HasSubstr("and decides nothing"));
  EXPECT_EQ(assay({"show", gate, "--exit-code"}).status, 2);
}

TEST_F(SealJourney, TheExitCodeOfAGateIsNotThatOfOneBenchmark) {
  const auto gate = kept("gate-asked");
  const auto code = assay({"show", gate, "--exit-code"}).status;
  EXPECT_EQ(code, 1);
  const auto one = assay({"show", gate, "tiny/slower", "--exit-code"});
  EXPECT_EQ(one.status, 2);
  EXPECT_EQ(one.out, "");
  EXPECT_THAT(one.err, HasSubstr("--exit-code is of the whole gate"));
  EXPECT_EQ(assay({"show", gate, "tiny/slower"}).status, 0);
}

// Its document can be read again: it is as edited as it was, and says so once.
TEST_F(SealJourney, TheDocumentOfAnEditedRecordSaysSo) {
  const auto shown = assay({"show", edited_counts(), "--json"});
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr(R"("code": "edited")"));
  const auto copy = folder_.path() / "copy.json";
  sys::write_whole(copy, shown.out);
  EXPECT_EQ(assay({"show", copy.string(), "--json"}).out, shown.out);
}

TEST_F(SealJourney, APartOfARecordSaysWhatItWasMadeFrom) {
  const auto whole = kept("counted");
  const auto part = folder_.path() / "part.json";
  const auto made = assay({"show", whole, "--target", "x86-64-v3", "--json"});
  ASSERT_EQ(made.status, 0) << made.err;
  sys::write_whole(part, made.out);
  const auto shown = assay({"show", part});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("provenance    measured"));
  EXPECT_THAT(shown.out,
              HasSubstr(text(read_json(whole), "id") + ", without all but --target x86-64-v3"));
  EXPECT_THAT(shown.out, Not(HasSubstr("riscv64")));
}

// Or a record that was made up would come out sealed.
TEST_F(SealJourney, ARecordIsImportedAsItIs) {
  const auto made_up = kept("timed-a1", R"("version": "0.1.0")", R"("version": "")");
  const auto copy = folder_.path() / "new.json";
  const auto ran = assay({"import", made_up, "-o", copy.string()});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(sys::read_file(copy, kFileLimit), sys::read_file(made_up, kFileLimit));
  EXPECT_THAT(assay({"show", copy.string()}).out, HasSubstr("provenance  edited"));
  const auto named = assay({"import", made_up, "--suite", "libc", "-o", copy.string()});
  EXPECT_EQ(named.status, 2);
  EXPECT_THAT(named.err, HasSubstr("is a record, which is copied unchanged"));
}

// A record of schema 1, which has no seal that an edit would break.
class DoubtJourney : public SealJourney {
 protected:
  // With a host that is better, by its own word, than the evidence for it.
  std::string doubtful(const std::string& name) {
    const auto path =
        fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema1" / (name + ".json");
    const std::string text = sys::read_file(path, kFileLimit);
    EXPECT_THAT(text, HasSubstr(R"("evidence": [])"));
    const auto copy = folder_.path() / ("doubtful-" + name + ".json");
    sys::write_whole(copy, base::replace_all(text, R"("evidence": [])",
                                             R"("evidence": [{"signal": "hypervisor: x",)"
                                             R"("strength": "strong", "value": "y"}])"));
    return copy;
  }
};

TEST_F(DoubtJourney, WhatIsDoubtfulIsMarkedAndDecidesNothing) {
  const auto old = fs::path(ASSAY_SOURCE_DIR) / "harness/record/testdata/schema1/counted.json";
  const auto marked = doubtful("counted");
  EXPECT_THAT(assay({"show", marked}).out, HasSubstr("ok, class-doubtful"));
  for (const char* format : {"table", "markdown", "csv", "json"}) {
    const auto ran = assay({"compare", marked, "--target", "x86-64-v3", "--format", format});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("class-doubtful")) << format;
  }
  for (const char* what : {"--json", "--list"}) {
    EXPECT_THAT(assay({"show", marked, what}).out, HasSubstr("class-doubtful")) << what;
  }
  const auto matrix = assay({"matrix", marked});
  EXPECT_EQ(matrix.status, 2);
  EXPECT_THAT(matrix.err, HasSubstr("class-doubtful"));
  const auto gate = assay({"gate", marked, old.string()});
  EXPECT_EQ(gate.status, 2);
  EXPECT_THAT(gate.err, HasSubstr("is doubtful (class-doubtful: "));
}

// A regression and an improvement were found, and a program of the head that does not compile: that
// is as true on any host.
TEST_F(DoubtJourney, AGatesOwnRecordIsMarkedAndDecidesNothing) {
  const auto gate = doubtful("gate-asked");
  for (const char* format : {"table", "markdown", "junit", "github", "gitlab", "json"}) {
    const auto ran = assay({"show", gate, "--format", format, "--exit-code"});
    EXPECT_EQ(ran.status, 1) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("class-doubtful")) << format;
    EXPECT_THAT(ran.out, Not(HasSubstr("regressed"))) << format;
  }
}

TEST_F(SealJourney, TheWholeDocumentIsTheFile) {
  const auto whole = kept("counted");
  EXPECT_EQ(assay({"show", whole, "--json"}).out, sys::read_file(whole, kFileLimit));
}

}  // namespace
}  // namespace assay::cli
