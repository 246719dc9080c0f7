// SPDX-License-Identifier: Apache-2.0
#include "judge/disassembly.h"

#include <gmock/gmock.h>

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> texts(const Function& function) {
  std::vector<std::string> result;
  for (const auto& each : function.instructions) result.push_back(each.text);
  return result;
}

std::vector<std::string> keys(const Function& function) {
  std::vector<std::string> result;
  for (const auto& each : function.instructions) result.push_back(each.key);
  return result;
}

const char* const kListing =
    "\n"
    "program:\tfile format elf64-x86-64\n"
    "\n"
    "Disassembly of section .text:\n"
    "\n"
    "0000000000001010 <f(std::vector<int>&)>:\n"
    "    1010:      \ttestq\t%r15, %r15\n"
    "    1013:      \tjne\t0x1010 <f(std::vector<int>&)>\n"
    "    1015:      \tjle\t0x101e <f(std::vector<int>&)+0xe>\n"
    "    1017:      \tcallq\t0x2000 <memcpy>\n"
    "    101c:      \tmovupd\t-0xb150a(%rip), %xmm0   # 0x2019a3 <typeinfo+0xbd8>\n"
    "    1024:      \tretq\n"
    "    1025:      \tnopw\t%cs:(%rax,%rax)\n"
    "    102f:      \tnop\n"
    "\n"
    "0000000000001000 <_start>:\n"
    "    1000:      \tnop\n";

TEST(Disassembly, IsCutIntoFunctionsByAddress) {
  const auto functions = parse_disassembly(kListing);
  ASSERT_THAT(functions, SizeIs(2));
  EXPECT_EQ(functions[0].name, "_start");
  EXPECT_THAT(texts(functions[0]), ElementsAre("nop"));
  EXPECT_EQ(functions[1].name, "f(std::vector<int>&)");
  EXPECT_EQ(functions[1].instructions[1].address, 0x1013u);
  EXPECT_THAT(texts(functions[1]),
              ElementsAre("testq %r15, %r15", "jne +0x0", "jle +0xe", "callq <memcpy>",
                          "movupd -0xb150a(%rip), %xmm0", "retq"));
  EXPECT_THAT(keys(functions[1]), ElementsAre("testq %r15, %r15", "jne +", "jle +",
                                              "callq <memcpy>", "movupd (%rip), %xmm0", "retq"));
}

TEST(Disassembly, KeysLeaveOutWhereOtherThingsStand) {
  const auto functions = parse_disassembly(
      "0000000000281680 <f>:\n"
      "  281688:      \tmov\tx29, #0x0               // =0\n"
      "  28169c:      \tadrp\tx0, 0x281000 <__FRAME_END__+0x48180>\n"
      "  2816b4:      \tb.eq\t0x2816b0 <f+0x30>\n"
      "  2816c0:      \tcbz\tx21, 0x28169c <f+0x1c>\n"
      "  2816c4:      \tb\t0x3741f0 <abort+0x8>\n");
  ASSERT_THAT(functions, SizeIs(1));
  EXPECT_THAT(texts(functions[0]), ElementsAre("mov x29, #0x0", "adrp x0, <__FRAME_END__+0x48180>",
                                               "b.eq +0x30", "cbz x21, +0x1c", "b <abort+0x8>"));
  EXPECT_THAT(keys(functions[0]),
              ElementsAre("mov x29, #0x0", "adrp x0", "b.eq +", "cbz x21, +", "b <abort>"));
}

TEST(Disassembly, TellsWhetherCodeIsTheSameElsewhere) {
  const auto one = parse_disassembly(
      "0000000000001000 <f>:\n    1000:\tjne\t0x1008 <f+0x8>\n    1004:\tcallq\t0x9 <g>\n");
  const auto moved = parse_disassembly(
      "0000000000002000 <f>:\n    2000:\tjne\t0x200c <f+0xc>\n    2004:\tcallq\t0x8 <g>\n"
      "    2009:\tnop\n");
  const auto other = parse_disassembly(
      "0000000000002000 <f>:\n    2000:\tjne\t0x2008 <f+0x8>\n    2004:\tcallq\t0x9 <h>\n");
  EXPECT_TRUE(same_code(one[0], moved[0]));
  EXPECT_FALSE(same_code(one[0], other[0]));
}

TEST(Disassembly, FindsTheFunctionOfAnAddress) {
  const auto functions = parse_disassembly(kListing);
  EXPECT_EQ(function_at(functions, 0xfff), nullptr);
  EXPECT_EQ(function_at(functions, 0x1000)->name, "_start");
  EXPECT_EQ(function_at(functions, 0x1011)->name, "f(std::vector<int>&)");
  EXPECT_EQ(function_at(functions, 0x9000), nullptr);
  EXPECT_EQ(function_at({}, 0x1000), nullptr);
}

TEST(Disassembly, AnythingElseIsPassedOver) {
  EXPECT_THAT(parse_disassembly(""), IsEmpty());
  EXPECT_THAT(parse_disassembly("rubbish: more\n 12: \tnop\n<>:\nzz <f>:\n"), IsEmpty());
  EXPECT_THAT(parse_disassembly("10 <f>:\n"), IsEmpty());
  EXPECT_THAT(parse_disassembly("10 <f>:\n10:\tjmp\t0x1 <f"), SizeIs(1));
}

}  // namespace
}  // namespace assay::judge
