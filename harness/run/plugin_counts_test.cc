// SPDX-License-Identifier: Apache-2.0
#include "run/plugin_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace assay::run {
namespace {

using testing::HasSubstr;

const std::string kHead = "assay-counts 1 target=aarch64 api=1\n";

TEST(PluginCounts, OfAProgramThatEnded) {
  const PluginCounts counts = parse_plugin_counts(
      kHead +
          "state 1\nregion 1 100 20 10 5 7 1\nstate 2\nstate 3\nfault 3 the return was not seen\n"
          "end regions=1 states=3 symbols=yes threads=2 whole=90000\n",
      "out");
  ASSERT_EQ(counts.states.size(), 3u);
  EXPECT_EQ(counts.states[0].counts,
            (record::CountSample{
                .instructions = 100, .loads = 20, .stores = 10, .branches = 5, .vector = 7}));
  EXPECT_FALSE(counts.states[1].counts);
  EXPECT_EQ(counts.states[1].fault, "");
  EXPECT_EQ(counts.states[2].fault, "the return was not seen");
  EXPECT_TRUE(counts.ended);
  EXPECT_TRUE(counts.symbols);
}

TEST(PluginCounts, TellWhichRepetitionAStateIsOfAndWhoseLoopWasEntered) {
  const PluginCounts counts = parse_plugin_counts(
      kHead + "repetition 1\nstate 1\nstate 2\nstart 2\nrepetition 2\nstate 3\n", "out");
  ASSERT_EQ(counts.states.size(), 3u);
  EXPECT_EQ(counts.repetitions, 2u);
  EXPECT_EQ(counts.states[1].repetition, 1u);
  EXPECT_EQ(counts.states[2].repetition, 2u);
  EXPECT_FALSE(counts.states[0].entered);
  EXPECT_TRUE(counts.states[1].entered);
  EXPECT_EQ(counts.states[1].number, 2u);
}

TEST(PluginCounts, OfAKilledProcessKeepWhatCameBefore) {
  const PluginCounts counts =
      parse_plugin_counts(kHead + "state 1\nregion 1 1 1 1 1 1 0\nstate 2\nregion 2 123", "out");
  EXPECT_EQ(counts.states.size(), 2u);
  EXPECT_FALSE(counts.states[1].counts);
  EXPECT_FALSE(counts.ended);
  EXPECT_TRUE(parse_plugin_counts("", "out").states.empty());
}

TEST(PluginCounts, TellHowManyInterruptsCameIntoARegion) {
  const PluginCounts counts = parse_plugin_counts(
      kHead + "state 1\nregion 1 9 1 1 1 1 0\ninterrupts 1 2\nstate 2\nregion 2 9 1 1 1 1 0\n",
      "out");
  EXPECT_EQ(counts.states.at(0).interrupts, 2u);
  EXPECT_EQ(counts.states.at(1).interrupts, 0u);
}

TEST(PluginCounts, TellWhenAPlaceWasMet) {
  const PluginCounts counts =
      parse_plugin_counts(kHead + "mark 0xffffffc080000000 1234\nmark 0x60000000 5678\n", "out");
  EXPECT_EQ(counts.marks.at(0xffffffc080000000), 1234u);
  EXPECT_EQ(counts.marks.at(0x60000000), 5678u);
}

TEST(PluginCounts, RefuseWhatThePluginNeverWrites) {
  const struct {
    const char* text;
    const char* what;
  } cases[] = {
      {"state 2\n", "numbered from 1"},
      {"state 18446744073709551616\n", "is not a count"},
      {"region 1 1 1 1 1 1 1\n", "not of a state before"},
      {"region 0 1 1 1 1 1 1\n", "not of a state before"},
      {"state 1\nregion 1 1 1 1 1 1\n", "is not a line"},
      {"state 1\nregion 1 -1 1 1 1 1 1\n", "is not a count"},
      {"state 1\nregion 1 9007199254740992 1 1 1 1 1\n", "is not a count"},
      {"state 1\nregion 1 1 1 1 1 1 1\nregion 1 1 1 1 1 1 1\n", "one region"},
      {"end states=1 symbols=yes\n", "states are missing"},
      {"end symbols=no\nstate 1\n", "after the end"},
      {"\x1b[2Jrubbish\n", "is not a line"},
      {"\n", "is not a line"},
      {"mark 0xyz 1\n", "is not an address"},
  };
  for (const auto& [text, what] : cases) {
    try {
      parse_plugin_counts(kHead + text, "out");
      ADD_FAILURE() << text;
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(what)) << text;
      EXPECT_THAT(error.what(), HasSubstr("out:"));
    }
  }
  EXPECT_THROW(parse_plugin_counts("assay-counts 2 target=arm api=1\n", "out"), base::Error);
}

}  // namespace
}  // namespace assay::run
