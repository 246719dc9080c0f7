// SPDX-License-Identifier: Apache-2.0
#include "work/catalog_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "sys/files.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kFileLimit{1u << 20};

std::vector<catalog::Source> sources(const fs::path& folder, std::string_view ending = ".toml") {
  std::vector<catalog::Source> result;
  std::error_code fault;
  if (!fs::exists(folder, fault)) return result;  // a kit brings targets and suites alone
  for (auto& file : sys::read_folder(folder, ending, kFileLimit)) {
    result.push_back({.file = std::move(file.name), .text = std::move(file.text)});
  }
  return result;
}

// Nothing when the folder holds no suite.toml.
std::optional<catalog::SuiteSource> suite(const fs::path& folder) {
  const auto file = folder / "suite.toml";
  std::error_code fault;
  if (!fs::exists(file, fault)) return std::nullopt;
  catalog::SuiteSource source{.folder = folder.string(), .suite = {}, .checksums = {}};
  source.suite = {.file = file.string(), .text = sys::read_file(file, kFileLimit)};
  const auto checksums = folder / "checksums.toml";
  if (fs::exists(checksums, fault)) {
    source.checksums = {.file = checksums.string(), .text = sys::read_file(checksums, kFileLimit)};
  }
  return source;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> result;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (entry.is_directory(fault)) result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

catalog::Catalog load_catalog(const sys::Folders& folders,
                              const std::vector<std::string>& suite_folders,
                              const fs::path& benchmarks) {
  catalog::CatalogSources all;
  all.targets = sources(folders.data / "targets");
  all.toolchains = sources(folders.data / "targets/toolchains");
  all.systems = sources(folders.data / "targets/os");
  all.machines = sources(folders.data / "targets/machines");
  all.kernel_fragments = sources(folders.data / "targets/os/kernel", ".config");
  const auto& place = benchmarks.empty() ? folders.data / "benchmarks" : benchmarks;
  for (const auto& folder : folders_in(place)) {
    if (auto found = suite(folder)) all.suites.push_back(std::move(*found));
  }
  for (const auto& given : suite_folders) {
    std::error_code fault;
    auto found = suite(fs::absolute(given, fault));
    if (!found) {
      throw base::Error(base::Exit::usage,
                        fmt::format("--suite-dir {}: no suite.toml there", given))
          .hint("benchmarks/README.md says what a suite's folder holds");
    }
    all.suites.push_back(std::move(*found));
  }
  return catalog::read_catalog(all);
}

}  // namespace assay::work
