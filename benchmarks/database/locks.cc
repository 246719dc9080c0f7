// SPDX-License-Identifier: Apache-2.0
// A lock manager as PostgreSQL's: a hash table of locks, one of who holds which, eight modes with
// their table of conflicts. One thread takes the part of sixteen transactions.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kModes = 8, kTransactions = 16, kBuckets = 256, kMostHolds = 256;

// Bit m: the mode conflicts with mode m. From access share, which readers take, to access
// exclusive, which DROP TABLE takes.
constexpr std::array<std::uint8_t, kModes> kConflicts = {0x80, 0xc0, 0xf0, 0xf8,
                                                         0xec, 0xfc, 0xfe, 0xff};

struct Lock {
  std::uint64_t tag;
  std::uint32_t next, holders;
  std::array<std::uint8_t, kModes> granted;
  std::uint8_t granted_modes;
};

struct Hold {
  std::uint32_t lock, transaction, next, next_of_transaction;
  std::uint8_t modes;
};

// Records in a pool, with a list of those that are free; 0 is none.
template <class Record>
class Pool {
 public:
  explicit Pool(std::size_t most) : records_(most + 1) {
    for (std::size_t i = 1; i < most; ++i) records_[i].next = static_cast<std::uint32_t>(i + 1);
  }
  std::uint32_t take() {
    const std::uint32_t taken = free_;
    free_ = records_[taken].next;
    return taken;
  }
  void give(std::uint32_t given) {
    records_[given].next = free_;
    free_ = given;
  }
  Record& operator[](std::uint32_t i) { return records_[i]; }

 private:
  Buffer<Record> records_;
  std::uint32_t free_ = 1;
};

std::size_t bucket_of(std::uint64_t key) { return key * 0x9e3779b97f4a7c15u >> 56; }

class LockManager {
 public:
  LockManager() : locks_(kMostHolds), holds_(kMostHolds), lock_of_(kBuckets), hold_of_(kBuckets) {}

  // Whether it is granted; what is not would wait.
  bool acquire(std::uint32_t transaction, std::uint64_t tag, std::uint32_t mode) {
    const std::uint32_t lock = lock_with(tag);
    Hold& hold = hold_with(lock, transaction);
    const auto bit = static_cast<std::uint8_t>(1u << mode);
    if (hold.modes & bit) return true;
    Lock& wanted = locks_[lock];
    if (is_in_conflict(wanted, hold, mode)) return false;
    ++wanted.granted[mode];
    wanted.granted_modes |= bit;
    hold.modes |= bit;
    return true;
  }

  // All locks of the transaction, the latest first.
  void release(std::uint32_t transaction) {
    for (std::uint32_t at = held_[transaction], next; at != 0; at = next) {
      Hold& hold = holds_[at];
      next = hold.next_of_transaction;
      Lock& lock = locks_[hold.lock];
      for (unsigned modes = hold.modes; modes != 0; modes &= modes - 1) {
        const auto mode = static_cast<std::size_t>(std::countr_zero(modes));
        if (--lock.granted[mode] == 0)
          lock.granted_modes = static_cast<std::uint8_t>(lock.granted_modes & ~(1u << mode));
      }
      remove(hold_of_[bucket_of(key_of_hold(hold.lock, transaction))], holds_, at);
      if (--lock.holders == 0) remove(lock_of_[bucket_of(lock.tag)], locks_, hold.lock);
    }
    held_[transaction] = 0;
  }

 private:
  static std::uint64_t key_of_hold(std::uint32_t lock, std::uint32_t transaction) {
    return std::uint64_t{lock} << 8 | transaction;
  }

  // Modes of others: those of the transaction itself never conflict.
  static bool is_in_conflict(const Lock& lock, const Hold& own, std::uint32_t mode) {
    for (unsigned modes = kConflicts[mode] & lock.granted_modes; modes != 0; modes &= modes - 1) {
      const auto other = static_cast<std::size_t>(std::countr_zero(modes));
      if (lock.granted[other] > (own.modes >> other & 1)) return true;
    }
    return false;
  }

  std::uint32_t lock_with(std::uint64_t tag) {
    std::uint32_t& bucket = lock_of_[bucket_of(tag)];
    for (std::uint32_t at = bucket; at != 0; at = locks_[at].next) {
      if (locks_[at].tag == tag) return at;
    }
    const std::uint32_t made = locks_.take();
    locks_[made] = {tag, bucket, 0, {}, 0};
    return bucket = made;
  }

  Hold& hold_with(std::uint32_t lock, std::uint32_t transaction) {
    std::uint32_t& bucket = hold_of_[bucket_of(key_of_hold(lock, transaction))];
    for (std::uint32_t at = bucket; at != 0; at = holds_[at].next) {
      if (holds_[at].lock == lock && holds_[at].transaction == transaction) return holds_[at];
    }
    const std::uint32_t made = holds_.take();
    holds_[made] = {lock, transaction, bucket, held_[transaction], 0};
    bucket = held_[transaction] = made;
    ++locks_[lock].holders;
    return holds_[made];
  }

  template <class Record>
  static void remove(std::uint32_t& bucket, Pool<Record>& pool, std::uint32_t removed) {
    std::uint32_t* link = &bucket;
    while (*link != removed) link = &pool[*link].next;
    *link = pool[removed].next;
    pool.give(removed);
  }

  Pool<Lock> locks_;
  Pool<Hold> holds_;
  Buffer<std::uint32_t> lock_of_, hold_of_;
  std::array<std::uint32_t, kTransactions> held_{};
};

struct Request {
  std::uint8_t transaction, mode;
  std::uint16_t relation;
};

// A transaction ends after every eighth request of its own.
[[gnu::noinline]] void run_requests(LockManager& manager, const Request* requests,
                                    std::size_t count, std::uint8_t* granted) {
  std::array<std::uint32_t, kTransactions> made{};
  for (std::size_t i = 0; i < count; ++i) {
    const Request request = requests[i];
    const std::uint64_t tag = std::uint64_t{5} << 32 | request.relation;  // of one database
    granted[i] = manager.acquire(request.transaction, tag, request.mode) ? 1 : 0;
    if (++made[request.transaction] % 8 == 0) manager.release(request.transaction);
  }
  for (std::uint32_t transaction = 0; transaction < kTransactions; ++transaction)
    manager.release(transaction);
}

// 1,024 requests for some 50 relations, some of which are wanted often, mostly in weak modes; five
// decisions each.
void lock_manager(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 16);
  Buffer<Request> requests(static_cast<std::size_t>(turns.count()) * count, 192);
  Random random(seed(0x1d0));
  for (Request& request : requests) {
    request.transaction = static_cast<std::uint8_t>(random.below(kTransactions));
    const std::uint32_t row = random.below(16), column = random.below(16);
    request.relation = static_cast<std::uint16_t>(row * column);
    const std::uint32_t one = random.below(kModes), other = random.below(kModes);
    request.mode = static_cast<std::uint8_t>(std::min(one, other));
  }
  LockManager manager;
  Bytes granted(count, 4096);
  const Request* data = requests.data();
  in_turns(
      state, {count, "requests"}, turns, [&] { poison(granted); },
      [&](std::uint64_t turn) {
        opaque(data);
        run_requests(manager, data + turn * count, count, granted.data());
      },
      [&] { return Fnv1a64().add(granted); });
}
BENCHMARK(lock_manager)->Arg(1024);

}  // namespace
}  // namespace assay
