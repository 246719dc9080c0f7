// SPDX-License-Identifier: Apache-2.0
#include "judge/boot_checks.h"

#include <gmock/gmock.h>

namespace assay::judge {
namespace {

using base::Outcome;

record::CellRecord booted(Outcome outcome, bool image) {
  record::CellRecord cell;
  cell.place.runner = "qemu-system";
  cell.outcome = std::move(outcome);
  if (image) cell.place.emulator = record::Emulator{.kernel = "6.12.1", .image_sha256 = "ab"};
  return cell;
}

std::vector<Answer> answers(const record::CellRecord& cell) {
  const CellRecords cells{&cell};
  return {check_kernel(cells).answer, check_image(cells).answer, check_boots(cells).answer};
}

TEST(BootChecks, GoAsFarAsTheSystemCame) {
  using enum Answer;
  using testing::ElementsAre;
  EXPECT_THAT(answers(booted(Outcome::failed("lost-option", "x"), false)),
              ElementsAre(no, unknown, unknown));
  EXPECT_THAT(answers(booted(Outcome::failed("init-error", "x"), false)),
              ElementsAre(yes, no, unknown));
  EXPECT_THAT(answers(booted(Outcome::failed("kernel-panic", "x"), true)),
              ElementsAre(yes, yes, no));
  EXPECT_THAT(answers(booted(Outcome::ok(), true)), ElementsAre(yes, yes, yes));
  // A compiler that isn't there tells nothing.
  EXPECT_THAT(answers(booted(Outcome::unavailable("no-compiler", "x"), false)),
              ElementsAre(unknown, unknown, unknown));
}

TEST(BootChecks, ABenchmarkThatRanShowsThatItBooted) {
  auto cell = booted(Outcome::failed("kernel-panic", "after its last benchmark"), true);
  cell.benchmarks.emplace_back();
  EXPECT_EQ(check_boots({&cell}).answer, Answer::yes);
  EXPECT_EQ(check_kernel({&cell}).detail, "6.12.1");
}

TEST(BootChecks, TellSizes) {
  auto cell = booted(Outcome::ok(), true);
  cell.place.emulator->kernel_bytes = 5u << 20;
  cell.place.emulator->initramfs_bytes = 10u << 10;
  cell.guest_free_bytes = 480u << 20;
  EXPECT_EQ(check_kernel({&cell}).detail, "6.12.1 5 MiB");
  EXPECT_EQ(check_image({&cell}).detail, "first file system 10 KiB");
  EXPECT_EQ(check_boots({&cell}).detail, "memory free at init 480 MiB");
}

TEST(BootChecks, SayNothingOfTheKernelWhenPackagesCannotBeHad) {
  EXPECT_THAT(answers(booted(Outcome::failed("packages", "x"), false)),
              testing::ElementsAre(Answer::unknown, Answer::no, Answer::unknown));
}

TEST(BootChecks, AreUnknownOfWhatDoesNotBoot) {
  record::CellRecord cell;
  cell.place.runner = "qemu-user";
  EXPECT_THAT(answers(cell), testing::Each(Answer::unknown));
}

}  // namespace
}  // namespace assay::judge
