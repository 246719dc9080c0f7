// SPDX-License-Identifier: Apache-2.0
#include "submit/review.h"

#include <gmock/gmock.h>

#include <map>

#include "submit/archive.h"
#include "submit/candidate.h"
#include "submit/imported_test.h"
#include "sys/killed_test.h"
#include "sys/variable_test.h"

namespace assay::submit {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kBefore(40, '1'), kAfter(40, '2');

Touched added(const std::string& name, const std::string& object = kAfter) {
  return {.status = 'A', .mode = "100644", .object = object, .path = "results/submissions/" + name};
}

// Of a project that trusts alice and bob and has imported what alice sent at eight.
class Reviewed : public testing::Test {
 protected:
  Reviewed() { objects_[kAfter] = pack(signed_files(9, 'a', with_other_samples({0, 1}, 0.99))); }

  Review reviewed(const std::vector<Touched>& touched) const {
    const auto base = project_in(results_.path(), "2026-12-01");
    return review(touched, base, [&](const std::string& hash) -> std::optional<std::string> {
      const std::string& bytes = objects_.at(hash);
      if (bytes.size() > kArchiveLimit.value) return std::nullopt;
      return bytes;
    });
  }
  std::vector<std::string> faults(const std::vector<Touched>& touched) const {
    std::vector<std::string> codes;
    for (const Finding& fault : reviewed(touched).faults) codes.push_back(fault.code);
    return codes;
  }

