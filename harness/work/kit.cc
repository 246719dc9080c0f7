// SPDX-License-Identifier: Apache-2.0
#include "work/kit.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/canonical_json.h"
#include "base/ensure.h"
#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/elf.h"
#include "record/json_node.h"
#include "record/program_json.h"
#include "record/text_form.h"
#include "sys/files.h"

namespace assay::work {
namespace {

using base::Json;
using record::JsonNode;

constexpr std::string_view kSchema = "assay.kit/1";

void require_inside(const std::string& path, std::string_view name) {
  if (is_kit_path(path)) return;
  throw base::Error(base::Exit::usage, fmt::format("{}: '{}' is not the path of a file in a kit",
                                                   name, base::printable(path)));
}

Json files_json(const std::vector<KitFile>& files) {
  Json list{Json::Array{}};
  for (const KitFile& file : files) {
    Json one;
    one.set("path", file.path).set("sha256", file.sha256);
    one.set("size", file.size).set("executable", file.executable ? 1 : 0);
    list.push(std::move(one));
  }
  return list;
}

Json program_json(const KitProgram& each) {
  Json one;
  record::set_cell(one, each.cell);
  one.set("program", record::to_json(each.program));
  return one;
}

KitFile read_file(const JsonNode& node, std::string_view name) {
  KitFile file;
  file.path = node.text("path");
  require_inside(file.path, name);
  file.sha256 = node.text("sha256", record::kSha256);
  file.size = node.whole("size");
  file.executable = node.whole("executable") != 0;
  return file;
}

KitProgram read_kit_program(const JsonNode& node, std::string_view name) {
  KitProgram program{.cell = record::read_cell_name(node),
                     .program = record::read_program(node.member("program"))};
  require_inside(program.program.path, name);
  return program;
}

}  // namespace

bool is_kit_path(std::string_view text) {
  constexpr std::size_t kLongest = 1024;
  if (text.empty() || text.size() > kLongest || text.back() == '/') return false;
  return std::ranges::all_of(base::split(text, '/'), [](const std::string& part) {
    return !part.empty() && part != "." && part != ".." &&
           std::ranges::all_of(part, [](unsigned char c) {
             return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    c == '.' || c == '_' || c == '-' || c == '+';
           });
  });
}

std::string name_of(const KitManifest& manifest) {
  return fmt::format("assay-kit-{}-{}", manifest.harness.version, manifest.target);
}

std::string to_text(const KitManifest& manifest) {
  Json json, programs{Json::Array{}};
  for (const KitProgram& each : manifest.programs) programs.push(program_json(each));
  json.set("schema", kSchema).set("version", manifest.harness.version);
  json.set("commit", manifest.harness.commit).set("changed", manifest.harness.dirty ? 1 : 0);
  json.set("target", manifest.target).set("arch", manifest.arch);
  json.set("filter", manifest.filter).set("quick", manifest.quick ? 1 : 0);
  json.set("timeout_s", static_cast<std::uint64_t>(manifest.timeout.count()));
  json.set("memory_bytes", manifest.memory.value);
  json.set("programs", std::move(programs)).set("files", files_json(manifest.files));
  return base::canonical_json(json) + "\n";
}

KitManifest read_manifest(std::string_view text, std::string_view name) {
  const Json json = base::parse_json(text, name);
  const JsonNode node(json, name);
  const std::string schema = node.text("schema");
  if (schema != kSchema) {
    throw base::Error(base::Exit::usage, fmt::format("{}: schema '{}' is not {}", name,
                                                     base::printable(schema), kSchema))
        .hint("take the assay-kit that came with it");
  }
  KitManifest manifest;
  manifest.harness = {.version = node.text("version"),
                      .commit = node.text("commit"),
                      .dirty = node.whole("changed") != 0};
  manifest.target = node.text("target");
  manifest.arch = node.text("arch");
  manifest.filter = node.text("filter");
  manifest.quick = node.whole("quick") != 0;
  manifest.timeout = std::chrono::seconds(node.whole("timeout_s"));
  manifest.memory = base::Bytes{node.whole("memory_bytes")};
  node.member("programs").each_item([&](const JsonNode& each) {
    manifest.programs.push_back(read_kit_program(each, name));
  });
  node.member("files").each_item(
      [&](const JsonNode& each) { manifest.files.push_back(read_file(each, name)); });
  return manifest;
}

KitFile kit_file(std::string path, std::string bytes, bool executable) {
  return {.path = std::move(path),
          .sha256 = base::sha256(bytes),
          .size = bytes.size(),
          .executable = executable,
          .source = {},
          .bytes = std::move(bytes)};
}

KitFile kit_file_at(std::string path, const std::filesystem::path& source, bool executable) {
  KitFile file =
      kit_file(std::move(path), sys::read_file(source, record::kLargestProgram), executable);
  file.bytes.clear();
  file.source = source;
  return file;
}

std::vector<KitFile> suite_files(const catalog::Suite& suite, const std::string& folder) {
  constexpr base::Bytes kText{4u << 20};
  std::vector<KitFile> files;
  for (const char* name : {"suite.toml", "checksums.toml"}) {
    const std::filesystem::path source = std::filesystem::path(suite.folder) / name;
    std::error_code fault;
    if (!std::filesystem::exists(source, fault)) continue;
    files.push_back(
        kit_file(fmt::format("{}/{}/{}", folder, suite.name, name), sys::read_file(source, kText)));
  }
  return files;
}

Kit kit_of(KitManifest manifest, std::vector<KitFile> files) {
  std::ranges::sort(files, {}, &KitFile::path);
  base::ensure(std::ranges::adjacent_find(files, {}, &KitFile::path) == files.end(),
               "a kit has one file at each path");
  for (const KitFile& file : files) {
    manifest.files.push_back({.path = file.path,
                              .sha256 = file.sha256,
                              .size = file.size,
                              .executable = file.executable});
  }
  files.push_back(kit_file(std::string(kKitManifest), to_text(manifest)));
  std::string sums;  // as sha256sum -c reads them
  for (const KitFile& file : files) sums += fmt::format("{}  {}\n", file.sha256, file.path);
  files.push_back(kit_file("SHA256SUMS", std::move(sums)));
  return {.manifest = std::move(manifest), .files = std::move(files)};
}

}  // namespace assay::work
