// SPDX-License-Identifier: Apache-2.0
#include "build/google_benchmark.h"

#include <fmt/format.h>

#include "build/cmake.h"
#include "sys/files.h"
#include "sys/kept_folder.h"
#include "sys/trees.h"

namespace assay::build {

namespace {

namespace fs = std::filesystem;

constexpr const char* kConfiguration = "lib/cmake/benchmark";
constexpr const char* kMark = "made-from.txt";

// Flags that it would try one after the other: warnings about somebody else's code, and what is the
// default. Not to ask halves the time that all its checks take.
constexpr const char* kWarnings[] = {"WALL",
                                     "WEXTRA",
                                     "WSHADOW",
                                     "WFLOAT_EQUAL",
                                     "WOLD_STYLE_CAST",
                                     "WCONVERSION",
                                     "WSUGGEST_OVERRIDE",
                                     "PEDANTIC",
                                     "PEDANTIC_ERRORS",
                                     "WSHORTEN_64_TO_32",
                                     "FSTRICT_ALIASING",
                                     "WNO_DEPRECATED_DECLARATIONS",
                                     "WD654",
                                     "WTHREAD_SAFETY"};

}  // namespace

bool has_google_benchmark(const fs::path& place, const std::string& made_from) {
  std::error_code fault;
  return sys::file_holds(place / kMark, made_from) && fs::exists(place / kConfiguration, fault);
}

base::Outcome install_google_benchmark(const fs::path& place, const fs::path& toolchain_file,
                                       const std::string& made_from, unsigned jobs,
                                       const record::Capabilities& capabilities,
                                       const FilesDone& told) {
  sys::KeptFolder kept(place, [&] { return has_google_benchmark(place, made_from); });
  if (kept.found()) return base::Outcome::ok();
  Project project{
      .source = capabilities.benchmark_source,
      .folder = kept.unfinished() / "build",
      .toolchain_file = toolchain_file,
      // As few files as go together: most of the time of each is spent on the same headers.
      // Its checks would start programs of the target. Answers are given as its CXXFeatureCheck
      // takes them: HAVE_X means yes whatever the value, COMPILE_HAVE_X=0 means no. Git would tell
      // the version of whatever repository the source lies in.
      .settings = {"-DBENCHMARK_ENABLE_TESTING=OFF", "-DBENCHMARK_ENABLE_GTEST_TESTS=OFF",
                   "-DBENCHMARK_ENABLE_WERROR=OFF", "-DBENCHMARK_ENABLE_LTO=OFF",
                   "-DBENCHMARK_ENABLE_LIBPFM=OFF", "-DBENCHMARK_INSTALL_DOCS=OFF",
                   "-DBUILD_SHARED_LIBS=OFF", "-DCMAKE_DISABLE_FIND_PACKAGE_Git=ON",
                   "-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0",
                   "-DCMAKE_INSTALL_LIBDIR=lib",
                   "-DCMAKE_INSTALL_PREFIX=" + kept.unfinished().string(), "-DHAVE_STD_REGEX=1",
                   "-DHAVE_STEADY_CLOCK=1", "-DHAVE_PTHREAD_AFFINITY=1",
                   "-DCOMPILE_HAVE_GNU_POSIX_REGEX=0", "-DCOMPILE_HAVE_POSIX_REGEX=0",
                   "-DCOMPILE_HAVE_THREAD_SAFETY_ATTRIBUTES=0"},
      .configured_from = made_from};
  for (const char* flag : kWarnings) {
    project.settings.push_back(fmt::format("-DHAVE_CXX_FLAG_{}=0", flag));
  }
  auto outcome = build_project(project, "install", jobs, capabilities, told);
  if (!outcome.good()) {
    outcome.reason = "Google Benchmark: " + outcome.reason;
    return outcome;
  }
  sys::remove_tree(project.folder);  // objects nobody needs again
  sys::write_whole(kept.unfinished() / kMark, made_from);
  kept.keep();
  return outcome;
}

std::string google_benchmark_setting(const fs::path& place) {
  return "-Dbenchmark_DIR=" + (place / kConfiguration).string();
}

}  // namespace assay::build
