// SPDX-License-Identifier: Apache-2.0
#include "submit/round_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/sha256.h"
#include "sys/files.h"
#include "sys/trees.h"

namespace assay::submit {
namespace {

std::string text_of_round(const std::string& name) {
  return record::to_text({.name = name,
                          .from = "2026-12-01",
                          .to = "2026-12-31",
                          .commit = {},
                          .nonce = std::string(64, 'a'),
                          .kits = {}});
}

TEST(RoundFiles, AreThoseOfTheFolderByName) {
  const sys::TemporaryFolder results;
  EXPECT_TRUE(read_rounds(results.path()).empty());
  const auto folder = rounds_path(results.path());
  for (const std::string name : {"b", "a"}) {
    sys::write_whole(folder / (name + ".json"), text_of_round(name));
  }
  sys::write_whole(folder / "README.md", "no round");
  const auto rounds = read_rounds(results.path());
  ASSERT_EQ(rounds.size(), 2u);
  EXPECT_EQ(rounds[0].name, "a");
  EXPECT_EQ(rounds[1].sha256, base::sha256(text_of_round("b")));
  sys::write_whole(folder / "c.json", text_of_round("a"));
  EXPECT_THROW(read_rounds(results.path()), base::Error);
  sys::remove_tree(folder / "c.json");
  sys::make_link(folder / "b.json", folder / "b2.json");
  EXPECT_THROW(read_rounds(results.path()), base::Error);
}

TEST(RoundFiles, AreNotWaitedForWhereAPipeStands) {
  const sys::TemporaryFolder results;
  std::filesystem::create_directories(rounds_path(results.path()));
  ASSERT_EQ(mkfifo((rounds_path(results.path()) / "a.json").c_str(), 0600), 0);
  EXPECT_THROW(read_rounds(results.path()), base::Error);
}

}  // namespace
}  // namespace assay::submit
