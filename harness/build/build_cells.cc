// SPDX-License-Identifier: Apache-2.0
#include "build/build_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>

#include "base/error.h"
#include "base/sha256.h"
#include "build/built_program.h"
#include "build/cache_key.h"
#include "build/cell_tools.h"
#include "build/cmake.h"
#include "build/compiler_message.h"
#include "build/google_benchmark.h"
#include "build/toolchain_text.h"
#include "sys/clock.h"
#include "sys/file_lock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/parallel.h"

namespace assay::build {
namespace {

namespace fs = std::filesystem;

// A group takes 10 to 30 MiB.
constexpr base::Bytes kRoomNeeded{256u << 20};

// What changes when the layout of built cells does.
constexpr std::string_view kLayout = "2";

fs::path group_folder(const catalog::Cell& cell, const sys::Folders& folders) {
  return folders.cells / cell.target / cell.toolchain / cell.os;
}

std::string cell_toolchain_text(const CellTools& tools, const sys::Folders& folders) {
  return toolchain_text(tools, {{folders.data / "benchmarks", "benchmarks"},
                                {tools.capabilities->benchmark_source, "google-benchmark"}});
}

void write_if_changed(const fs::path& file, const std::string& text) {
  if (!sys::file_holds(file, text)) sys::write_whole(file, text);
}

// The edge of a cell: what can't be written or started is its outcome, and the other cells go on.
// A file that can't be read may be the suite's; all else is what this machine lacks.
template <class Work>
base::Outcome guarded(const Work& work) {
  try {
    return work();
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    const auto told = build_failure("build-error", error.what());
    if (error.exit() == base::Exit::usage || told.kind != base::Outcome::Kind::failed) return told;
    return base::Outcome::unavailable("host-fault", told.reason);
  }
}

// Cells of one target, toolchain and os: they share a folder, a toolchain file and Google
// Benchmark.
struct Group {
  CellTools tools;
  fs::path folder;
  std::string toolchain;           // text of the toolchain file
  std::string made_from;           // what programs depend on beside their sources
  std::vector<std::size_t> stale;  // cells to build
};

class Builder {
 public:
  Builder(const std::vector<catalog::Cell>& cells, const catalog::Catalog& catalog,
          const record::Capabilities& capabilities, const sys::Folders& folders,
          base::Progress& progress)
      : cells_(cells),
        catalog_(catalog),
        capabilities_(capabilities),
        folders_(folders),
        progress_(progress),
        common_support_(folders.data / "benchmarks" / "support"),
        common_stamp_(sources_stamp(common_support_)) {
    for (const auto& cell : cells) results_.push_back({cell, {}, std::nullopt, false});
  }

  std::vector<BuiltCell> run(unsigned jobs) {
    for (std::size_t i = 0; i < cells_.size(); ++i) look(i);
    std::vector<Group*> groups;
    std::vector<std::string> stale;
    for (auto& [folder, group] : groups_) {
      if (group.stale.empty()) continue;
      groups.push_back(&group);
      for (const auto index : group.stale) stale.push_back(catalog::to_text(cells_[index]));
    }
    if (stale.empty()) return std::move(results_);
    sys::require_room(folders_.cells, kRoomNeeded);
    progress_.stage("building", stale);
    jobs_ = std::max(1u, jobs);
    waiting_ = groups.size();
    sys::for_each_parallel(groups.size(), jobs_, [&](std::size_t i) {
      build_group(*groups[i]);
      --waiting_;
    });
    return std::move(results_);
  }

 private:
  // Is the cell current, stale or impossible?
  void look(std::size_t index) {
    const auto& cell = cells_[index];
    auto& result = results_[index];
    result.outcome = missing_tools(cell, catalog_, capabilities_);
    if (!result.outcome.good()) return;
    auto& group = group_of(cell);
    result.program = read_built(mark_of(group, cell), key_of(group, suite_stamp_of(cell)));
    result.was_current = result.program.has_value();
    if (!result.was_current) group.stale.push_back(index);
  }

  Group& group_of(const catalog::Cell& cell) {
    const auto folder = group_folder(cell, folders_);
    const auto found = groups_.find(folder.string());
    if (found != groups_.end()) return found->second;
    const auto tools = tools_of(cell, catalog_, capabilities_);
    Group group{.tools = tools,
                .folder = folder,
                .toolchain = cell_toolchain_text(tools, folders_),
                .made_from = {},
                .stale = {}};
    group.made_from = fmt::format("layout {}\n{}{}", kLayout, group.toolchain, tools_stamp(tools));
    return groups_.emplace(folder.string(), std::move(group)).first->second;
  }

  static fs::path mark_of(const Group& group, const catalog::Cell& cell) {
    return group.folder / (cell.suite + ".built.json");
  }

  // What a suite's programs are made of: its own folder, and the support folder beside it.
  std::string suite_stamp(const fs::path& folder) const {
    auto stamp = folder.string() + "\n" + sources_stamp(folder);
    const auto support = folder.parent_path() / "support";
    return stamp + (support == common_support_ ? common_stamp_ : sources_stamp(support));
  }

  std::string key_of(const Group& group, const std::string& sources) const {
    return base::sha256(made_from(group) + sources);
  }

