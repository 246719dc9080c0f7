// SPDX-License-Identifier: Apache-2.0
#include "build/cmake.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "build/tiny_tree_test.h"
#include "sys/variable_test.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A project without a language: configured in a moment. Its target writes what it is told.
class AProject : public ::testing::Test {
 protected:
  AProject() {
    tree_.write(
        "source/CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.20)\nproject(words LANGUAGES NONE)\n"
        "file(APPEND ${CMAKE_SOURCE_DIR}/../configured \"${WORD}\\n\")\n"
        "configure_file(word.in word)\n"
        "add_custom_target(note COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_SOURCE_DIR}/../built)\n"
        "add_custom_target(fail COMMAND ${CMAKE_COMMAND} -E cat no-such-file)\n"
        "add_custom_target(show COMMAND env && false)\n");
    tree_.write("source/word.in", "\n");
    tree_.write("none.cmake", "\n");
  }

  base::Outcome build(const std::string& target) const {
    return build_project(project_, target, 1, capabilities_);
  }
  std::string configured() const {
    return sys::read_file(folder_.path() / "configured", base::Bytes{1000});
  }

  sys::TemporaryFolder folder_;
  TinyTree tree_{folder_.path()};
  record::Capabilities capabilities_ = tree_.capabilities();
  Project project_{.source = folder_.path() / "source",
                   .folder = folder_.path() / "out",
                   .toolchain_file = folder_.path() / "none.cmake",
                   .settings = {"-DWORD=one"},
                   .configured_from = "one"};
};

TEST_F(AProject, IsConfiguredOnceAndBuilt) {
  ASSERT_TRUE(build("note").good());
  EXPECT_TRUE(fs::exists(folder_.path() / "built"));
  ASSERT_TRUE(build("note").good());
  EXPECT_EQ(configured(), "one\n");
}

TEST_F(AProject, IsConfiguredAnewWhenWhatItWasConfiguredFromChanges) {
  ASSERT_TRUE(build("note").good());
  tree_.write("out/left-over", "");
  project_.settings = {"-DWORD=two"};
  project_.configured_from = "two";
  ASSERT_TRUE(build("note").good());
  EXPECT_EQ(configured(), "one\ntwo\n");
  EXPECT_FALSE(fs::exists(folder_.path() / "out/left-over"));
}

TEST_F(AProject, IsConfiguredAnewInAFolderThatWasMoved) {
  ASSERT_TRUE(build("note").good());
  fs::rename(folder_.path() / "out", folder_.path() / "moved");
  project_.folder = folder_.path() / "moved";
  ASSERT_TRUE(build("note").good());
  EXPECT_EQ(configured(), "one\none\n");
  EXPECT_FALSE(fs::exists(folder_.path() / "out"));
}

TEST_F(AProject, ThatFailsToBuildGivesTheMessage) {
  const auto outcome = build("fail");
  EXPECT_EQ(outcome.code, "compile-error");
  EXPECT_THAT(outcome.reason, HasSubstr("no-such-file"));
}

TEST_F(AProject, ThatFailsToConfigureGivesCMakesMessageAndIsTriedAgain) {
  tree_.write("source/CMakeLists.txt",
              "cmake_minimum_required(VERSION 3.20)\n"
              "project(words LANGUAGES NONE)\nno_such_command()\n");
  const auto outcome = build("note");
  EXPECT_EQ(outcome.code, "configure-error");
  EXPECT_THAT(outcome.reason, HasSubstr("CMakeLists.txt:3"));
  EXPECT_EQ(build("note").code, "configure-error");
}

TEST_F(AProject, IsBuiltWithoutThePersonsOwnFlags) {
  const sys::ScopedVariable flags("CXXFLAGS", "-funroll-loops"), path("CPATH", "/elsewhere");
  const auto outcome = build("show");  // its failure tells what it saw
  EXPECT_THAT(outcome.reason, HasSubstr("LC_ALL=C.UTF-8"));
  EXPECT_THAT(outcome.reason, ::testing::Not(HasSubstr("-funroll-loops")));
  EXPECT_THAT(outcome.reason, ::testing::Not(HasSubstr("/elsewhere")));
}

}  // namespace
}  // namespace assay::build
