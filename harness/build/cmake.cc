// SPDX-License-Identifier: Apache-2.0
#include "build/cmake.h"

#include <fmt/format.h>

#include "base/ensure.h"
#include "build/compiler_message.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/process.h"
#include "sys/trees.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kOutput{4u << 20};

// Compilers and CMake obey many variables (CXXFLAGS, CPATH, CMAKE_PREFIX_PATH ...) that records
// would not show, so they get only what they need. Messages are English, since we look for words in
// them.
sys::Environment build_environment() {
  sys::Environment environment{
      {"LC_ALL", "C.UTF-8"},
      {"SOURCE_DATE_EPOCH", "0"},
      // Suites precompile a header; without these ccache keeps nothing then.
      {"CCACHE_SLOPPINESS", "pch_defines,time_macros"},
      // What a compilation reads is known from its list of dependencies: nothing is preprocessed
      // only to be looked for in the cache, a fifth of the time where it isn't there.
      {"CCACHE_DEPEND", "1"}};
  for (const char* name :
       {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
        "CCACHE_DIR", "CCACHE_CONFIGPATH", "CCACHE_MAXSIZE", "CCACHE_DISABLE"}) {
    if (const auto value = sys::variable(name)) environment.emplace_back(name, *value);
  }
  return environment;
}

base::Outcome run(const std::vector<std::string>& argv, const std::string& code,
                  const FilesDone& told = {}) {
  const sys::ProcessRequest request{.argv = argv,
                                    .environment = build_environment(),
                                    .output_limit = kOutput,
                                    .told =
                                        [&](std::string_view out) {
                                          const auto done = files_done(out);
                                          if (told && done) told(done->first, done->second);
                                        },
                                    .told_of_our_end = true};
  const auto ended = sys::run_process(request);
  if (ended.exited(0)) return base::Outcome::ok();
  auto outcome = build_failure(code, ended.out + "\n" + ended.err);
  if (outcome.reason.empty()) outcome.reason = argv.front() + ": " + sys::describe(ended, request);
  return outcome;
}

const std::string& path_of(const char* name, const record::Capabilities& capabilities) {
  const auto* tool = capabilities.tool(name);
  base::ensure(tool != nullptr && tool->found(), "cells that can be built have CMake and Ninja");
  return tool->path;
}

base::Outcome configure(const Project& project, const record::Capabilities& capabilities) {
  std::vector<std::string> argv{path_of("cmake", capabilities),
                                "-S",
                                project.source.string(),
                                "-B",
                                project.folder.string(),
                                "-G",
                                "Ninja",
                                "-Wno-dev",
                                "--no-warn-unused-cli",
                                "-DCMAKE_BUILD_TYPE=Release",
                                "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                                "-DCMAKE_MAKE_PROGRAM=" + path_of("ninja", capabilities),
                                "-DCMAKE_TOOLCHAIN_FILE=" + project.toolchain_file.string()};
  if (const auto* ccache = capabilities.tool("ccache"); ccache != nullptr && ccache->found()) {
    for (const char* language : {"C", "CXX"}) {
      argv.push_back(fmt::format("-DCMAKE_{}_COMPILER_LAUNCHER={}", language, ccache->path));
    }
  }
  argv.insert(argv.end(), project.settings.begin(), project.settings.end());
  return run(argv, "configure-error");
}

}  // namespace

base::Outcome build_project(const Project& project, const std::string& target, unsigned jobs,
                            const record::Capabilities& capabilities, const FilesDone& told) {
  const auto mark = project.folder / "configured.txt";
  const auto from = fmt::format("{}\n{}\n{}", project.source.string(), project.folder.string(),
                                project.configured_from);
  std::error_code fault;
  if (!sys::file_holds(mark, from) || !fs::exists(project.folder / "build.ninja", fault)) {
    sys::remove_tree(project.folder);
    if (auto outcome = configure(project, capabilities); !outcome.good()) return outcome;
    sys::write_whole(mark, from);
  }
  std::vector<std::string> argv{path_of("ninja", capabilities), "-C", project.folder.string(), "-j",
                                std::to_string(jobs)};
  if (!target.empty()) argv.push_back(target);
  return run(argv, "compile-error", told);
}

}  // namespace assay::build
