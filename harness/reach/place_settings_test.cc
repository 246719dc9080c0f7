// SPDX-License-Identifier: Apache-2.0
#include "reach/place_settings.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::reach {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string settings_refusal(const std::string& text) {
  try {
    read_places(text, "assay.toml");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "nothing was refused";
}

TEST(PlaceSettings, SayWhereAndHow) {
  const auto places = read_places(R"(
target = "kunpeng-920"
[place.lab1]
ssh = "ssh://me@board3:2222"
folder = "~/assay"
cpus = "2-3"
environment = { OMP_NUM_THREADS = "1" }
patience = 60
before = ["labctl", "on"]
[place.lab2]
ssh = "board4"
)",
                                  "assay.toml");
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places[0].name, "lab1");
  EXPECT_EQ(places[0].host, "board3");
  EXPECT_EQ(places[0].user, "me");
  EXPECT_EQ(places[0].port, 2222);
  EXPECT_EQ(places[0].folder, "~/assay");
  EXPECT_EQ(places[0].cpus, "2-3");
  EXPECT_THAT(places[0].environment, ElementsAre(Pair("OMP_NUM_THREADS", "1")));
  EXPECT_EQ(places[0].patience, std::chrono::seconds(60));
  EXPECT_THAT(places[0].before, ElementsAre("labctl", "on"));
  EXPECT_EQ(places[0].before_from, "assay.toml");
  EXPECT_EQ(places[1].host, "board4");
  EXPECT_EQ(places[1].patience, std::chrono::minutes(15));
  EXPECT_THAT(places[1].before, IsEmpty());
}

TEST(PlaceSettings, EveryProblemIsNamedWithItsPlace) {
  EXPECT_THAT(
      settings_refusal(R"(
[place.lab1]
ssh = "-oProxyCommand=x"
folder = "x"
cpus = "two"
patience = 1
shell = "sh"
)"),
      AllOf(HasSubstr("assay.toml:3"), HasSubstr("begins with -"), HasSubstr("assay.toml:4"),
            HasSubstr("assay.toml:5"), HasSubstr("assay.toml:6"), HasSubstr("shell")));
  EXPECT_THAT(settings_refusal("[place.lab1]\nfolder = \"/x\"\n"), HasSubstr("ssh"));
  EXPECT_THAT(settings_refusal("[place.\"a b\"]\nssh = \"x\"\n"),
              HasSubstr("not the name of a place"));
  EXPECT_THAT(settings_refusal("place.lab1 = 3\n"), HasSubstr("not a table"));
  EXPECT_THAT(settings_refusal("[place.a]\nssh = \"x\"\nenvironment = { \"A B\" = \"1\" }\n"),
              HasSubstr("not the name of a variable"));
}

TEST(PlaceSettings, AWordIsAFormOrAName) {
  const std::vector<Place> named{{.name = "lab1", .host = "first"},
                                 {.name = "lab1", .host = "second"}};
  EXPECT_EQ(find_place("lab1", named).host, "first");
  EXPECT_EQ(find_place("ssh:lab1", named).host, "lab1");
  try {
    find_place("lab2", named);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("did you mean \"lab1\""), HasSubstr("[place.NAME]")));
  }
}

}  // namespace
}  // namespace assay::reach
