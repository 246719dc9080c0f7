// SPDX-License-Identifier: Apache-2.0
#include "kit/kit_place.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "sys/files.h"
#include "sys/trees.h"

namespace assay::kit {
namespace {

TEST(KitPlace, HasAFolderOfResultsForEachChoiceOfBenchmarks) {
  EXPECT_EQ(output_name(false, ""), "results");
  EXPECT_EQ(output_name(true, ""), "results-quick");
  EXPECT_NE(output_name(false, "libc/"), output_name(false, "memory/"));
  EXPECT_TRUE(output_name(false, "libc/").starts_with("results-"));
  EXPECT_EQ(output_name(true, "", "2026-winter"), "results-quick-round-2026-winter");
}

TEST(KitPlace, NamesTheFolderWhereSomethingWasMeasured) {
  const sys::TemporaryFolder folder;
  KitPlace place;
  place.folder = folder.path();
  EXPECT_EQ(what_to_type(place, {}, "submit"), "./start measures, and goes on with what was begun");
  sys::make_folder(folder.path() / "results-quick");
  EXPECT_EQ(what_to_type(place, {}, "submit"),
            "./start submit --quick takes what --quick measured");
  terminal::Arguments quick;
  quick.values["quick"] = {""};
  EXPECT_EQ(what_to_type(place, quick, "submit"),
            "./start measures, and goes on with what was begun");
}

TEST(KitPlace, IsRefusedWhereNoKitIs) {
  const sys::TemporaryFolder folder;
  try {
    open_place(folder.path(), {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("manifest.json is missing"));
    EXPECT_THAT(error.what(), testing::HasSubstr("unpack the whole kit"));
  }
}

}  // namespace
}  // namespace assay::kit
