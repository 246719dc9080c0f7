// SPDX-License-Identifier: Apache-2.0
#include "build/cache_key.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "host/tool_search.h"
#include "record/program_json.h"
#include "sys/files.h"

namespace assay::build {

namespace fs = std::filesystem;

namespace {

bool is_described_only(const fs::path& path) {
  constexpr std::array<std::string_view, 4> kEndings = {".md", ".toml", ".py", ".pyc"};
  return std::ranges::find(kEndings, path.extension().string()) != kEndings.end();
}

}  // namespace

std::string sources_stamp(const fs::path& folder) {
  std::vector<std::string> lines;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fault), end; at != end; at.increment(fault)) {
    const auto& path = at->path();
    const bool hidden = path.filename().string().starts_with('.');
    if (at->is_directory(fault)) {
      if (hidden || fs::exists(path / "CMakeCache.txt", fault)) at.disable_recursion_pending();
    } else if (!hidden && !is_described_only(path)) {
      lines.push_back(path.lexically_relative(folder).string() + " " + sys::file_stamp(path));
    }
  }
  std::ranges::sort(lines);
  return base::join(lines, "\n") + "\n";
}

std::string tools_stamp(const CellTools& tools) {
  const auto& compiler = *tools.compiler;
  const auto& os = *tools.os;
  // Stands for the C library as a whole: packages and scripts/setup replace all of it at once.
  const auto library = host::fill_in(catalog::probe_of(os, tools.native()), tools.target->arch,
                                     *tools.capabilities, tools.sysroot->path);
  std::string stamp;
  for (const auto& path : {compiler.c.path, compiler.cxx.path, linker_path(tools), library}) {
    stamp += path + " " + sys::file_stamp(path) + "\n";
  }
  return stamp + compiler.cxx.version + "\n" + os.libc_version + "\n" +
         tools.capabilities->benchmark_source + " " + tools.capabilities->benchmark_version + "\n";
}

void write_built(const fs::path& file, const std::string& key, const record::Program& program) {
  base::Json json;
  json.set("key", key)
      .set("stamp", sys::file_stamp(program.path))
      .set("program", record::to_json(program));
  sys::write_whole(file, json.dump());
}

std::optional<record::Program> read_built(const fs::path& file, const std::string& key) {
  try {
    const auto json = base::parse_json(sys::read_file(file, base::Bytes{1u << 20}), file.string());
    const auto* found = json.find("key");
    const auto* stamp = json.find("stamp");
    const auto* program = json.find("program");
    if (found == nullptr || stamp == nullptr || program == nullptr) return std::nullopt;
    if (found->string() == nullptr || *found->string() != key) return std::nullopt;
    auto read = record::parse_program(*program, file.string());
    if (stamp->string() == nullptr || *stamp->string() != sys::file_stamp(read.path)) {
      return std::nullopt;
    }
    return read;
  } catch (const base::Error&) {
    return std::nullopt;  // missing or broken: the cell is built again
  }
}

}  // namespace assay::build
