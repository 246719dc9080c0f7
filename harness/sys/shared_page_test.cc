// SPDX-License-Identifier: Apache-2.0
#include "sys/shared_page.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace assay::sys {
namespace {

TEST(SharedPage, IsSeenByWhoMapsItsDescriptor) {
  const SharedPage page(64);
  void* const other = mmap(nullptr, 64, PROT_READ, MAP_SHARED, page.descriptor(), 0);
  ASSERT_NE(other, MAP_FAILED);
  EXPECT_EQ(*static_cast<std::uint32_t*>(other), 0u);
  *static_cast<std::uint32_t*>(page.data()) = 7;
  EXPECT_EQ(*static_cast<std::uint32_t*>(other), 7u);
  munmap(other, 64);
}

// Under a kernel without memfd_create nothing is sealed (sys/CMakeLists.txt runs this so).
bool can_be_sealed(const SharedPage& page) {
  const int seals = fcntl(page.descriptor(), F_GET_SEALS);
  return seals >= 0 && (seals & F_SEAL_SHRINK) != 0;
}

TEST(SharedPage, CannotBeCutNorGrownNorSealedByWhoHasIt) {
  const SharedPage page(64);
  if (!can_be_sealed(page)) GTEST_SKIP() << "files are not sealed here";
  EXPECT_NE(ftruncate(page.descriptor(), 0), 0);
  EXPECT_NE(ftruncate(page.descriptor(), 1 << 20), 0);
  EXPECT_NE(fcntl(page.descriptor(), F_ADD_SEALS, F_SEAL_WRITE), 0);
  *static_cast<std::uint32_t*>(page.data()) = 7;  // a page that was cut ends us here
}

TEST(SharedPage, SaysThatItWasCutUnlessItCannotBe) {
  const SharedPage page(64);
  EXPECT_FALSE(page.cut());
  const bool done = ftruncate(page.descriptor(), 0) == 0;
  EXPECT_EQ(page.cut(), done);
}

TEST(SharedPage, WakesWhoWaitsForItsWord) {
  const SharedPage page(64);
  auto* const word = static_cast<std::uint32_t*>(page.data());
  std::thread other([&] {
    __atomic_store_n(word, 1, __ATOMIC_RELEASE);
    wake(word);
  });
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == 0) {
    wait_for_change(word, 0, std::chrono::hours(1));
  }
  other.join();
  wait_for_change(word, 1, std::chrono::nanoseconds(1));  // ends by itself
  EXPECT_EQ(*word, 1u);
}

}  // namespace
}  // namespace assay::sys
