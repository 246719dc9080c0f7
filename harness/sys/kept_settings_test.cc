// SPDX-License-Identifier: Apache-2.0
#include "sys/kept_settings.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "sys/files.h"

namespace assay::sys {
namespace {

class KeptSettingsTest : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
    return (folder_.path() / name).string();
  }
  static std::string text(const std::string& file) { return read_file(file, base::Bytes{1000}); }

  TemporaryFolder folder_;
};

TEST_F(KeptSettingsTest, ArePutBackAtTheEnd) {
  const auto governor = file("governor", "powersave\n"), boost = file("boost", "1\n");
  {
    KeptSettings settings;
    EXPECT_EQ(settings.set(governor, "performance"), "");
    EXPECT_EQ(settings.set(boost, "0"), "");
    EXPECT_EQ(settings.set(boost, "2"), "");  // twice: the first value counts
    EXPECT_EQ(text(governor), "performance");
    EXPECT_EQ(text(boost), "2");
  }
  EXPECT_EQ(text(governor), "powersave");
  EXPECT_EQ(text(boost), "1");
}

TEST_F(KeptSettingsTest, ArePutBackWhenTheProcessIsKilled) {
  const auto governor = file("governor", "powersave\n");
  int ready[2], ended[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(ended), 0);
  const pid_t child = fork();
  if (child == 0) {
    // The keeper inherits the end of this pipe too and shows by it when it is gone.
    KeptSettings settings;
    settings.set(governor, "performance");
    [[maybe_unused]] const auto written = write(ready[1], "x", 1);
    pause();
  }
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(text(governor), "performance");
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ended[1]);
  EXPECT_EQ(read(ended[0], &byte, 1), 0);
  EXPECT_EQ(text(governor), "powersave");
}

TEST_F(KeptSettingsTest, WhatCannotBeWrittenSaysWhy) {
  KeptSettings settings;
  EXPECT_NE(settings.set(folder_.path() / "none", "1"), "");
  // The kernel refuses what is none of its words, whoever asks.
  EXPECT_NE(settings.set("/sys/kernel/mm/transparent_hugepage/enabled", "sometimes"), "");
}

TEST(SettingOf, OfAChoiceIsTheOneInBrackets) {
  EXPECT_EQ(setting_of("always [madvise] never\n"), "madvise");
  EXPECT_EQ(setting_of("2\n"), "2");
  EXPECT_EQ(setting_of(""), "");
}

}  // namespace
}  // namespace assay::sys