  const sys::ScopedVariable temporary_{"TMPDIR", sys::in_memory()};
  sys::TemporaryFolder folder_;
  ImportedFolder results_{folder_.path() / "results"};
  LedgerLine imported_ = results_.import(8);
  std::map<std::string, std::string> objects_;
};

TEST_F(Reviewed, IsGoodWhenItAddsWhatIsAccepted) {
  const Review review = reviewed({added("alice.assay")});
  EXPECT_THAT(review.faults, IsEmpty());
  ASSERT_EQ(review.submissions.size(), 1u);
  EXPECT_EQ(review.submissions[0].name, "alice.assay");
  EXPECT_EQ(exit_of(review), base::Exit::done);
  EXPECT_EQ(lines_of(review).at(0).second, "good: 1 submission");
  EXPECT_EQ(json_of(review).text("verdict"), "good");
}

TEST_F(Reviewed, NamesEverythingElseThatIsTouched) {
  const auto one = [](Touched touched, auto change) {
    change(touched);
    return touched;
  };
  using T = Touched;
  const std::vector<std::pair<Touched, std::string>> cases{
      {one(added(""), [](T& t) { t.path = "README.md"; }), "other-file"},
      {one(added(""), [](T& t) { t.path = "results/submissions"; }), "other-file"},
      {one(added(""), [](T& t) { t.path = "Results/submissions/a.assay"; }), "other-file"},
      {one(added(""), [](T& t) { t.path = "results/ledger", t.status = 'M'; }), "other-file"},
      {one(added("b.assay"), [](T& t) { t.status = 'M'; }), "not-added"},
      {one(added("b.assay"), [](T& t) { t.status = 'D', t.mode = "000000"; }), "not-added"},
      {one(added("b.assay"), [](T& t) { t.status = 'T', t.mode = "120000"; }), "not-added"},
      {one(added("b.assay"), [](T& t) { t.mode = "120000"; }), "not-a-file"},
      {one(added("b.assay"), [](T& t) { t.mode = "160000"; }), "not-a-file"},
      {one(added("b.assay"), [](T& t) { t.mode = "100755"; }), "not-a-file"},
      {added("x/b.assay"), "other-name"},
      {added("../b.assay"), "other-name"},
      {added(".assay"), "other-name"},
      {added("b.tar"), "other-name"},
      {added("-b.assay"), "name-dash"},
      {added("b c.assay"), "name-characters"},
      {added("\u202e.assay"), "name-characters"},
      {added("b\n::set-output name=a::b.assay"), "name-characters"},
      {added("ALICE.assay"), "name-case"},
      {added("alice.assay"), "name-twice"},
      {added(std::string(300, 'b') + ".assay"), "name-long"}};
  std::vector<Touched> all{added("alice.assay")};
  std::vector<std::string> codes;
  for (const auto& [touched, code] : cases) {
    all.push_back(touched);
    codes.push_back(code);
  }
  const Review review = reviewed(all);
  EXPECT_EQ(faults(all), codes);
  EXPECT_EQ(review.submissions.size(), 1u);  // which is looked at all the same
  EXPECT_EQ(exit_of(review), base::Exit::bad);
  for (const auto& [what, line] : lines_of(review)) {
    EXPECT_EQ(line.find_first_of("\n\x1b"), std::string::npos) << line;
    EXPECT_THAT(line, testing::Not(HasSubstr("\u202e")));
  }
}

TEST_F(Reviewed, TellsWhatIsThereAlready) {
  objects_[kAfter] = pack(results_.stored(imported_));
  EXPECT_THAT(faults({added("a.assay")}), ElementsAre("already-imported"));
  objects_[kAfter] = pack(signed_files(9, 'b'));
  EXPECT_THAT(faults({added("a.assay"), added("b.assay")}), ElementsAre("sent-twice"));
  EXPECT_THAT(faults({}), ElementsAre("nothing-added"));
}

TEST_F(Reviewed, GivesEachSubmissionItsVerdict) {
  objects_[kBefore] = "no archive";
  const Review review = reviewed({added("a.assay"), added("b.assay", kBefore)});
  EXPECT_THAT(review.faults, IsEmpty());
  EXPECT_EQ(exit_of(review), base::Exit::bad);
  EXPECT_THAT(lines_of(review), Contains(std::pair<std::string, std::string>("file", "b.assay")));
  results_.trust("valid-before=\"20261101Z\",");
  EXPECT_EQ(exit_of(reviewed({added("a.assay")})), base::Exit::bad);
}

TEST_F(Reviewed, StaysShort) {
  objects_[kBefore] = std::string(kArchiveLimit.value + 1, 'x');
  EXPECT_THAT(faults({added("a.assay", kBefore)}), ElementsAre("archive-large"));
  objects_[kBefore] = "no archive";
  std::vector<Touched> many;
  for (int i = 0; i < 25; ++i) many.push_back(added(std::to_string(i) + ".assay", kBefore));
  const Review review = reviewed(many);
  ASSERT_EQ(review.faults.size(), 1u);
  EXPECT_EQ(review.faults[0].code, "too-many-submissions");
  EXPECT_EQ(review.submissions.size(), 20u);
  std::vector<Touched> others(1000, added("x.txt"));
  const auto lines = lines_of(reviewed(others));
  EXPECT_LT(lines.size(), 60u);
  EXPECT_THAT(lines, Contains(std::pair<std::string, std::string>("wrong", "951 more")));
}

TEST(Touched, IsReadFromWhatGitPrints) {
  using namespace std::string_literals;
  const std::string modes = ":100644 100755 " + kBefore + " " + kAfter;
  const auto all = parse_touched(modes + " M\0a b\n:c\0"s + ":000000 120000 " +
                                 std::string(40, '0') + " " + kBefore + " A\0d\0"s);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].path, "a b\n:c");
  EXPECT_EQ(all[0].status, 'M');
  EXPECT_EQ(all[0].mode, "100755");
  EXPECT_EQ(all[1].object, kBefore);
  EXPECT_THAT(parse_touched(""), IsEmpty());
  for (const std::string& bad :
       {modes + " M\0a"s, modes + " M"s, modes + " R100\0a\0b\0"s, modes + " M\0\0"s,
        modes.substr(1) + " M\0a\0"s, ":100644 M\0a\0"s, "\0"s}) {
    EXPECT_THROW(parse_touched(bad), base::Error) << bad;
  }
}

}  // namespace
}  // namespace assay::submit
