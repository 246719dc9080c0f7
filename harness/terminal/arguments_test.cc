// SPDX-License-Identifier: Apache-2.0
#include "terminal/arguments.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::terminal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CommandSpec stew_to_parse() {
  return {.name = "stew",
          .summary = "cook",
          .description = "Cooks what it is given.",
          .positional = "POT [LID]",
          .least = 1,
          .most = 2,
          .shared = {.cells = true, .filter = true, .jobs = true},
          .formats = {"markdown"},
          .options = {{.name = "-o,--output", .value = "FILE", .help = "where it goes"},
                      {.name = "--herb", .value = "NAME", .help = "what goes in", .list = true},
                      {.name = "--stir", .value = "", .help = "moves it"}},
          .examples = {{"assay stew pot", "the usual"}}};
}

Arguments words(const std::vector<std::string>& arguments) {
  return parse(stew_to_parse(), arguments).words;
}

std::string fault(const std::vector<std::string>& arguments) {
  try {
    parse(stew_to_parse(), arguments);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "none";
}

TEST(Arguments, AreOptionsAndWordsInAnyOrder) {
  const auto given = words({"pot", "--stir", "-o", "bowl", "lid"});
  EXPECT_THAT(given.positionals, ElementsAre("pot", "lid"));
  EXPECT_TRUE(given.has("stir"));
  EXPECT_EQ(given.text("output"), "bowl");
  EXPECT_FALSE(given.has("herb"));
  EXPECT_EQ(given.text("filter", "all"), "all");
}

TEST(Arguments, ListsTakeCommasAndRepetition) {
  EXPECT_THAT(words({"pot", "--herb", "sage,thyme", "--herb=dill"}).texts("herb"),
              ElementsAre("sage", "thyme", "dill"));
}

TEST(Arguments, OtherOptionsKeepTheirCommas) {
  EXPECT_EQ(words({"pot", "--filter", "a{1,2}"}).text("filter"), "a{1,2}");
}

TEST(Arguments, SelectionHoldsWhatEverySubCommandSelectsBy) {
  const auto selection =
      words({"pot", "--target", "a,b", "--os", "c", "--filter", "x/.*"}).selection();
  EXPECT_THAT(selection.targets, ElementsAre("a", "b"));
  EXPECT_THAT(selection.systems, ElementsAre("c"));
  EXPECT_EQ(selection.filter.text(), "x/.*");
  EXPECT_TRUE(selection.toolchains.empty());
}

TEST(Arguments, BrokenRegularExpressionIsSaid) {
  const auto given = words({"pot", "--filter", "a("});
  try {
    static_cast<void>(given.selection());
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(std::string(error.what()).find("--filter 'a(' is not a regular expression: "), 0u);
  }
}

TEST(Arguments, JsonIsAFormat) {
  EXPECT_EQ(words({"pot"}).format(), "table");
  EXPECT_EQ(words({"pot", "--json"}).format(), "json");
  EXPECT_EQ(words({"pot", "--format", "markdown"}).format(), "markdown");
}

TEST(Arguments, NumbersHaveARange) {
  const auto given = words({"pot", "--jobs", "12"});
  EXPECT_EQ(given.whole("jobs", 1, 1, 100), 12u);
  EXPECT_EQ(given.whole("other", 7, 1, 100), 7u);
  EXPECT_THROW(static_cast<void>(given.whole("jobs", 1, 1, 11)), base::Error);
  EXPECT_THROW(static_cast<void>(words({"pot", "--jobs", "1x"})), base::Error);
  EXPECT_THROW(static_cast<void>(words({"pot", "--jobs", "0"})), base::Error);
}

TEST(Arguments, SizesAreBinaryWithOrWithoutUnit) {
  const auto size = [](const char* text) {
    Arguments given;
    given.values["memory"] = {text};
    return given.bytes("memory", base::Bytes{1}).value;
  };
  EXPECT_EQ(size("4GiB"), 4294967296u);
  EXPECT_EQ(size("4G"), 4294967296u);
  EXPECT_EQ(size("512MiB"), 536870912u);
  EXPECT_EQ(size("100"), 100u);
  EXPECT_THROW(size("much"), base::Error);
  EXPECT_THROW(size("0"), base::Error);
  EXPECT_THROW(size("99999999999G"), base::Error);
  EXPECT_EQ(Arguments{}.bytes("memory", base::Bytes{5}).value, 5u);
}

TEST(Arguments, MistypedOptionGetsTheNearestName) {
  EXPECT_THAT(fault({"pot", "--traget", "x"}),
              HasSubstr("unknown option --traget, did you mean \"--target\"?"));
  EXPECT_THAT(fault({"pot", "--outptu=x"}), HasSubstr("did you mean \"--output\"?"));
}

TEST(Arguments, MissingAndSuperfluousWordsAreNamed) {
  EXPECT_THAT(fault({}), HasSubstr("assay stew needs POT [LID]"));
  EXPECT_THAT(fault({"pot", "lid", "spoon"}), HasSubstr("one word too many: 'spoon'"));
  EXPECT_THAT(fault({"pot", "--output"}), HasSubstr("--output"));
  EXPECT_THAT(fault({"pot", "-o", "a", "-o", "b"}), HasSubstr("--output is given twice"));
  EXPECT_THAT(fault({"pot", "--output", ""}), HasSubstr("--output needs a value"));
}

TEST(Arguments, HelpIsFoundWhateverElseIsWrong) {
  EXPECT_TRUE(parse(stew_to_parse(), {"--nonsense", "--help"}).help);
  EXPECT_TRUE(parse(stew_to_parse(), {"-h"}).help);
}

TEST(Arguments, OptionsThatNobodyAskedForAreKnown) {
  const auto given = words({"pot", "--stir", "--herb", "dill", "--jobs", "2", "--json"});
  EXPECT_THAT(given.ignored(), ElementsAre("herb", "jobs", "json", "stir"));
  Arguments changed = given;
  EXPECT_TRUE(changed.has("stir"));
  EXPECT_EQ(changed.format(), "json");
  EXPECT_THAT(given.ignored(), ElementsAre("herb", "jobs"));
}

TEST(Arguments, OnlySharedOptionsOfTheSubCommandAreTaken) {
  EXPECT_THAT(fault({"pot", "--runner", "native"}), HasSubstr("unknown option --runner"));
  EXPECT_THAT(fault({"pot", "--dry-run"}), HasSubstr("unknown option --dry-run"));
  EXPECT_THAT(fault({"pot", "--color", "never"}), HasSubstr("unknown option --color"));
  EXPECT_EQ(words({"pot", "--jobs", "3"}).text("jobs"), "3");
}

TEST(Arguments, SharesArePercent) {
  EXPECT_DOUBLE_EQ(parse_share("2%").value(), 0.02);
  EXPECT_DOUBLE_EQ(parse_share("0.5 %").value(), 0.005);
  EXPECT_DOUBLE_EQ(parse_share("100").value(), 1);
  for (const char* text : {"", "%", "x", "-1", "101", "nan"})
    EXPECT_FALSE(parse_share(text)) << text;
}

}  // namespace
}  // namespace assay::terminal
