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
  constexpr std::string_view kArchitectures[] = {"x86_64", "aarch64", "riscv64", "loongarch64",
                                                 "armhf"};
  constexpr std::string_view kLinkages[] = {"static", "dynamic"};
  return {.path = node.text("path", kNotEmpty),
          .sha256 = node.text("sha256", kSha256),
          .build_id = node.text_or_none("build_id", kBuildId),
          .arch = node.word_or_none("arch", kArchitectures),
          .linkage = node.word_or_none("linkage", kLinkages),
          .compiler = node.text_or_none("compiler", kNotEmpty),
          .flags = node.texts("flags"),
          .linker = node.text_or_none("linker", kNotEmpty),
          .libc = node.text_or_none("libc", kNotEmpty),
          .benchmark_library = node.text_or_none("benchmark_library", kNotEmpty)};
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
  return {.target = node.text("target", kFileName),
          .toolchain = node.text("toolchain", kFileName),
          .os = node.text("os", kFileName),
          .suite = node.text("suite", kNotEmpty)};
}

Json array_of(const std::vector<std::string>& texts) {
  Json array{Json::Array{}};
  for (const std::string& text : texts) array.push(text);
  return array;
}

}  // namespace assay::record
