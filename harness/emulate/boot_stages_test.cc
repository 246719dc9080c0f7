// SPDX-License-Identifier: Apache-2.0
#include "emulate/boot_stages.h"

#include <gmock/gmock.h>

#include "run/guests_test.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

using record::Benchmark;
using record::Determinism;
using record::EmuCount;
using record::Samples;
using testing::HasSubstr;

constexpr std::string_view kMap =
    "ffffffc080000000 T _text\n"
    "ffffffc0800a1234 T irq_enter_rcu\n"
    "ffffffc0800a1300 t irq_exit\n"
    "ffffffc080600000 T start_kernel\n";

TEST(KernelFunction, IsFoundByItsWholeName) {
  EXPECT_EQ(kernel_function(kMap, "irq_enter_rcu"), 0xffffffc0800a1234);
  EXPECT_EQ(kernel_function(kMap, "_text"), 0xffffffc080000000);
  EXPECT_FALSE(kernel_function(kMap, "irq_exit"));   // another unit's
  EXPECT_FALSE(kernel_function(kMap, "irq_enter"));  // only begins so
  EXPECT_FALSE(kernel_function("", "irq_enter_rcu"));
  EXPECT_FALSE(kernel_function("xyz T start_kernel\n", "start_kernel"));
}

TEST(BootStages, AreWhereTheKernelInitAndTheProgramSay) {
  const std::string program = sys::read_file(run::built("guests/guest-riscv64"), {64u << 20});
  const auto stages = boot_stages(kMap, program, program);
  ASSERT_EQ(stages.size(), 4u);
  EXPECT_EQ(stages[0].address, 0xffffffc080600000);
  EXPECT_TRUE(stages[1].address);
  EXPECT_EQ(stages[1].address, stages[2].address);  // here it is its own init
  EXPECT_TRUE(stages[3].address);
  EXPECT_NE(stages[2].address, stages[3].address);
  EXPECT_FALSE(boot_stages("", program, program)[0].address);
}

class CountBoots : public testing::Test {
 protected:
  void count(std::vector<CountedBoot> boots) {
    const std::vector<BootStage> stages{{.name = "init", .address = 0x10, .missing = {}},
                                        {.name = "start", .address = {}, .missing = "no map"}};
    std::map<std::string, Benchmark*> benchmarks{
        {"init", &init_}, {"start", &start_}, {"kernel_size", &kernel_}};
    std::size_t next = 0;
    count_boots(stages, [&] { return boots.at(next++); }, benchmarks);
    EXPECT_EQ(next, 2u);
  }

  Benchmark init_, start_, kernel_;
};

TEST_F(CountBoots, KeepsBothAndSeesThatTheyAreEqual) {
  count({{{}, {{0x10, 500}}}, {{}, {{0x10, 500}}}});
  EXPECT_EQ(init_.determinism, Determinism::exact);
  const auto& samples = std::get<Samples<EmuCount>>(init_.samples);
  ASSERT_EQ(samples.values.size(), 2u);
  EXPECT_EQ(samples.values[1].instructions, 500u);
  EXPECT_EQ(start_.outcome.code, "no-symbols");
}

TEST_F(CountBoots, KeepsTheSizesOfBoth) {
  count({{{}, {}, {{"kernel_size", 4096}}}, {{}, {}, {{"kernel_size", 4096}}}});
  EXPECT_EQ(kernel_.determinism, Determinism::exact);
  EXPECT_EQ(std::get<Samples<record::Size>>(kernel_.samples).values.size(), 2u);
  kernel_ = {};
  count({{{}, {}, {{"kernel_size", 4096}}}, {base::Outcome::failed("kernel-panic", "no"), {}}});
  EXPECT_EQ(kernel_.outcome.code, "kernel-panic");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(kernel_.samples));
}

TEST_F(CountBoots, SaysByHowMuchTheyDiffer) {
  count({{{}, {{0x10, 500}}}, {{}, {{0x10, 550}}}});
  EXPECT_EQ(init_.determinism, Determinism::nondeterministic);
  EXPECT_EQ(init_.determinism_reason, "two boots differ by 10 %");
}

TEST_F(CountBoots, FailsWithWhatTheMachineEndedWith) {
  count({{{}, {{0x10, 500}}}, {base::Outcome::failed("kernel-panic", "no root"), {}}});
  EXPECT_EQ(init_.outcome.code, "kernel-panic");
  init_ = {};
  count({{{}, {{0x10, 500}}}, {}});
  EXPECT_EQ(init_.outcome.code, "not-met");
}

}  // namespace
}  // namespace assay::emulate
