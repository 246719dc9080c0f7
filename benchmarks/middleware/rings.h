// SPDX-License-Identifier: Apache-2.0
// Two bounded queues without locks. Places are counted by 32-bit numbers that wrap around: all
// targets have atomic operations on these.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace assay {

// Each on a line of its own even where lines are 256 bytes.
inline constexpr std::size_t kLineBytes = 256;

// One producer and one consumer (L. Lamport 1983). Each keeps the last place of the other that it
// has seen, and looks again only if that is not enough.
template <std::uint32_t kSlots>
class SpscRing {
  static_assert((kSlots & (kSlots - 1)) == 0);

 public:
  void clear() {
    head_ = tail_ = 0;
    head_seen_ = tail_seen_ = 0;
  }

  bool push(std::uint32_t message) {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_seen_ == kSlots) {
      head_seen_ = head_.load(std::memory_order_acquire);
      if (tail - head_seen_ == kSlots) return false;
    }
    slots_[tail & (kSlots - 1)] = message;
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  bool pop(std::uint32_t& message) {
    const std::uint32_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_seen_) {
      tail_seen_ = tail_.load(std::memory_order_acquire);
      if (head == tail_seen_) return false;
    }
    message = slots_[head & (kSlots - 1)];
    head_.store(head + 1, std::memory_order_release);
    return true;
  }

 private:
  alignas(kLineBytes) std::atomic<std::uint32_t> tail_{0};
  std::uint32_t head_seen_ = 0;  // the producer's
  alignas(kLineBytes) std::atomic<std::uint32_t> head_{0};
  std::uint32_t tail_seen_ = 0;  // the consumer's
  alignas(kLineBytes) std::array<std::uint32_t, kSlots> slots_{};
};

// Any number of both (D. Vyukov's bounded queue, 2010). The number in a slot says whose turn it is:
// that of the producer which counts so far, or, one more, of the consumer.
template <std::uint32_t kSlots>
class MpmcRing {
  static_assert((kSlots & (kSlots - 1)) == 0);

 public:
  MpmcRing() { clear(); }

  void clear() {
    for (std::uint32_t i = 0; i < kSlots; ++i) slots_[i].turn = i;
    head_ = tail_ = 0;
  }

  bool push(std::uint32_t message) {
    std::uint32_t at = 0;
    if (!claim(tail_, 0, at)) return false;
    Slot& slot = slots_[at & (kSlots - 1)];
    slot.message = message;
    slot.turn.store(at + 1, std::memory_order_release);
    return true;
  }

  bool pop(std::uint32_t& message) {
    std::uint32_t at = 0;
    if (!claim(head_, 1, at)) return false;
    Slot& slot = slots_[at & (kSlots - 1)];
    message = slot.message;
    slot.turn.store(at + kSlots, std::memory_order_release);
    return true;
  }

 private:
  struct Slot {
    std::atomic<std::uint32_t> turn;
    std::uint32_t message;
  };

  // Takes the next number, if it is this side's turn in its slot.
  bool claim(std::atomic<std::uint32_t>& counter, std::uint32_t side, std::uint32_t& at) {
    at = counter.load(std::memory_order_relaxed);
    for (;;) {
      const std::uint32_t turn = slots_[at & (kSlots - 1)].turn.load(std::memory_order_acquire);
      const std::uint32_t ahead = turn - (at + side);
      if (ahead == 0) {
        if (counter.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) return true;
      } else if (ahead > UINT32_MAX / 2) {
        return false;  // full, or empty
      } else {
        at = counter.load(std::memory_order_relaxed);
      }
    }
  }

  alignas(kLineBytes) std::atomic<std::uint32_t> tail_{0};
  alignas(kLineBytes) std::atomic<std::uint32_t> head_{0};
  alignas(kLineBytes) std::array<Slot, kSlots> slots_;
};

}  // namespace assay
