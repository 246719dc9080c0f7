// SPDX-License-Identifier: Apache-2.0
#include "record/program_json.h"

#include "record/benchmark_json.h"

namespace assay::record {

using base::Json;

Json to_json(const Program& program) {
  Json json;
  json.set("path", program.path);
  json.set("sha256", program.sha256);
  set_text(json, "build_id", program.build_id);
  set_text(json, "arch", program.arch);
  set_text(json, "linkage", program.linkage);
  set_text(json, "compiler", program.compiler);
  json.set("flags", array_of(program.flags));
  set_text(json, "linker", program.linker);
  set_text(json, "libc", program.libc);
  set_text(json, "benchmark_library", program.benchmark_library);
  return json;
}

Program read_program(const JsonNode& node) {
  return {.path = node.text("path"),
          .sha256 = node.text("sha256"),
          .build_id = node.text_or("build_id"),
          .arch = node.text_or("arch"),
          .linkage = node.text_or("linkage"),
          .compiler = node.text_or("compiler"),
          .flags = node.texts_or_none("flags"),
          .linker = node.text_or("linker"),
          .libc = node.text_or("libc"),
          .benchmark_library = node.text_or("benchmark_library")};
}

Program parse_program(const base::Json& json, std::string_view name) {
  return read_program(JsonNode(json, name));
}

void set_cell(Json& object, const catalog::Cell& cell) {
  object.set("target", cell.target)
      .set("toolchain", cell.toolchain)
      .set("os", cell.os)
      .set("suite", cell.suite);
}

catalog::Cell read_cell_name(const JsonNode& node) {
  return {.target = node.text("target"),
          .toolchain = node.text("toolchain"),
          .os = node.text("os"),
          .suite = node.text("suite")};
}

Json array_of(const std::vector<std::string>& texts) {
  Json array{Json::Array{}};
  for (const std::string& text : texts) array.push(text);
  return array;
}

}  // namespace assay::record
