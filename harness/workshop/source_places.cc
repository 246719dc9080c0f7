// SPDX-License-Identifier: Apache-2.0
#include "workshop/source_places.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "sys/files.h"
#include "sys/process.h"
#include "workshop/gate_explanations.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kMostSource{4u << 20};
constexpr base::Bytes kMostNames{64u << 20};  // of all sources of a program
constexpr std::array<std::string_view, 5> kExtensions{".cc", ".cpp", ".cxx", ".c++", ".C"};

bool is_source(const fs::path& file) {
  std::error_code fault;
  return std::ranges::find(kExtensions, file.extension().string()) != kExtensions.end() &&
         fs::is_regular_file(file, fault);
}

// "" when it can't be read: it may be anything that debug information names.
std::string text_of(const fs::path& file) {
  try {
    return sys::read_file(file, kMostSource);
  } catch (const base::Error&) {
    return {};
  }
}

std::vector<fs::path> sources_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (fs::recursive_directory_iterator entry(folder, fault), end; !fault && entry != end;
       entry.increment(fault)) {
    if (is_source(entry->path())) files.push_back(entry->path());
  }
  return files;
}

// Both are of one package, with the same version in their names.
std::string dwarfdump(const record::Capabilities& capabilities) {
  const record::Tool* const objdump = capabilities.tool("llvm-objdump");
  if (objdump == nullptr || !objdump->found()) return {};
  const fs::path path = objdump->path;
  return (path.parent_path() / base::replace_all(path.filename().string(), "objdump", "dwarfdump"))
      .string();
}

// What the debug information names and is still there; nothing without any.
std::vector<fs::path> sources_of(const fs::path& program,
                                 const record::Capabilities& capabilities) {
  const std::string tool = dwarfdump(capabilities);
  std::error_code fault;
  if (tool.empty() || !fs::exists(tool, fault)) return {};
  const auto ended = sys::run_process(
      {.argv = {tool, "--show-sources", program.string()}, .output_limit = kMostNames});
  std::vector<fs::path> files;
  if (!ended.exited(0) || ended.cut) return files;
  for (const std::string_view line : base::ended_lines(ended.out)) {
    const fs::path file = fs::path(line).lexically_normal();
    if (file.is_absolute() && is_source(file)) files.push_back(file);
  }
  return files;
}

std::vector<SourceFile> read_sources(const std::vector<fs::path>& files) {
  std::vector<SourceFile> sources;
  for (const fs::path& file : files) {
    sources.push_back({.path = file, .registered = registrations(text_of(file))});
  }
  return sources;
}

// Sources of each program or suite, read once.
class Sources {
 public:
  Sources(const work::GateSide& head, const record::Capabilities& capabilities)
      : head_(head), capabilities_(capabilities) {}

  const std::vector<SourceFile>& of(const run::ProgramToRun& program) {
    const auto [at, fresh] = files_.try_emplace(catalog::to_text(program.cell));
    if (fresh) at->second = read_sources(find(program));
    return at->second;
  }

 private:
  std::vector<fs::path> find(const run::ProgramToRun& program) const {
    const catalog::Suite* const suite = head_.catalog.suite(program.cell.suite);
    const bool built_here = head_.catalog.toolchain(program.cell.toolchain) != nullptr;
    if (built_here && suite != nullptr) return sources_below(suite->folder);
    return program.program ? sources_of(program.program->path, capabilities_)
                           : std::vector<fs::path>{};
  }

  const work::GateSide& head_;
  const record::Capabilities& capabilities_;
  std::map<std::string, std::vector<SourceFile>> files_;
};

}  // namespace

std::optional<std::string> path_in_repository(const fs::path& file) {
  std::error_code fault;
  fs::path root;
  for (fs::path folder = file.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", fault)) {
      if (!root.empty()) return std::nullopt;
      root = folder;
    }
    if (folder == folder.root_path()) break;
  }
  if (root.empty()) return std::nullopt;
  const bool submodule = fs::is_regular_file(root / ".git", fault) &&
                         text_of(root / ".git").find("/modules/") != std::string::npos;
  if (submodule) return std::nullopt;
  return file.lexically_relative(root).generic_string();
}

std::optional<base::Position> place_in(const std::vector<SourceFile>& files,
                                       std::string_view benchmark, const fs::path& tree) {
  std::optional<base::Position> place;
  std::size_t longest = 0;
  for (const auto& [file, registered] : files) {
    for (const Registration& each : registered) {
      if (!registers(each, benchmark) || each.name.size() < longest) continue;
      if (place && each.name.size() == longest) return std::nullopt;
      longest = each.name.size();
      place = base::Position{.file = file.string(), .line = each.line};
    }
  }
  if (!place) return std::nullopt;
  const auto below = fs::path(place->file).lexically_relative(tree);
  const bool in_tree = !tree.empty() && !below.empty() && *below.begin() != "..";
  const auto path = in_tree ? below.generic_string() : path_in_repository(place->file);
  if (!path) return std::nullopt;
  place->file = *path;
  return place;
}

void find_source_places(judge::Gate& gate, const work::GateSide& head, const work::GatePlan& plan,
                        const record::Capabilities& capabilities) {
  Sources sources(head, capabilities);
  for (judge::GateRow& row : gate.rows) {
    const work::GatePair* const pair = pair_of(plan, row);
    if (pair == nullptr) continue;
    const std::string in_suite = name_of(*pair, row).substr(pair->head->cell.suite.size() + 1);
    row.source = place_in(sources.of(*pair->head), in_suite, head.tree);
  }
}

}  // namespace assay::workshop
