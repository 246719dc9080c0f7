// SPDX-License-Identifier: Apache-2.0
// A source tree of one small suite, a catalog for it, and a stand-in for Google Benchmark's source
// that is installed at once, for tests that call real compilers.
#pragma once

#include <filesystem>
#include <string>

#include "catalog/catalog.h"
#include "host/fingerprint.h"
#include "host/tool_search.h"
#include "record/capabilities.h"
#include "sys/files.h"

namespace assay::build {

inline const char* const kTarget =
    "[target]\nname = \"some-arm\"\ntitle = \"T\"\nvendor = \"V\"\narch = \"aarch64\"\n"
    "os = \"debian\"\ndefault_for_arch = true\n"
    "[flags]\ngcc = [\"-march=armv8-a\"]\nclang = [\"-march=armv8.1-a\"]\n[qemu]\ncpu = \"max\"\n";

inline const char* const kHostTarget =
    "[target]\nname = \"some-pc\"\ntitle = \"T\"\nvendor = \"V\"\narch = \"x86_64\"\n"
    "os = \"debian\"\ndefault_for_arch = true\n"
    "[flags]\ngcc = [\"-march=x86-64\"]\nclang = [\"-march=x86-64-v2\"]\n[qemu]\ncpu = \"max\"\n";

inline const char* const kClang =
    "[toolchain]\nname = \"clang\"\nfamily = \"clang\"\ndefault = true\npackage = \"clang-19\"\n"
    "c = [\"clang-19\", \"clang-18\", \"clang-17\", \"clang\"]\n"
    "cxx = [\"clang++-19\", \"clang++-18\", \"clang++-17\", \"clang++\"]\n"
    "flags = [\"--target={triple}\"]\n"
    "linker = [\"ld.lld-19\", \"ld.lld-18\", \"ld.lld-17\", \"ld.lld\"]\n"
    "link_flags = [\"-fuse-ld=lld\"]\n";

inline const char* const kGcc =
    "[toolchain]\nname = \"gcc\"\nfamily = \"gcc\"\npackage = \"g++-{triple}\"\n"
    "c = [\"{triple}-gcc\"]\ncxx = [\"{triple}-g++\"]\nlinker = [\"{triple}-ld\"]\n"
    "native_c = [\"gcc\"]\nnative_cxx = [\"g++\"]\nnative_linker = [\"ld\"]\n";

inline const char* const kOs =
    "[os]\nname = \"debian\"\ntitle = \"T\"\nlibc = \"glibc\"\nlibc_version = \"2.36\"\n"
    "kind = \"installed\"\nprobe = \"/usr/{triple}/lib/libc.a\"\n"
    "native_probe = \"/usr/lib/{triple}/libc.a\"\npackage = \"g++-{triple}\"\n"
    "architectures = [\"aarch64\", \"x86_64\"]\n";

class TinyTree {
 public:
  explicit TinyTree(const std::filesystem::path& root) : root_(root) {
    write("benchmarks/support/answer.h", "inline int answer() { return 42; }\n");
    add_suite("tiny", "#include \"answer.h\"\nint main() { return answer(); }\n");
    write("google-benchmark/CMakeLists.txt",
          "cmake_minimum_required(VERSION 3.20)\nproject(benchmark LANGUAGES NONE)\n"
          "install(FILES benchmarkConfig.cmake DESTINATION lib/cmake/benchmark)\n");
    write("google-benchmark/benchmarkConfig.cmake", "\n");
  }

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path benchmarks() const { return root_ / "benchmarks"; }

  void write(const std::filesystem::path& name, const std::string& text) const {
    sys::write_whole(root_ / name, text);
  }

  void add_suite(const std::string& name, const std::string& source) {
    write("benchmarks/" + name + "/main.cc", source);
    write("benchmarks/" + name + "/CMakeLists.txt",
          "cmake_minimum_required(VERSION 3.20)\nproject(tiny LANGUAGES CXX)\n"
          "find_package(benchmark REQUIRED)\nadd_executable(" +
              name +
              " main.cc)\n"
              "target_include_directories(" +
              name + " PRIVATE ../support)\n");
    suites_.push_back(
        {.folder = (benchmarks() / name).string(),
         .suite = {name + "/suite.toml", "[suite]\nname = \"" + name + "\"\ntitle = \"T\"\n"},
         .checksums = {}});
  }

  catalog::Catalog catalog() const {
    return catalog::read_catalog(
        {.targets = {{"some-arm.toml", kTarget}, {"some-pc.toml", kHostTarget}},
         .toolchains = {{"clang.toml", kClang}, {"gcc.toml", kGcc}},
         .systems = {{"debian.toml", kOs}},
         .suites = suites_});
  }

  // What is really on this machine; Google Benchmark is the stand-in. Searched once: asking every
  // tool for its version takes a while.
  record::Capabilities capabilities() const {
    static const record::Capabilities searched = [&] {
      const sys::TemporaryFolder cache;
      return host::search_tools(catalog(), host::look(host::Root()), cache.path(), "scripts/setup");
    }();
    auto found = searched;
    found.benchmark_source = (root_ / "google-benchmark").string();
    found.benchmark_version = "1.9.1";
    return found;
  }

 private:
  std::filesystem::path root_;
  std::vector<catalog::SuiteSource> suites_;
};

// A machine on which everything is there, by names that are nowhere: for tests that start nothing.
inline record::Capabilities imagined_capabilities() {
  const auto tool = [](const std::string& name, const std::string& version) {
    return record::Tool{.name = name,
                        .path = "/opt/" + name,
                        .version = version,
                        .sha256 = {},
                        .package = name,
                        .remedy = "apt install " + name};
  };
  record::Capabilities found;
  found.host_arch = "x86_64";
  found.tools = {tool("cmake", "3.25"), tool("ninja", "1.11"), tool("ccache", "4.8")};
  for (const char* arch : {"aarch64", "x86_64"}) {
    found.compilers.push_back({"clang", arch, tool("clang-19", "19.1.7"),
                               tool("clang++-19", "19.1.7"), tool("ld.lld-19", "19.1.7")});
    found.compilers.push_back(
        {"gcc", arch, tool("gcc", "12.2.0"), tool("g++", "12.2.0"), tool("ld", "2.40")});
    found.sysroots.push_back({.os = "debian",
                              .arch = arch,
                              .path = {},
                              .present = true,
                              .package = "libc",
                              .remedy = "apt install libc"});
  }
  found.benchmark_source = "/src/gb";
  found.benchmark_version = "1.9.1";
  found.tools_folder = "/cache/tools";
  found.cache_folder = "/cache";
  return found;
}

}  // namespace assay::build
