// SPDX-License-Identifier: Apache-2.0
#include "host/kept_places.h"

#include <gmock/gmock.h>

#include "sys/files.h"

namespace assay::host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::ElementsAre;

class KeptPlaces : public testing::Test {
 protected:
  KeptPlaces() {
    folders_.cache = folder_.path() / "cache";
    folders_.cells = folder_.path() / "build/cells";
    folders_.images = folder_.path() / "build/images";
    folders_.records = folder_.path() / "results/runs";
  }

  // Kind and path of each.
  std::vector<std::string> found() const {
    std::vector<std::string> texts;
    for (const auto& place : kept_places(folders_)) {
      texts.push_back(place.kind + " " +
                      place.folder.lexically_relative(folder_.path()).generic_string());
    }
    return texts;
  }

  sys::TemporaryFolder folder_;
  sys::Folders folders_;
};

TEST_F(KeptPlaces, AreListedEachWithItsKind) {
  for (const char* file : {"cache/downloads/a.deb",
                           "cache/sources/linux-1/Makefile",
                           "cache/sources/linux-1.lock",
                           "cache/sources/google-benchmark/VERSION",
                           "cache/sysroots/debian-13/VERSION",
                           "cache/static/armhf/VERSION",
                           "cache/tools/qemu/VERSION",
                           "cache/kernels/0a/image",
                           "cache/kernels/0a.building/x.o",
                           "cache/distributions/0b/kernel",
                           "cache/revisions/0c/tree/benchmarks/x",
                           "cache/revisions/lock",
                           "cache/places/0d/log",
                           "cache/flags/0e/arm/gcc/debian/lock",
                           "cache/flags/lock",
                           "cache/kit/store/0f",
                           "cache/self-check/10",
                           "build/cells/arm/clang/debian/tiny/tiny",
                           "build/cells/arm/gcc/debian/lock",
                           "build/images/arm/own/kernel",
                           "results/runs/1.json",
                           "cache/tools.json"}) {
    sys::write_whole(folder_.path() / file, "x");
  }
  EXPECT_THAT(found(),
              ElementsAre("downloads cache/downloads", "source cache/sources/google-benchmark",
                          "source cache/sources/linux-1", "C libraries cache/sysroots/debian-13",
                          "static libraries cache/static/armhf", "tools cache/tools/qemu",
                          "kernel cache/kernels/0a", "kernel cache/kernels/0a.building",
                          "distribution cache/distributions/0b", "revision cache/revisions/0c",
                          "flags cache/flags/0e", "runs at places cache/places",
                          "kits sent here cache/kit", "self-checks cache/self-check",
                          "cells build/cells/arm/clang/debian", "cells build/cells/arm/gcc/debian",
                          "image build/images/arm/own", "records results/runs"));
}

TEST_F(KeptPlaces, AreAlsoThoseOfOtherTreesAndOfAnInstalledProgram) {
  for (const char* file :
       {"cache/trees/01/cells/arm/clang/debian/tiny/tiny", "cache/trees/02/images/arm/own/kernel",
        "cache/cells/arm/clang/debian/tiny/tiny", "cache/images/arm/own/kernel",
        "cache/kits/arm/assay-kit"}) {
    sys::write_whole(folder_.path() / file, "x");
  }
  EXPECT_THAT(found(),
              ElementsAre("cells cache/cells/arm/clang/debian", "image cache/images/arm/own",
                          "assay-kit cache/kits/arm", "of another tree cache/trees/01",
                          "of another tree cache/trees/02"));
}

TEST_F(KeptPlaces, OfThisProgramAreListedOnce) {
  sys::write_whole(folder_.path() / "cache/trees/01/cells/arm/clang/debian/tiny/tiny", "x");
  sys::write_whole(folder_.path() / "cache/cells/arm/clang/debian/tiny/tiny", "x");
  folders_.cells = folders_.cache / "trees/01/cells";
  folders_.images = folders_.cache / "trees/01/images";
  EXPECT_THAT(found(), ElementsAre("cells cache/trees/01/cells/arm/clang/debian",
                                   "cells cache/cells/arm/clang/debian"));
  folders_.cells = folders_.cache / "cells";
  folders_.images = folders_.cache / "images";
  EXPECT_THAT(found(),
              ElementsAre("cells cache/cells/arm/clang/debian", "of another tree cache/trees/01"));
}

TEST_F(KeptPlaces, HaveASizeAndAnAge) {
  sys::write_whole(folders_.cache / "kernels/0a/image", std::string(3000, 'x'));
  sys::write_whole(folders_.cache / "kernels/0a/more/config", std::string(500, 'x'));
  fs::last_write_time(folders_.cache / "kernels/0a", fs::file_time_type::clock::now() - 75h);
  const auto places = kept_places(folders_);
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].size.value, 3500u);
  EXPECT_EQ(places[0].age, 75h);
  EXPECT_EQ(age_text(places[0].age), "3 days");
}

TEST_F(KeptPlaces, OfANewMachineAreNone) { EXPECT_THAT(found(), testing::IsEmpty()); }

TEST(AgeText, IsInHoursForTwoDaysAndThenInDays) {
  EXPECT_EQ(age_text(59min), "under an hour");
  EXPECT_EQ(age_text(60min), "1 hour");
  EXPECT_EQ(age_text(47h + 59min), "47 hours");
  EXPECT_EQ(age_text(48h), "2 days");
  EXPECT_EQ(age_text(400 * 24h), "400 days");
  EXPECT_EQ(age_text(-5min), "under an hour");  // of a clock that was put back
}

}  // namespace
}  // namespace assay::host
