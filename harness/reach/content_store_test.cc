// SPDX-License-Identifier: Apache-2.0
#include "reach/content_store.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <future>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "sys/files.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;

class ContentStoreTest : public ::testing::Test {
 protected:
  fs::path at(const char* name) const { return folder_.path() / name; }
  sys::TemporaryFolder folder_;
  ContentStore store_{folder_.path() / "store"};
};

Content content(const std::string& text, bool executable = false) {
  return {.sha256 = base::sha256(text), .executable = executable};
}

TEST_F(ContentStoreTest, HoldsWhatWasPutAndNothingElse) {
  EXPECT_FALSE(store_.holds(content("text"), 4));
  store_.put(content("text"), "text");
  EXPECT_TRUE(store_.holds(content("text"), 4));
  EXPECT_FALSE(store_.holds(content("text", true), 4));
  EXPECT_EQ(store_.size().value, 4u);
}

TEST_F(ContentStoreTest, WhatWasDamagedIsHeldNoMore) {
  store_.put(content("text"), "text");
  const fs::path path = store_.path_of(content("text"));
  sys::remove_tree(path);
  sys::write_whole(path, "tezt");
  EXPECT_FALSE(store_.holds(content("text"), 4));
  EXPECT_FALSE(fs::exists(path));
  sys::make_link("/etc/passwd", path);
  EXPECT_FALSE(store_.holds(content("text"), 4));
  store_.put(content("text"), "text");
  EXPECT_FALSE(fs::is_symlink(path));
}

TEST_F(ContentStoreTest, GivesOneFileUnderAnotherName) {
  const std::string script = "#!/bin/sh\nexit 7\n";
  store_.put(content(script, true), script);
  store_.give(content(script, true), at("kit/deep/program"));
  EXPECT_TRUE(sys::run_process({.argv = {at("kit/deep/program")}}).exited(7));
  struct stat one{}, other{};
  ASSERT_EQ(stat(at("kit/deep/program").c_str(), &one), 0);
  ASSERT_EQ(stat(store_.path_of(content(script, true)).c_str(), &other), 0);
  EXPECT_EQ(one.st_ino, other.st_ino);
  EXPECT_EQ(one.st_mode & 0222u, 0u);
  EXPECT_THROW(store_.give(content("absent"), at("x")), base::Error);
}

// Two runs begin at once, and both miss it.
TEST_F(ContentStoreTest, IsPutByTwoAtOnce) {
  const auto put_and_give = [&](const char* own) {
    for (int i = 0; i < 100; ++i) {
      store_.put(content("text"), "text");
      store_.give(content("text"), at(own) / std::to_string(i));
    }
  };
  std::vector<std::future<void>> both;
  for (const char* own : {"one", "two"}) {
    both.push_back(std::async(std::launch::async, put_and_give, own));
  }
  for (auto& each : both) EXPECT_NO_THROW(each.get());
  EXPECT_TRUE(store_.holds(content("text"), 4));
}

TEST_F(ContentStoreTest, AdoptsAFileThatIsThere) {
  sys::write_whole(at("program"), "bytes");
  store_.adopt(content("bytes", true), at("program"));
  store_.adopt(content("bytes", true), at("program"));
  EXPECT_TRUE(store_.holds(content("bytes", true), 5));
}

TEST_F(ContentStoreTest, RemovesFirstWhatWasNotUsedForLongest) {
  for (const std::string text : {"one", "two", "six"}) {
    store_.put(content(text), text);
    const auto age = std::chrono::hours(text == "one" ? 1 : text == "two" ? 3 : 2);
    fs::last_write_time(store_.path_of(content(text)), fs::file_time_type::clock::now() - age);
  }
  store_.trim({7});
  EXPECT_FALSE(store_.holds(content("two"), 3));
  EXPECT_TRUE(store_.holds(content("one"), 3));
  EXPECT_TRUE(store_.holds(content("six"), 3));
  store_.trim({0});
  EXPECT_EQ(store_.size().value, 0u);
}

}  // namespace
}  // namespace assay::reach
