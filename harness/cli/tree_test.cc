// SPDX-License-Identifier: Apache-2.0
// The real data files of this tree: every one is read, the ten targets are what they claim to be,
// the documentation names every key, and no code says a target's name.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>

#include "base/expression.h"
#include "catalog/architecture.h"
#include "cli/journey.h"
#include "submit/results_check.h"
#include "sys/files.h"
#include "work/catalog_files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

const fs::path kSource = ASSAY_SOURCE_DIR;

catalog::Catalog real_catalog() {
  return work::load_catalog(
      {.data = kSource, .cells = {}, .records = {}, .cache = {}, .plugin = {}, .self_check = {}});
}

TEST(Tree, HoldsTheTenTargetsAndElevenSuites) {
  const auto all = real_catalog();
  std::vector<std::string> targets, suites;
  for (const auto& target : all.targets) targets.push_back(target.name);
  for (const auto& suite : all.suites) suites.push_back(suite.name);
  EXPECT_THAT(targets, IsSupersetOf({"x86-64-v2", "x86-64-v3", "kunpeng-920", "kunpeng-920b",
                                     "phytium-s2500", "phytium-s5000c", "riscv64-gc", "riscv64-gcv",
                                     "loongarch64", "armhf"}));
  EXPECT_THAT(suites, IsSupersetOf({"ai", "bigdata", "boot", "compute", "database", "kernel",
                                    "libc", "memory", "middleware", "storage", "web"}));
}

TEST(Tree, HoldsResultsAsTheyWereImported) {
  base::NoProgress nobody;
  const auto check = submit::check_results(kSource / "results", {}, nobody);
  for (const auto& [code, where, what, next] : check.faults) {
    ADD_FAILURE() << where << ": " << what << " (" << code << ")";
  }
}

// Every key of every table in the data files stands in targets/README.md as `key`.
TEST(Tree, DocumentsEveryKeyOfItsTargets) {
  const auto page = sys::read_file(kSource / "targets/README.md", kFileLimit);
  for (const char* folder : {"targets", "targets/toolchains", "targets/os"}) {
    for (const auto& [name, text] : sys::read_folder(kSource / folder, ".toml", kFileLimit)) {
      static const std::regex key(R"((^|\n)([a-z_]+) *=)"), table(R"((^|\n)\[+([a-z._]+)\])");
      for (const auto& what : {key, table}) {
        for (std::sregex_iterator at(text.begin(), text.end(), what), end; at != end; ++at) {
          const auto word = (*at)[2].str();
          EXPECT_TRUE(page.find("`" + word + "`") != std::string::npos ||
                      page.find("[" + word + "]") != std::string::npos)
              << name << ": " << word;
        }
      }
    }
  }
  for (const auto& key : catalog::identity_keys()) EXPECT_THAT(page, HasSubstr("`" + key + "`"));
}

// And every key in a table of the page is one the reader knows: an unknown one is refused by name.
TEST(Tree, DocumentsNoKeyThatTheReaderRefuses) {
  const auto page = sys::read_file(kSource / "targets/README.md", kFileLimit);
  const auto source = sys::read_file(kSource / "harness/catalog/target.cc", kFileLimit) +
                      sys::read_file(kSource / "harness/catalog/toolchain.cc", kFileLimit) +
                      sys::read_file(kSource / "harness/catalog/family.cc", kFileLimit) +
                      sys::read_file(kSource / "harness/catalog/os.cc", kFileLimit) +
                      sys::read_file(kSource / "harness/catalog/cores.cc", kFileLimit) +
                      sys::read_file(kSource / "harness/catalog/machine.cc", kFileLimit);
  static const std::regex row(R"(\n\| ((`[a-z_]+`(, )?)+) \|)"), word("`([a-z_]+)`");
  std::size_t seen = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at) {
    const auto cell = (*at)[1].str();
    for (std::sregex_iterator key(cell.begin(), cell.end(), word); key != end; ++key, ++seen) {
      EXPECT_THAT(source, HasSubstr("\"" + (*key)[1].str() + "\"")) << (*key)[1];
    }
  }
  EXPECT_GT(seen, 40u);
}

TEST(Tree, SaysNoTargetsNameInCode) {
  std::set<std::string> names;
  for (const auto& target : real_catalog().targets) {
    // An architecture's name is a word of its own.
    if (catalog::find_architecture(target.name) == nullptr) names.insert(target.name);
  }
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "harness")) {
    const auto path = entry.path();
    const auto ending = path.extension();
    if (ending != ".cc" && ending != ".h" && ending != ".c") continue;
    if (path.stem().string().ends_with("_test")) continue;
    const auto text = sys::read_file(path, kFileLimit);
    for (std::size_t at = 0; at != std::string::npos;) {
      const auto end = text.find('\n', at);
      const auto line = text.substr(at, end == std::string::npos ? end : end - at);
      at = end == std::string::npos ? end : end + 1;
      // Comments and the examples of help may: nothing depends on them.
      const auto code = line.substr(0, line.find("//"));
      if (code.find("assay ") != std::string::npos) continue;
      for (const auto& name : names) {
        EXPECT_THAT(code, Not(HasSubstr(name))) << path;
      }
    }
  }
}

// What follows each `--filter` of a text, as a shell reads it.
std::vector<std::string> filters_in(const std::string& text) {
  constexpr std::string_view kOption = "--filter";
  std::vector<std::string> filters;
  for (auto at = text.find(kOption); at != std::string::npos; at = text.find(kOption, at)) {
    at += kOption.size();
    if (at >= text.size() || (text[at] != ' ' && text[at] != '=')) continue;
    const char quote = text[++at];
    const bool quoted = quote == '\'' || quote == '"';
    const auto begin = quoted ? at + 1 : at;
    const auto end = quoted ? text.find(quote, begin) : text.find_first_of(" \n`\"'|;,)", begin);
    filters.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return filters;
}

TEST(Tree, SaysNoFilterThatIsRefused) {
  EXPECT_THAT(filters_in("a --filter 'a b' --filter=c\n`--filter d`, --filters"),
              testing::ElementsAre("a b", "c", "d"));
  std::vector<fs::path> files{kSource / "README.md", kSource / "benchmarks/README.md",
                              kSource / "targets/README.md", kSource / "scripts/quickstart"};
  for (const char* folder : {"docs", "scripts/ci"}) {
    for (const auto& entry : fs::directory_iterator(kSource / folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::size_t seen = 0;
  for (const auto& file : files) {
    for (const auto& filter : filters_in(sys::read_file(file, kFileLimit))) {
      ++seen;
      EXPECT_NO_THROW(base::Expression{filter}) << file << ": " << filter;
    }
  }
  EXPECT_GE(seen, 3u);
}

TEST(Tree, HasOneEngineForExpressions) {
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "harness")) {
    const auto path = entry.path();
    if (path.extension() != ".cc" && path.extension() != ".h") continue;
    if (path.stem().string().ends_with("_test")) continue;
    EXPECT_THAT(sys::read_file(path, kFileLimit), Not(HasSubstr("\n#include <regex"))) << path;
  }
}

}  // namespace
}  // namespace assay::cli
