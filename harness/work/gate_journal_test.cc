// SPDX-License-Identifier: Apache-2.0
#include "work/gate_journal.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "sys/files.h"

namespace assay::work {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

record::Block one_block(int cpu, bool confirmation) {
  return {.confirmation = confirmation,
          .cpu = cpu,
          .pairs = {{.base_wall_ns = 500, .head_wall_ns = 510, .head_first = true}}};
}

measure::Measured news(const std::string& name, record::Block block) {
  return {.result = {.name = name,
                     .outcome = base::Outcome::ok(),
                     .mode = "calls",
                     .passes = 7,
                     .dilution = 0.01,
                     .seconds = 1.5,
                     .blocks = {std::move(block)}},
          .slices = measure::SlicePlan{.prime = 3, .passes = 7, .pairs = 60, .lead = 2}};
}

class GateJournals : public testing::Test {
 protected:
  GateJournal open(const std::string& boot, const std::string& target = "kunpeng-920") {
    KitManifest manifest;
    manifest.target = target;
    record::Host host;
    host.session = boot;
    return GateJournal(path_, manifest, host);
  }

  sys::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "session-1.jsonl";
};

TEST_F(GateJournals, HoldEveryBlockOfTheirBoot) {
  {
    GateJournal journal = open("b1");
    EXPECT_THAT(journal.before(), IsEmpty());
    journal.add(news("a", one_block(1, false)));
    journal.add(news("a", one_block(0, true)));
    measure::Measured sentinel{.result = {.name = "a"}, .sentinel = true};
    sentinel.result.outcome = base::Outcome::failed("signal", "head: SIGSEGV");
    journal.add(sentinel);
  }
  const GateJournal journal = open("b1");
  ASSERT_THAT(journal.before(), SizeIs(2));
  auto whole = news("a", one_block(1, false));
  whole.result.blocks.push_back(one_block(0, true));
  EXPECT_EQ(journal.before()[0].result, whole.result);
  EXPECT_FALSE(journal.before()[0].sentinel);
  EXPECT_EQ(journal.before()[0].slices->prime, 3);
  EXPECT_EQ(journal.before()[0].slices->passes, 7);
  EXPECT_EQ(journal.before()[0].slices->pairs, 60u);
  EXPECT_EQ(journal.before()[0].slices->lead, 2);
  EXPECT_TRUE(journal.before()[1].sentinel);
  EXPECT_EQ(journal.before()[1].result.outcome.code, "signal");
  EXPECT_FALSE(journal.before()[1].slices.has_value());
}

// Whoever follows the journal from elsewhere may have begun in the middle.
TEST_F(GateJournals, NumberTheBlocksOfTheirBoot) {
  for (const char* boot : {"b1", "b1", "b2"}) {
    GateJournal journal = open(boot);
    journal.add(news("a", one_block(1, false)));
    journal.add(news("b", one_block(1, false)));
  }
  std::vector<std::int64_t> numbers;
  for (const auto& line : base::split(sys::read_file(path_, {1u << 20}), '\n')) {
    if (line.empty()) continue;
    const base::Json json = base::parse_json(line, "line");
    if (const auto* done = json.find("done")) numbers.push_back(*done->integer());
  }
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4, 1, 2));
}

TEST_F(GateJournals, BeginAnewAfterAReboot) {
  open("b1").add(news("a", one_block(1, false)));
  {
    GateJournal after = open("b2");
    EXPECT_THAT(after.before(), IsEmpty());
    after.add(news("b", one_block(1, false)));
  }
  const GateJournal again = open("b2");
  ASSERT_THAT(again.before(), SizeIs(1));
  EXPECT_EQ(again.before()[0].result.name, "b");
}

// Where no boot can be told from another one, every start may be of another.
TEST_F(GateJournals, BeginAnewWhereBootsHaveNoName) {
  open("").add(news("a", one_block(1, false)));
  EXPECT_THAT(open("").before(), IsEmpty());
}

TEST_F(GateJournals, OfAnotherKitAreRefused) {
  open("b1");
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {sys::read_file(path_, {1u << 20}), "session-1.jsonl is of another kit"},
           {"{\"measured\":{}}\n", "session-1.jsonl is of another kit"},
           {"no JSON\n", "session-1.jsonl"}}) {
    sys::write_whole(path_, text);
    try {
      open("b1", "phytium-s5000c");
      ADD_FAILURE() << text;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::usage);
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  }
}

}  // namespace
}  // namespace assay::work
