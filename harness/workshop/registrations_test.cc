// SPDX-License-Identifier: Apache-2.0
#include "workshop/registrations.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "sys/files.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Registrations, AreFoundWithTheNamesThatGoogleBenchmarkGives) {
  EXPECT_THAT(registrations("void f(benchmark::State&);\n"
                            "BENCHMARK(f);\n"
                            "BENCHMARK(crc<bitwise>)->Name(\"crc32/bitwise\")->Arg(4096);\n"
                            "BENCHMARK(g)\n"
                            "    ->Arg(1)\n"
                            "    ->Name(\"of/g\");\n"
                            "BENCHMARK_CAPTURE(f, quick, 1, \"x,y\");\n"
                            "BENCHMARK_F(Fixture, Works)(benchmark::State& state) { run(); }\n"
                            "BENCHMARK_REGISTER_F(Fixture, Later)->Arg(8);\n"
                            "BENCHMARK_TEMPLATE(h, int, 4);\n"
                            "int main() { benchmark::RegisterBenchmark(\"late\", f)->Arg(1); }\n"),
              ElementsAre(Registration{"f", 2}, Registration{"crc32/bitwise", 3},
                          Registration{"of/g", 4}, Registration{"f/quick", 7},
                          Registration{"Fixture/Works", 8}, Registration{"Fixture/Later", 9},
                          Registration{"h<int,4>", 10}, Registration{"late", 11}));
}

TEST(Registrations, AreNotInCommentsOrTexts) {
  EXPECT_THAT(registrations("// BENCHMARK(a);\n"
                            "/* BENCHMARK(b);\n*/ const char* t = \"BENCHMARK(c);\";\n"
                            "const char q = '\"'; BENCHMARK(d);  // \" '\n"
                            "int n = 1'000; BENCHMARK(e) /* ->Name(\"x\") */;\n"),
              ElementsAre(Registration{"d", 4}, Registration{"e", 5}));
}

TEST(Registrations, AreNotInMacros) {
  EXPECT_THAT(registrations("#define TWICE(f) BENCHMARK(f); \\\n  BENCHMARK(g)\n"
                            "#if 1\nBENCHMARK(h);\n#endif\n"),
              ElementsAre(Registration{"h", 4}));
}

TEST(Registrations, KeepTheirLinesAfterLiteralsOfSeveralLines) {
  EXPECT_THAT(registrations("const char* t = R\"x(\n\"BENCHMARK(a);\n)x\";\nBENCHMARK(b);\n"
                            "const char* open = \"unfinished\nBENCHMARK(c);\n"),
              ElementsAre(Registration{"b", 4}, Registration{"c", 6}));
}

TEST(Registrations, ThatAreComputedAreNotFound) {
  EXPECT_THAT(registrations("RegisterBenchmark(\"math/\" + name + \"/f32\", f);\n"
                            "RegisterBenchmark(name, f);\n"
                            "BENCHMARK(f)->Name(kName);\n"
                            "BENCHMARK(f)->Name(\"a\" \"b\");\n"
                            "BENCHMARK(f)->Name(\"a\\x62\");\n"),
              IsEmpty());
}

TEST(Registrations, OfBrokenTextEndSomewhere) {
  for (const char* text : {"BENCHMARK(", "BENCHMARK", "BENCHMARK(f)->Name(", "\"", "'", "/*", "/",
                           "BENCHMARK(f)->Name(\"x", "BENCHMARK()", ")))("}) {
    EXPECT_LE(registrations(text).size(), 1u) << text;
  }
}

TEST(Registers, WhatFollowsTheNameAreArguments) {
  const Registration memcpy{"string/memcpy", 1};
  for (const char* name : {"string/memcpy", "string/memcpy/64", "string/memcpy/-1/8",
                           "string/memcpy/size:8/threads:4", "string/memcpy/64/real_time"}) {
    EXPECT_TRUE(registers(memcpy, name)) << name;
  }
  for (const char* name : {"string/memcpy/unaligned", "string/memcpy2", "string", "string/memcpy/",
                           "string/memcpy/inf"}) {
    EXPECT_FALSE(registers(memcpy, name)) << name;
  }
}

// Names counted by another program: grep for what spells its name out in one line.
TEST(Registrations, OfOurSuitesAreMostOfTheirBenchmarks) {
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(ASSAY_SOURCE_DIR "/benchmarks")) {
    if (entry.path().extension() != ".cc") continue;
    found += registrations(sys::read_file(entry.path(), base::Bytes{1u << 20})).size();
  }
  EXPECT_GT(found, 200u);
}

}  // namespace
}  // namespace assay::workshop