  // Of a suite's program; Google Benchmark knows nothing of other libraries.
  std::string made_from(const Group& group) const {
    return group.made_from + capabilities_.libraries_source + "\n" + capabilities_.libraries;
  }

  const std::string& suite_stamp_of(const catalog::Cell& cell) {
    const auto& folder = catalog_.suite(cell.suite)->folder;
    const auto [stamp, fresh] = suites_.try_emplace(folder);
    if (fresh) stamp->second = suite_stamp(folder);
    return stamp->second;
  }

  // CPUs for one of the groups that are being built: the last ones get what others left.
  unsigned share() const {
    const auto at_once = std::clamp<std::size_t>(waiting_, 1, jobs_);
    return std::max(1u, jobs_ / static_cast<unsigned>(at_once));
  }

  void build_group(const Group& group) {
    std::optional<sys::FileLock> lock;
    const auto toolchain = group.folder / "toolchain.cmake";
    const auto library = group.folder / "google-benchmark";
    const auto ready = guarded([&] {
      lock.emplace(group.folder / "lock");
      write_if_changed(toolchain, group.toolchain);
      if (!has_google_benchmark(library, group.made_from)) {
        progress_.note(fmt::format("{}: Google Benchmark first",
                                   group.folder.lexically_relative(folders_.cells).string()));
      }
      return install_google_benchmark(library, toolchain, group.made_from, share(), capabilities_,
                                      files_done(catalog::to_text(cells_[group.stale.front()])));
    });
    for (const auto index : group.stale) {
      auto& result = results_[index];
      const auto name = catalog::to_text(result.cell);
      const auto begin = sys::monotonic_now();
      result.outcome = ready.good()
                           ? guarded([&] { return build_cell(group, result, toolchain, library); })
                           : ready;
      if (result.was_current) {
        progress_.step(name, "built meanwhile");
      } else if (result.outcome.good()) {
        const auto took = sys::monotonic_now() - begin;
        progress_.step(
            name, fmt::format("built in {:.1f} s", std::chrono::duration<double>(took).count()),
            took);
      } else {
        progress_.step(name, result.outcome.code);
      }
    }
  }

  FilesDone files_done(std::string step) const {
    return [this, step = std::move(step)](std::size_t done, std::size_t total) {
      progress_.inside(step, done, total, "files");
    };
  }

  base::Outcome build_cell(const Group& group, BuiltCell& result, const fs::path& toolchain,
                           const fs::path& library) const {
    const auto& suite = *catalog_.suite(result.cell.suite);
    // Before the compiler reads the sources: a change meanwhile makes the cell stale again.
    const auto key = key_of(group, suite_stamp(suite.folder));
    const auto mark = mark_of(group, result.cell);
    // Another process may have built it while we waited for the lock.
    result.program = read_built(mark, key);
    result.was_current = result.program.has_value();
    if (result.was_current) return base::Outcome::ok();
    const auto folder = group.folder / suite.name;
    const Project project{.source = suite.folder,
                          .folder = folder,
                          .toolchain_file = toolchain,
                          .settings = {google_benchmark_setting(library), "-DASSAY_TESTS=OFF",
                                       "-DASSAY_TARGET=" + result.cell.target,
                                       "-DASSAY_LIBRARIES=" + capabilities_.libraries_source},
                          .configured_from = made_from(group)};
    if (auto outcome = build_project(project, suite.name, share(), capabilities_,
                                     files_done(catalog::to_text(result.cell)));
        !outcome.good()) {
      return outcome;
    }
    auto described = describe_program(folder / suite.name, group.tools);
    if (!described.outcome.good()) return described.outcome;
    write_built(mark, key, *described.program);
    result.program = std::move(described.program);
    return base::Outcome::ok();
  }

  const std::vector<catalog::Cell>& cells_;
  const catalog::Catalog& catalog_;
  const record::Capabilities& capabilities_;
  const sys::Folders& folders_;
  base::Progress& progress_;
  const fs::path common_support_;
  const std::string common_stamp_;
  std::map<std::string, std::string> suites_;  // folder to its sources' stamp
  std::map<std::string, Group> groups_;        // by folder
  std::vector<BuiltCell> results_;
  unsigned jobs_ = 1;
  std::atomic<std::size_t> waiting_ = 0;  // groups not built yet
};

}  // namespace

base::Outcome can_build(const catalog::Cell& cell, const catalog::Catalog& catalog,
                        const record::Capabilities& capabilities) {
  return missing_tools(cell, catalog, capabilities);
}

std::vector<BuiltCell> build_cells(const std::vector<catalog::Cell>& cells,
                                   const catalog::Catalog& catalog,
                                   const record::Capabilities& capabilities,
                                   const sys::Folders& folders, unsigned jobs,
                                   base::Progress& progress) {
  return Builder(cells, catalog, capabilities, folders, progress).run(jobs);
}

fs::path toolchain_file(const catalog::Cell& cell, const catalog::Catalog& catalog,
                        const record::Capabilities& capabilities, const sys::Folders& folders) {
  const auto outcome = missing_tools(cell, catalog, capabilities);
  if (!outcome.good()) throw base::Error(base::Exit::missing, outcome.reason);
  const auto path = group_folder(cell, folders) / "toolchain.cmake";
  write_if_changed(path, cell_toolchain_text(tools_of(cell, catalog, capabilities), folders));
  return path;
}

}  // namespace assay::build
