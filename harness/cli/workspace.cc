// SPDX-License-Identifier: Apache-2.0
#include "cli/workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "build/build_cells.h"
#include "cli/version.h"
#include "host/fingerprint.h"
#include "host/root.h"
#include "host/tool_search.h"
#include "sys/files.h"
#include "sys/parallel.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kFileLimit{1u << 20};

std::vector<catalog::Source> sources(const fs::path& folder, std::string_view ending = ".toml") {
  std::vector<catalog::Source> result;
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

catalog::Catalog load_catalog(const sys::Folders& folders, const Words& words) {
  return load_catalog(folders, words, folders.data / "benchmarks");
}

catalog::Catalog load_catalog(const sys::Folders& folders, const Words& words,
                              const fs::path& benchmarks) {
  catalog::CatalogSources all;
  all.targets = sources(folders.data / "targets");
  all.toolchains = sources(folders.data / "targets/toolchains");
  all.systems = sources(folders.data / "targets/os");
  all.machines = sources(folders.data / "targets/machines");
  all.kernel_fragments = sources(folders.data / "targets/os/kernel", ".config");
  for (const auto& folder : folders_in(benchmarks)) {
    if (auto found = suite(folder)) all.suites.push_back(std::move(*found));
  }
  for (const auto& given : words.texts("suite-dir")) {
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

Workspace open_workspace(const Words& words) {
  Workspace space{.folders = sys::find_folders(), .catalog = {}, .host = {}, .capabilities = {}};
  space.catalog = load_catalog(space.folders, words);
  space.host = host::look(host::Root());
  space.capabilities =
      host::search_tools(space.catalog, space.host, {.cache = space.folders.cache});
  return space;
}

record::Harness this_harness() {
  return {.version = std::string(kVersion), .commit = std::string(kCommit), .dirty = kDirty};
}

unsigned jobs(const Words& words) {
  return static_cast<unsigned>(words.whole("jobs", sys::available_cpus(), 1, kMostJobs));
}

std::string left_out_line(const catalog::Selected& chosen) {
  std::set<std::string> kept, seen;
  for (const auto& cell : chosen.cells) kept.insert(cell.target);
  std::vector<std::string> sentences;
  for (const auto& [cell, code, reason] : chosen.left_out) {
    const auto name = kept.contains(cell.target)
                          ? fmt::format("{}/{}/{}", cell.target, cell.toolchain, cell.os)
                          : cell.target;
    if (seen.insert(name).second) sentences.push_back(fmt::format("{} ({})", name, reason));
  }
  return sentences.empty() ? std::string() : "left out: " + base::join(sentences, ", ");
}

catalog::Selected choose(const Workspace& space, const catalog::Selection& selection) {
  auto selected = catalog::select(space.catalog, selection);
  std::vector<catalog::Cell> cells;
  for (auto& cell : selected.cells) {
    auto outcome = build::can_build(cell, space.catalog, space.capabilities);
    if (outcome.good()) {
      cells.push_back(std::move(cell));
    } else {
      selected.left_out.push_back(
          {std::move(cell), std::move(outcome.code), std::move(outcome.reason)});
    }
  }
  selected.cells = std::move(cells);
  return selected;
}

bool asked_for_missing(const std::vector<catalog::LeftOut>& left_out,
                       const catalog::Selection& selection) {
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return std::any_of(left_out.begin(), left_out.end(), [&](const catalog::LeftOut& each) {
    if (holds(selection.targets, each.cell.target)) return true;
    // What a toolchain or system never has is no lack of this machine.
    const bool never = each.code == "excluded" || each.code == "no-architecture";
    return !never && selection.targets.empty() &&
           (holds(selection.toolchains, each.cell.toolchain) ||
            holds(selection.systems, each.cell.os));
  });
}

int print_cells(const catalog::Selected& chosen, const Words& words, Console& console) {
  present::List list{.what = "cells",
                     .heads = {"target", "toolchain", "os", "suite", "left out because"},
                     .rows = {},
                     .notes = {}};
  const auto add = [&](const catalog::Cell& cell, const std::string& reason) {
    list.rows.push_back({cell.target, cell.toolchain, cell.os, cell.suite, reason});
  };
  for (const auto& cell : chosen.cells) add(cell, {});
  for (const auto& [cell, code, reason] : chosen.left_out) add(cell, reason);
  console.print(present::render(list, console.look(words)));
  return chosen.cells.empty() ? static_cast<int>(base::Exit::missing) : 0;
}

}  // namespace assay::cli
