// SPDX-License-Identifier: Apache-2.0
#include "reach/before.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <filesystem>

#include "base/error.h"
#include "sys/files.h"

namespace assay::reach {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Stages final : public base::Progress {
 public:
  void stage(std::string_view name, const std::vector<std::string>& steps) override {
    said.push_back(fmt::format("{}: {}", name, fmt::join(steps, ", ")));
  }
  void step(std::string_view what, std::string_view how, std::chrono::nanoseconds) override {
    said.push_back(fmt::format("{} {}", what, how));
  }
  void note(std::string_view text) override { said.emplace_back(text); }
  std::vector<std::string> said;
};

class BeforeTest : public ::testing::Test {
 protected:
  Place place(const std::string& name = "lab1") const {
    return {.name = name,
            .host = "x",
            .before = {"touch", done().string()},
            .before_from = "/tree/assay.toml"};
  }
  std::filesystem::path done() const { return folder_.path() / "done"; }
  // Agrees or not, and counts how often it was asked.
  Consent consent(bool agrees) {
    return {.file = "/tree/assay.toml", .ask = [this, agrees](const std::string& question) {
              asked_.push_back(question);
              return agrees;
            }};
  }
  std::string refusal_of(const std::vector<Place>& places, const Consent& consent) const {
    try {
      ask_before(places, consent);
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::usage);
      return error.what();
    }
    return "nothing was refused";
  }
  sys::TemporaryFolder folder_;
  std::vector<std::string> asked_;
};

TEST_F(BeforeTest, OfTheUsersOwnFileGoesWithoutAQuestion) {
  Place own = place();
  own.before_from = "/home/me/.config/assay/assay.toml";
  ask_before({own, {.name = "lab2", .host = "x"}}, consent(false));
  ask_before({own}, {});
  EXPECT_THAT(asked_, IsEmpty());
  Stages progress;
  go_before(own, progress);
  EXPECT_TRUE(std::filesystem::exists(done()));
  EXPECT_THAT(progress.said, ElementsAre("running what goes before a place: lab1", "lab1 done"));
  go_before({.name = "lab2", .host = "x"}, progress);
  EXPECT_THAT(progress.said, SizeIs(2));
}

TEST_F(BeforeTest, OfAProjectsFileIsShownAndGoesOnlyWhenSomebodyAgrees) {
  EXPECT_THAT(
      refusal_of({place()}, {.file = "/tree/assay.toml"}),
      AllOf(HasSubstr("/tree/assay.toml"), HasSubstr("nobody is here"), HasSubstr("touch")));
  EXPECT_THAT(refusal_of({place()}, consent(false)), HasSubstr("not wanted"));
  EXPECT_FALSE(std::filesystem::exists(done()));
  EXPECT_THAT(asked_, ElementsAre(HasSubstr("\"touch\" \"")));
  ask_before({place()}, consent(true));
}

TEST_F(BeforeTest, OfSeveralPlacesIsAskedForOnce) {
  ask_before({place("lab1"), {.name = "lab2", .host = "x"}, place("lab3")}, consent(true));
  EXPECT_THAT(asked_,
              ElementsAre(AllOf(HasSubstr("before lab1 is reached\n"), Not(HasSubstr("lab2")),
                                HasSubstr("before lab3 is reached"))));
}

TEST_F(BeforeTest, ThatFailsSaysWhatItSaid) {
  Place failing = place();
  failing.before = {"sh", "-c", "echo no board >&2; exit 4"};
  Stages progress;
  try {
    go_before(failing, progress);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("lab1"), HasSubstr("exit status 4"), HasSubstr("no board")));
    EXPECT_THAT(progress.said, Contains("lab1 failed"));
  }
}

}  // namespace
}  // namespace assay::reach
