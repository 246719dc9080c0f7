// SPDX-License-Identifier: Apache-2.0
#include "build/google_benchmark.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "build/tiny_tree_test.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

class GoogleBenchmark : public ::testing::Test {
 protected:
  GoogleBenchmark() { tree_.write("none.cmake", "\n"); }

  base::Outcome install(const std::string& made_from) const {
    return install_google_benchmark(place_, folder_.path() / "none.cmake", made_from, 1,
                                    capabilities_);
  }

  sys::TemporaryFolder folder_;
  TinyTree tree_{folder_.path()};
  record::Capabilities capabilities_ = tree_.capabilities();
  fs::path place_ = folder_.path() / "installed";
};

TEST_F(GoogleBenchmark, IsInstalledWhereTheSettingSays) {
  ASSERT_TRUE(install("one").good());
  EXPECT_TRUE(fs::exists(place_ / "lib/cmake/benchmark/benchmarkConfig.cmake"));
  EXPECT_EQ(google_benchmark_setting(place_),
            "-Dbenchmark_DIR=" + (place_ / "lib/cmake/benchmark").string());
  EXPECT_FALSE(fs::exists(place_ / "build"));  // its objects are not kept
}

TEST_F(GoogleBenchmark, IsInstalledOnceForOneOriginAndAnewForAnother) {
  ASSERT_TRUE(install("one").good());
  tree_.write("installed/left-over", "");
  ASSERT_TRUE(install("one").good());
  EXPECT_TRUE(fs::exists(place_ / "left-over"));
  ASSERT_TRUE(install("two").good());
  EXPECT_FALSE(fs::exists(place_ / "left-over"));
}

TEST_F(GoogleBenchmark, IsInstalledAnewWhenSomebodyRemovedIt) {
  ASSERT_TRUE(install("one").good());
  fs::remove_all(place_ / "lib");
  ASSERT_TRUE(install("one").good());
  EXPECT_TRUE(fs::exists(place_ / "lib/cmake/benchmark/benchmarkConfig.cmake"));
}

TEST_F(GoogleBenchmark, ThatFailsSaysThatItIsTheOneToBlame) {
  tree_.write("google-benchmark/CMakeLists.txt", "project(\n");
  const auto outcome = install("one");
  EXPECT_EQ(outcome.code, "configure-error");
  EXPECT_THAT(outcome.reason, ::testing::StartsWith("Google Benchmark: "));
}

}  // namespace
}  // namespace assay::build
