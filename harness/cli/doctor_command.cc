// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_command.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/units.h"
#include "cli/workspace.h"
#include "host/match.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

struct Part {
  std::string name;
  base::Bytes size;
};

// What of the cache is whose; scripts/setup --remove deletes the first four.
std::vector<Part> cache_parts(const sys::Folders& folders) {
  std::vector<Part> parts;
  for (const char* name : {"downloads", "sources", "sysroots", "tools"}) {
    parts.push_back({(folders.cache / name).string(), sys::folder_size(folders.cache / name)});
  }
  parts.push_back({folders.cells.string(), sys::folder_size(folders.cells)});
  parts.push_back({folders.records.string(), sys::folder_size(folders.records)});
  return parts;
}

present::List tool_list(const record::Capabilities& found) {
  present::List list{
      .what = "tools", .heads = {"tool", "for", "version", "where"}, .rows = {}, .notes = {}};
  const auto add = [&](const record::Tool& tool, const std::string& purpose) {
    list.rows.push_back(
        {tool.name, purpose, tool.found() ? tool.version : "-",
         tool.found() ? tool.path : fmt::format("missing: {} ({})", tool.remedy, tool.package)});
  };
  for (const auto& tool : found.tools) add(tool, "building");
  for (const auto& each : found.compilers) {
    add(each.cxx, fmt::format("{} for {}", each.toolchain, each.arch));
    add(each.linker, fmt::format("{} for {}", each.toolchain, each.arch));
  }
  for (const auto& each : found.emulators) {
    add(each.tool, fmt::format("{}{}", each.arch,
                               each.plugins || !each.tool.found() ? ", counting"
                                                                  : ", cannot count: no plugins"));
  }
  for (const auto& each : found.sysroots) {
    list.rows.push_back({each.os, "C library for " + each.arch, "-",
                         each.present
                             ? (each.path.empty() ? "/usr" : each.path)
                             : fmt::format("missing: {} ({})", each.remedy, each.package)});
  }
  list.rows.push_back(
      {"Google Benchmark", "source for every target",
       found.benchmark_source.empty() ? "-" : found.benchmark_version,
       found.benchmark_source.empty() ? "missing: scripts/setup" : found.benchmark_source});
  return list;
}

present::List host_list(const Workspace& space) {
  present::List list{.what = "host", .heads = {"this machine", ""}, .rows = {}, .notes = {}};
  for (const auto& [key, value] : space.host.fingerprint) list.rows.push_back({key, value});
  list.rows.push_back({"class", space.host.host_class});
  for (const auto& sign : space.host.evidence) {
    list.rows.push_back(
        {"evidence", fmt::format("{} ({}): {}", sign.signal, sign.strength, sign.value)});
  }
  std::vector<std::string> chips;
  for (const auto& target : space.catalog.targets) {
    if (host::is_the_chip(target, space.host)) chips.push_back(target.name);
  }
  list.rows.push_back({"is the chip of", chips.empty() ? "no target" : base::join(chips, ", ")});
  return list;
}

}  // namespace

CommandSpec doctor_spec() {
  return {.name = "doctor",
          .summary = "what this machine is, what was found on it and what is missing",
          .description =
              "Shows this machine's identity and the evidence for its class, every "
              "compiler, emulator and C library that was found or is missing, with the "
              "package that brings it, and the size of the tool root, of built cells and "
              "of records.",
          .examples = {{"assay doctor", "all of it"},
                       {"scripts/setup --dry-run", "what would be installed"},
                       {"scripts/setup --remove", "deletes the tool root that is shown"}}};
}

int run_doctor(const Words& words, Console& console) {
  const auto space = open_workspace(words);
  const auto look = console.look(words);
  const auto host = host_list(space), tools = tool_list(space.capabilities);
  present::List sizes{.what = "folders", .heads = {"folder", "size"}, .rows = {}, .notes = {}};
  for (const auto& [name, size] : cache_parts(space.folders)) {
    sizes.rows.push_back({name, base::to_text(size)});
  }
  if (look.format == "json") {
    base::Json json;
    json.set("schema", "assay.doctor/1")
        .set("host", present::rows_of(host))
        .set("tools", present::rows_of(tools))
        .set("folders", present::rows_of(sizes));
    console.print(json.dump());
    return 0;
  }
  console.print(present::render(host, look) + "\n" + present::render(tools, look) + "\n" +
                present::render(sizes, look));
  return 0;
}

}  // namespace assay::cli
