// SPDX-License-Identifier: Apache-2.0
#include "judge/explain.h"

#include <gmock/gmock.h>

#include <cmath>

namespace assay::judge {
namespace {

using record::ExecutedBlock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const char* const kBase =
    "0000000000000100 <f>:\n"
    " 100:\tmov\tx1, x0\n"
    " 104:\tadd\tx1, x1, #0x1\n"
    " 108:\tb.ne\t0x104 <f+0x4>\n"
    " 10c:\tret\n"
    "0000000000000110 <g>:\n"
    " 110:\tnop\n"
    " 114:\tret\n";

// f has one more instruction in its loop, g stands elsewhere, and calls another function.
const char* const kHead =
    "0000000000000200 <f>:\n"
    " 200:\tmov\tx1, x0\n"
    " 204:\tadd\tx1, x1, #0x1\n"
    " 208:\tsub\tx2, x2, #0x1\n"
    " 20c:\tb.ne\t0x204 <f+0x4>\n"
    " 210:\tret\n"
    "0000000000000220 <g>:\n"
    " 220:\tnop\n"
    " 224:\tret\n";

ExecutedBlock block(std::string file, std::uint64_t address, std::uint64_t instructions,
                    std::int64_t executions, std::string symbol = {}) {
  return {.file = std::move(file),
          .address = address,
          .bytes = 4 * instructions,
          .instructions = instructions,
          .executions = executions,
          .symbol = std::move(symbol)};
}

ExplainedSide side(std::uint64_t iterations, std::vector<ExecutedBlock> blocks,
                   const Disassembly& listing) {
  return {
      .code = {iterations, std::move(blocks)},
      .program = "/p",
      .listing = [&listing](const std::string& file) { return file == "/p" ? &listing : nullptr; }};
}

// 10 passes through f whose loop goes round 10 times each: the first round is part of the block
// that enters it.
std::vector<ExecutedBlock> base_blocks() {
  return {block("/p", 0x100, 3, 10), block("/p", 0x104, 2, 90), block("/p", 0x10c, 1, 10),
          block("/p", 0x110, 2, 20), block("/lib/libc.so.6", 0x900, 7, 10, "memcpy")};
}
// 20 passes.
std::vector<ExecutedBlock> head_blocks() {
  return {block("/p", 0x200, 4, 20), block("/p", 0x204, 3, 180), block("/p", 0x210, 1, 20),
          block("/p", 0x220, 2, 40), block("/lib/libc.so.6", 0x900, 7, 20, "memcpy")};
}

TEST(Explain, NamesTheFunctionAndThePieceThatMakeUpTheChange) {
  const auto base_listing = parse_disassembly(kBase), head_listing = parse_disassembly(kHead);
  Explanation explanation;
  explain_counts(explanation, side(10, base_blocks(), base_listing),
                 side(20, head_blocks(), head_listing));
  EXPECT_TRUE(explanation.counted);
  EXPECT_EQ(explanation.base, 22 + 4 + 7);
  EXPECT_EQ(explanation.head, 32 + 4 + 7);
  EXPECT_EQ(explanation.unchanged, 2u);
  ASSERT_THAT(explanation.functions, SizeIs(1));
  const FunctionChange& f = explanation.functions[0];
  EXPECT_EQ(f.name, "f");
  EXPECT_EQ(f.base, 22);
  EXPECT_EQ(f.head, 32);
  EXPECT_TRUE(f.code_differs);
  ASSERT_THAT(f.pieces, SizeIs(5));
  EXPECT_EQ(f.pieces[1].base_executions, 10);
  EXPECT_EQ(f.pieces[1].lines.at(0).base, "add x1, x1, #0x1");
  const Piece& added = f.pieces[2];
  EXPECT_FALSE(added.same);
  EXPECT_EQ(added.change, 10);
  EXPECT_EQ(added.head_executions, 10);
  ASSERT_THAT(added.lines, SizeIs(1));
  EXPECT_EQ(added.lines[0].base, "");
  EXPECT_EQ(added.lines[0].head, "sub x2, x2, #0x1");
  EXPECT_EQ(f.pieces[3].lines.at(0).head, "b.ne +0x4");
  double sum = 0;
  for (const Piece& each : f.pieces) sum += each.change;
  EXPECT_EQ(sum, f.head - f.base);
}

TEST(Explain, TheSameCodeExecutedMoreOftenIsAPieceToo) {
  const auto listing = parse_disassembly(kBase);
  Explanation explanation;
  explain_counts(explanation, side(10, {block("/p", 0x110, 2, 10)}, listing),
                 side(10, {block("/p", 0x110, 2, 30)}, listing));
  ASSERT_THAT(explanation.functions, SizeIs(1));
  EXPECT_FALSE(explanation.functions[0].code_differs);
  ASSERT_THAT(explanation.functions[0].pieces, SizeIs(1));
  const Piece& piece = explanation.functions[0].pieces[0];
  EXPECT_TRUE(piece.same);
  EXPECT_EQ(piece.base_executions, 1);
  EXPECT_EQ(piece.head_executions, 3);
  EXPECT_EQ(piece.change, 4);
  EXPECT_THAT(piece.lines, SizeIs(2));
}

TEST(Explain, ACloneStandsForItsFunctionWhereItIsAlone) {
  const auto one = parse_disassembly("0000000000000100 <f(int)>:\n 100:\tnop\n");
  const auto clone = parse_disassembly("0000000000000200 <f(int) (.constprop.0)>:\n 200:\tnop\n");
  const auto both = parse_disassembly(
      "0000000000000200 <f(int) (.constprop.0)>:\n 200:\tnop\n"
      "0000000000000300 <f(int)>:\n 300:\tnop\n");
  const auto base = side(1, {block("/p", 0x100, 1, 1)}, one);
  Explanation alone, beside;
  explain_counts(alone, base, side(1, {block("/p", 0x200, 1, 1)}, clone));
  EXPECT_THAT(alone.functions, IsEmpty());
  EXPECT_EQ(alone.unchanged, 1u);
  explain_counts(beside, base, side(1, {block("/p", 0x200, 1, 1), block("/p", 0x300, 1, 1)}, both));
  ASSERT_THAT(beside.functions, SizeIs(1));
  EXPECT_EQ(beside.functions[0].name, "f(int) (.constprop.0)");
}

TEST(Explain, OneSidedFunctionsAndCodeWithoutListingCountAsWell) {
  const Disassembly none;
  Explanation explanation;
  explain_counts(explanation,
                 side(1, {block("/lib/a.so", 1, 5, 1, "old"), block("", 0x7000, 1, 1)}, none),
                 side(1, {block("/lib/a.so", 2, 8, 1, "new"), block("", 0x9000, 1, 1)}, none));
  EXPECT_EQ(explanation.base, 6);
  EXPECT_EQ(explanation.head, 9);
  EXPECT_EQ(explanation.unchanged, 1u);
  ASSERT_THAT(explanation.functions, SizeIs(2));
  EXPECT_EQ(explanation.functions[0].name, "new");
  EXPECT_EQ(explanation.functions[0].file, "a.so");
  EXPECT_EQ(explanation.functions[0].base, 0);
  EXPECT_THAT(explanation.functions[0].pieces, IsEmpty());
  EXPECT_THAT(explanation.functions[0].note, HasSubstr("no such instructions"));
}

// A listing that misses instructions would give a sum that is not the count.
TEST(Explain, AListingThatDoesNotExplainTheCountIsNotShown) {
  const auto listing = parse_disassembly("0000000000000100 <f>:\n 100:\tmov\tx1, x0\n");
  Explanation explanation;
  explain_counts(explanation, side(1, {block("/p", 0x100, 2, 1)}, listing),
                 side(1, {block("/p", 0x100, 2, 2)}, listing));
  ASSERT_THAT(explanation.functions, SizeIs(1));
  EXPECT_THAT(explanation.functions[0].pieces, IsEmpty());
  EXPECT_THAT(explanation.functions[0].note, HasSubstr("no such instructions"));
}

TEST(Explain, LaysOpenOnlyTheFewThatMakeUpTheChange) {
  std::string text;
  std::vector<ExecutedBlock> base, head;
  for (int i = 0; i < 9; ++i) {
    const auto address = static_cast<std::uint64_t>(0x1000 + 0x100 * i);
    text += "000000000000" + std::to_string(1000 + 100 * i) + " <f" + std::to_string(i) + ">:\n " +
            std::to_string(1000 + 100 * i) + ":\tnop\n";
    base.push_back(block("/p", address, 1, 1));
    head.push_back(block("/p", address, 1, 1 + (i == 4 ? 1000 : 1)));
  }
  const auto listing = parse_disassembly(text);
  Explanation explanation;
  explain_counts(explanation, side(1, base, listing), side(1, head, listing));
  ASSERT_THAT(explanation.functions, SizeIs(9));
  EXPECT_EQ(explanation.functions[0].name, "f4");
  EXPECT_THAT(explanation.functions[0].pieces, SizeIs(1));
  EXPECT_THAT(explanation.functions[1].pieces, IsEmpty());
  EXPECT_THAT(explanation.functions[1].note, IsEmpty());
}

record::PairedBenchmark timed_blocks(std::size_t blocks) {
  record::PairedBenchmark benchmark{.name = "s/b", .mode = "slices", .passes = 100};
  for (std::size_t i = 0; i < blocks; ++i) {
    const auto noise = static_cast<std::int64_t>(i % 3);
    record::Pair pair{.base_wall_ns = 10'000 + noise,
                      .head_wall_ns = 11'000 + 2 * noise,
                      .base_cpu_ns = 9'000 + noise,
                      .head_cpu_ns = 9'000 + (i % 2 == 0 ? 3 : -3)};
    pair.head_faults = 2 + noise;
    pair.base_switches = pair.head_switches = 0;
    benchmark.blocks.push_back({.pairs = {pair, pair}});
  }
  return benchmark;
}

TEST(Movements, TellsWhichReadingsMoved) {
  const auto all = movements(timed_blocks(12));
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].what, "wall time");
  EXPECT_NEAR(all[0].base, 100.01, 0.001);
  EXPECT_NEAR(all[0].head, 110.02, 0.001);
  EXPECT_TRUE(all[0].moved);
  EXPECT_NEAR(*all[0].low, 1.1, 0.001);
  EXPECT_EQ(all[1].what, "CPU time");
  EXPECT_FALSE(all[1].moved);
  EXPECT_EQ(all[2].what, "page faults");
  EXPECT_NEAR(all[2].head, 0.03, 1e-9);
  EXPECT_TRUE(all[2].moved);
  EXPECT_GT(*all[2].low, 0.0);
  EXPECT_FALSE(all[3].moved);
}

TEST(Movements, WithoutBlocksNothingIsKnown) {
  for (const auto& each : movements(timed_blocks(1))) {
    EXPECT_FALSE(each.low.has_value()) << each.what;
    EXPECT_FALSE(each.moved) << each.what;
  }
  EXPECT_THAT(movements({}), SizeIs(4));
}

TEST(Movements, OfWholeProcessesOnlyTimesAreKnown) {
  auto benchmark = timed_blocks(12);
  benchmark.mode = "processes";
  EXPECT_THAT(movements(benchmark), SizeIs(2));
}

}  // namespace
}  // namespace assay::judge
