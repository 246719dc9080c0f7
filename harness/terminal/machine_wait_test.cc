// SPDX-License-Identifier: Apache-2.0
#include "terminal/machine_wait.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::terminal {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Arguments with_wait(const std::string& text) {
  Arguments words;
  words.values["wait"] = {text};
  return words;
}

TEST(Patience, IsTenMinutesUnlessWaitSaysOtherwise) {
  EXPECT_EQ(patience_of(Arguments()), 10min);
  EXPECT_EQ(patience_of(with_wait("90s")), 90s);
  EXPECT_EQ(patience_of(with_wait("90")), 90s);
  EXPECT_EQ(patience_of(with_wait("3m")), 3min);
  EXPECT_EQ(patience_of(with_wait("2h")), 2h);
  EXPECT_EQ(patience_of(with_wait("0")), 0s);
}

TEST(Patience, OfWhatIsNoDurationIsRefused) {
  for (const char* text :
       {"", "s", "soon", "-1s", "1.5m", "10 m", "10M", "99999999999999999999s", "28h"}) {
    SCOPED_TRACE(text);
    try {
      patience_of(with_wait(text));
      ADD_FAILURE();
    } catch (const base::Error& error) {
      EXPECT_EQ(error.exit(), base::Exit::usage);
      EXPECT_THAT(error.what(), HasSubstr("--wait takes a duration"));
    }
  }
}

TEST(MachineWait, IsOverAtOnceOnAMachineThatMeasuresNothing) {
  const auto alone = wait_for_machine(60s, Console(Arguments()));
  EXPECT_THROW(wait_for_machine(0s, Console(Arguments())), base::Error);
}

}  // namespace
}  // namespace assay::terminal
