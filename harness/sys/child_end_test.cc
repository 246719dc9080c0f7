// SPDX-License-Identifier: Apache-2.0
#include "sys/child_end.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>
#include <vector>

namespace assay::sys {
namespace {

constexpr EndTold kBoth[] = {EndTold::by_the_best_way, EndTold::by_signal};

class Child {
 public:
  Child() : id_(fork()) {
    if (id_ == 0) {
      for (;;) pause();
    }
  }
  ~Child() {
    end();
    waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  pid_t id() const { return id_; }
  void end() const { kill(id_, SIGKILL); }

 private:
  pid_t id_;
};

// Whether it is readable within so many ms; signals don't count.
bool readable(const ChildEnd& end, int most_ms) {
  pollfd look{.fd = end.descriptor(), .events = POLLIN, .revents = 0};
  int ready = 0;
  while ((ready = poll(&look, 1, most_ms)) < 0) {
  }
  return ready == 1;
}

TEST(ChildEnd, IsReadableWhenTheChildHasEnded) {
  for (const EndTold told : kBoth) {
    const Child child;
    const ChildEnd end(child.id(), told);
    ASSERT_TRUE(end.good());
    EXPECT_FALSE(readable(end, 0));
    child.end();
    EXPECT_TRUE(readable(end, 60'000));
    wait_for_end(child.id());
    EXPECT_TRUE(has_ended(child.id()));
  }
}

TEST(ChildEnd, OfAChildThatHasEndedBeforeIsReadable) {
  for (const EndTold told : kBoth) {
    const Child child;
    child.end();
    wait_for_end(child.id());
    const ChildEnd end(child.id(), told);
    EXPECT_TRUE(readable(end, 0));
  }
}

TEST(ChildEnd, OfAChildThatIsOnlyStoppedIsNotReadable) {
  const Child child;
  const ChildEnd end(child.id(), EndTold::by_signal);
  kill(child.id(), SIGSTOP);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child.id()), &info, WSTOPPED), 0);
  EXPECT_FALSE(readable(end, 0));
}

TEST(ChildEnd, IsTakenAndToldAgainByTheNext) {
  const Child first, second;
  ChildEnd end(second.id(), EndTold::by_signal);
  for (const Child* const child : {&first, &second}) {
    EXPECT_FALSE(readable(end, 0));
    child->end();
    wait_for_end(child->id());
    EXPECT_TRUE(readable(end, 60'000));
    end.take();
    EXPECT_EQ(has_ended(second.id()), child == &second);
  }
}

TEST(ChildEnd, IsHeardByEveryThreadThatWaits) {
  constexpr int kThreads = 8, kTimes = 50;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([] {
      for (int time = 0; time < kTimes; ++time) {
        const pid_t child = fork();
        if (child == 0) _exit(0);
        ChildEnd end(child, EndTold::by_signal);
        while (!has_ended(child)) {
          ASSERT_TRUE(readable(end, 60'000));
          end.take();
        }
        waitpid(child, nullptr, 0);
      }
    });
  }
}

TEST(ChildEnd, OfWhatAForkedChildStartsDoesNotWakeItsParent) {
  const Child child;
  const ChildEnd end(child.id(), EndTold::by_signal);
  int told[2];
  ASSERT_EQ(pipe(told), 0);
  const pid_t forked = fork();
  if (forked == 0) {
    const Child grandchild;
    const ChildEnd own(grandchild.id(), EndTold::by_signal);
    grandchild.end();
    const char heard = readable(own, 60'000) ? 'y' : 'n';
    if (write(told[1], &heard, 1) != 1) _exit(1);
    for (;;) pause();
  }
  char heard = 0;
  EXPECT_EQ(read(told[0], &heard, 1), 1);
  EXPECT_EQ(heard, 'y');
  EXPECT_FALSE(readable(end, 0));
  kill(forked, SIGKILL);
  waitpid(forked, nullptr, 0);
  EXPECT_TRUE(readable(end, 60'000));  // a child of ours, which is another
  for (const int number : told) close(number);
}

}  // namespace
}  // namespace assay::sys
