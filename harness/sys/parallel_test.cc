// SPDX-License-Identifier: Apache-2.0
#include "sys/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <barrier>
#include <stdexcept>
#include <thread>
#include <vector>

namespace assay::sys {
namespace {

TEST(ForEachParallel, DoesEveryIndexOnce) {
  for (const unsigned jobs : {0u, 1u, 3u, 100u}) {
    std::vector<std::atomic<int>> times(50);
    for_each_parallel(times.size(), jobs, [&](std::size_t at) { ++times[at]; });
    for (const auto& count : times) EXPECT_EQ(count.load(), 1) << jobs << " jobs";
  }
}

TEST(ForEachParallel, OfNothingDoesNothing) {
  for_each_parallel(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ForEachParallel, RunsAsManyAtOnceAsItMay) {
  // Ends only when four are inside at the same time.
  std::barrier all(4);
  for_each_parallel(4, 4, [&](std::size_t) { all.arrive_and_wait(); });
}

TEST(ForEachParallel, WithOneJobKeepsTheOrder) {
  std::vector<std::size_t> seen;
  for_each_parallel(4, 1, [&](std::size_t at) { seen.push_back(at); });
  EXPECT_THAT(seen, testing::ElementsAre(0, 1, 2, 3));
}

TEST(ForEachParallel, ThrowsTheFirstExceptionAndLeavesOutTheRest) {
  std::atomic<int> started{0};
  try {
    for_each_parallel(1000, 1, [&](std::size_t at) {
      ++started;
      if (at == 3) throw std::runtime_error("third");
    });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "third");
  }
  EXPECT_EQ(started.load(), 4);
}

TEST(ForEachParallel, ThrowsOnlyWhenAllThreadsHaveEnded) {
  std::atomic<int> inside{0};
  std::barrier both(2);
  EXPECT_THROW(for_each_parallel(2, 2,
                                 [&](std::size_t at) {
                                   ++inside;
                                   both.arrive_and_wait();
                                   if (at == 0) {
                                     --inside;
                                     throw std::runtime_error("x");
                                   }
                                   std::this_thread::sleep_for(std::chrono::milliseconds(30));
                                   --inside;
                                 }),
               std::runtime_error);
  EXPECT_EQ(inside.load(), 0);
}

TEST(AvailableCpus, AreThoseOfTheAffinityMask) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(available_cpus(), static_cast<unsigned>(CPU_COUNT(&before)));
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(available_cpus(), 1u);
  sched_setaffinity(0, sizeof before, &before);
}

}  // namespace
}  // namespace assay::sys
