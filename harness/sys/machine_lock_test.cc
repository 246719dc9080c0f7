// SPDX-License-Identifier: Apache-2.0
#include "sys/machine_lock.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "base/error.h"

namespace assay::sys {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

void say_nothing(const std::string&) {}

// The tests run side by side, and all of them share this one lock.
constexpr auto kLong = 120s;

TEST(MachineLock, IsRefusedWhileAnotherOneLivesAndSaysWhoHoldsIt) {
  const MachineLock first(kLong, say_nothing);
  try {
    const MachineLock second(0s, say_nothing);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("this machine is measuring already"));
    EXPECT_THAT(error.what(), HasSubstr(" (process " + std::to_string(getpid()) + ") of user "));
  }
}

TEST(MachineLock, WaitsAndSaysForWhom) {
  std::optional<MachineLock> first;
  first.emplace(kLong, say_nothing);
  std::string told;
  std::thread later;
  const MachineLock second(kLong, [&](const std::string& whom) {
    told = whom;
    if (!later.joinable()) later = std::thread([&] { first.reset(); });
  });
  later.join();
  EXPECT_THAT(told, HasSubstr("process"));
}

}  // namespace
}  // namespace assay::sys
