// SPDX-License-Identifier: Apache-2.0
#include "record/program_json.h"

#include <gmock/gmock.h>

#include "base/error.h"

namespace assay::record {
namespace {

using testing::HasSubstr;

const Program kWholeProgram{.path = "build/cells/a/clang/debian-12/compute/compute",
                            .sha256 = std::string(64, 'a'),
                            .build_id = "23cd",
                            .arch = "aarch64",
                            .linkage = "static",
                            .compiler = "clang 19.1.7",
                            .flags = {"-O2", "-march=armv8.2-a"},
                            .linker = "LLD 19.1.7",
                            .libc = "glibc 2.36",
                            .benchmark_library = "Google Benchmark 1.9.1"};

TEST(ProgramJson, ComesBackAsItWas) {
  EXPECT_EQ(parse_program(to_json(kWholeProgram), "program.json"), kWholeProgram);
  const Program bare{.path = "a", .sha256 = std::string(64, '0')};
  EXPECT_EQ(parse_program(to_json(bare), "program.json"), bare);
}

TEST(ProgramJson, NamesFileAndKeyOfWhatIsMissing) {
  base::Json json;
  json.set("path", "a");
  try {
    parse_program(json, "program.json");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("program.json: the key \"sha256\" is missing"));
  }
}

TEST(CellName, IsFourKeys) {
  base::Json json;
  set_cell(json, {"riscv64-gc", "clang", "debian-12", "libc"});
  EXPECT_EQ(json.dump_compact(),
            R"({"target":"riscv64-gc","toolchain":"clang","os":"debian-12","suite":"libc"})");
  EXPECT_EQ(read_cell_name(JsonNode(json, "a")),
            (catalog::Cell{"riscv64-gc", "clang", "debian-12", "libc"}));
}

}  // namespace
}  // namespace assay::record
