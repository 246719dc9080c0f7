// SPDX-License-Identifier: Apache-2.0
#include "reach/before.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/error.h"
#include "sys/files.h"

namespace assay::reach {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BeforeTest : public ::testing::Test {
 protected:
  Place place() const {
    return {.name = "lab1",
            .host = "x",
            .before = {"touch", done().string()},
            .before_from = "/tree/assay.toml"};
  }
  std::filesystem::path done() const { return folder_.path() / "done"; }
  std::string refusal_of(const Place& place, const Consent& consent, base::Exit exit) const {
    try {
      go_before(place, consent);
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), exit);
      return error.what();
    }
    return "nothing was refused";
  }
  sys::TemporaryFolder folder_;
};

TEST_F(BeforeTest, OfTheUsersOwnFileGoesWithoutAQuestion) {
  go_before(place(), {});
  EXPECT_TRUE(std::filesystem::exists(done()));
  go_before({.name = "lab2", .host = "x"}, {.needed = true});
}

TEST_F(BeforeTest, OfAProjectsFileIsShownAndGoesOnlyWhenSomebodyAgrees) {
  EXPECT_THAT(
      refusal_of(place(), {.needed = true}, base::Exit::usage),
      AllOf(HasSubstr("/tree/assay.toml"), HasSubstr("nobody is here"), HasSubstr("touch")));
  std::string asked;
  const auto answer = [&](bool yes) {
    return Consent{.needed = true, .ask = [&asked, yes](const std::string& question) {
                     asked = question;
                     return yes;
                   }};
  };
  EXPECT_THAT(refusal_of(place(), answer(false), base::Exit::usage), HasSubstr("not wanted"));
  EXPECT_FALSE(std::filesystem::exists(done()));
  EXPECT_THAT(asked, HasSubstr("\"touch\" \""));
  go_before(place(), answer(true));
  EXPECT_TRUE(std::filesystem::exists(done()));
}

TEST_F(BeforeTest, ThatFailsSaysWhatItSaid) {
  Place failing = place();
  failing.before = {"sh", "-c", "echo no board >&2; exit 4"};
  EXPECT_THAT(refusal_of(failing, {}, base::Exit::missing),
              AllOf(HasSubstr("lab1"), HasSubstr("exit status 4"), HasSubstr("no board")));
}

}  // namespace
}  // namespace assay::reach
