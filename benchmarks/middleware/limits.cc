// SPDX-License-Identifier: Apache-2.0
// Limits of a service: of rates by a token bucket for each client, which is filled when it is
// looked at, and of times by a hierarchical timing wheel (G. Varghese, A. Lauck 1987, scheme 7).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "batches.h"

namespace assay {
namespace {

constexpr std::uint32_t kClients = 256;
constexpr std::uint64_t kUnit = 1000000;  // of a token, so that rates are tokens per second

struct TokenBucket {
  std::uint64_t units, time_us;
  std::uint32_t per_second, most;  // tokens
};

struct Request {
  std::uint32_t client, time_us, tokens;
};

bool take(TokenBucket& bucket, std::uint64_t time_us, std::uint32_t tokens) {
  const std::uint64_t filled = bucket.units + (time_us - bucket.time_us) * bucket.per_second;
  bucket.units = std::min(filled, bucket.most * kUnit);
  bucket.time_us = time_us;
  if (bucket.units < tokens * kUnit) return false;
  bucket.units -= tokens * kUnit;
  return true;
}

[[gnu::noinline]] std::uint64_t limit(std::span<TokenBucket> buckets,
                                      std::span<const Request> requests, std::uint8_t* out) {
  for (TokenBucket& bucket : buckets) {
    bucket.units = bucket.most * kUnit;
    bucket.time_us = 0;
  }
  std::uint64_t allowed = 0;
  for (const Request& request : requests) {
    const bool allow = take(buckets[request.client], request.time_us, request.tokens);
    *out++ = allow ? 1 : 0;
    allowed += allow ? 1 : 0;
  }
  return allowed;
}

// Clients differ in rate, so that some are refused often, some seldom and some never. Seven
// requests in ten are allowed: 0.88 bits of a request.
void token_bucket(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 2 * kBatches);
  Buffer<TokenBucket> buckets(kClients, 192);
  Random rates(seed(0x770));
  for (TokenBucket& bucket : buckets) {
    bucket.per_second = 1 + rates.below(2000);
    bucket.most = 8 + rates.below(8);
  }
  Buffer<Request> requests(static_cast<std::size_t>(turns.count()) * size);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x771, turn));
    std::uint32_t time_us = 0;
    for (std::size_t i = 0; i < size; ++i) {
      time_us += random.below(32);
      const std::uint32_t client = random.below(kClients);
      requests[turn * size + i] = {client, time_us, 1 + random.below(8)};
    }
  }
  Bytes out(size, 448);
  run_batches(
      state, turns, Work{size, "requests"},
      [&] {
        poison(out);
        for (TokenBucket& bucket : buckets) bucket.units = ~std::uint64_t{0};
      },
      [&](std::size_t turn) {
        const auto first = turn * size;
        return limit(buckets.span(), requests.span().subspan(first, size), out.data());
      },
      [&](std::uint64_t allowed) {
        Fnv1a64 hash;
        hash.add(allowed).add(out.span());
        for (const TokenBucket& bucket : buckets) hash.add(bucket.units);
        return hash;
      });
}

constexpr std::uint32_t kNever = 0xffffffffu;
constexpr std::uint32_t kPerTick = 4;  // timers started
// The first tick. 512 later, when half of 4,096 timers are started, the third wheel turns.
constexpr std::uint32_t kBegin = 4096 - 512;

struct Timer {
  std::uint32_t next, previous;  // in a ring with its slot's head
  std::uint32_t due, fired;      // ticks
};

// Started in the order of their numbers, four in each tick; `stops` is the timer that is stopped in
// the same step.
struct Start {
  std::uint32_t ticks, stops;
};

// Three wheels of 64 slots, for 262,144 ticks. A timer is in the wheel of the highest digit, of six
// bits each, in which its time and the present differ; when the present comes there it moves to a
// lower one.
class TimerWheel {
 public:
  explicit TimerWheel(std::uint32_t timers)
      : timers_(timers + kLevels * kSlots, 192), count_(timers) {}

  void clear() {
    for (std::uint32_t head = count_; head < timers_.size(); ++head)
      timers_[head] = {head, head, 0, 0};
    now_ = kBegin;
    fired_ = 0;
  }
  void poison_all() { poison(timers_); }

  void start(std::uint32_t timer, std::uint32_t ticks) {
    timers_[timer] = {timer, timer, now_ + ticks, kNever};
    insert(timer);
  }

  // Nothing happens to one that has fired or was stopped.
  void stop(std::uint32_t timer) {
    Timer& gone = timers_[timer];
    timers_[gone.previous].next = gone.next;
    timers_[gone.next].previous = gone.previous;
    gone.next = gone.previous = timer;
  }

  void tick() {
    ++now_;
    for (std::uint32_t level = kLevels - 1; level > 0; --level)
      if ((now_ & ((1u << 6 * level) - 1)) == 0) move_down(level);
    for (std::uint32_t timer = first(head_of(0)); timer != kNever; timer = first(head_of(0))) {
      stop(timer);
      timers_[timer].fired = now_;
      ++fired_;
    }
  }

  std::uint64_t fired() const { return fired_; }
  std::span<const Timer> timers() const { return timers_.span().first(count_); }

 private:
  static constexpr std::uint32_t kLevels = 3, kSlots = 64;

  // The slot of a level in which the present is.
  std::uint32_t head_of(std::uint32_t level) const {
    return count_ + level * kSlots + (now_ >> 6 * level & (kSlots - 1));
  }

  std::uint32_t first(std::uint32_t head) const {
    return timers_[head].next == head ? kNever : timers_[head].next;
  }

  void insert(std::uint32_t timer) {
    const std::uint32_t due = timers_[timer].due;
    const auto bits = static_cast<std::uint32_t>(std::bit_width((due ^ now_) | 1));
    const std::uint32_t level = std::min((bits - 1) / 6, kLevels - 1);
    const std::uint32_t head = count_ + level * kSlots + (due >> 6 * level & (kSlots - 1));
    const std::uint32_t last = timers_[head].previous;
    timers_[timer].next = head;
    timers_[timer].previous = last;
    timers_[last].next = timer;
    timers_[head].previous = timer;
  }

  void move_down(std::uint32_t level) {
    const std::uint32_t head = head_of(level);
    for (std::uint32_t timer = first(head); timer != kNever; timer = first(head)) {
      stop(timer);
      insert(timer);
    }
  }

  Buffer<Timer> timers_;
  std::uint32_t count_, now_ = kBegin;
  std::uint64_t fired_ = 0;
};

// How many fired.
[[gnu::noinline]] std::uint64_t run_timers(TimerWheel& wheel, std::span<const Start> starts) {
  wheel.clear();
  std::uint32_t timer = 0;
  for (const Start& one : starts) {
    wheel.start(timer, one.ticks);
    if (one.stops != kNever) wheel.stop(one.stops);
    if (++timer % kPerTick == 0) wheel.tick();
  }
  return wheel.fired();
}

// Most time limits are of requests that are answered before. Where a timer goes, whether it is
// stopped in time and how often it moves are 3 decisions.
void timer_wheel(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, std::max<std::uint64_t>(kBatches * 4096 / size, 1));
  Buffer<Start> starts(static_cast<std::size_t>(turns.count()) * size);
  for (std::size_t turn = 0; turn < turns.count(); ++turn) {
    Random random(seed_of_turn(0x772, turn));
    for (std::uint32_t i = 0; i < size; ++i) {
      Start& start = starts[turn * size + i];
      start.ticks = static_cast<std::uint32_t>(any_length(random, 13));
      start.stops = random.below(4) == 0 ? kNever : i - std::min(random.below(512), i);
    }
  }
  TimerWheel wheel(static_cast<std::uint32_t>(size));
  run_batches(
      state, turns, Work{size, "timers"}, [&] { wheel.poison_all(); },
      [&](std::size_t turn) {
        const auto first = turn * size;
        return run_timers(wheel, starts.span().subspan(first, size));
      },
      [&](std::uint64_t fired) {
        Fnv1a64 hash;
        hash.add(fired);
        for (const Timer& timer : wheel.timers()) hash.add(timer.fired);
        return hash;
      });
}

BENCHMARK(token_bucket)->Arg(8192);
BENCHMARK(timer_wheel)->Arg(4096)->Arg(65536);

}  // namespace
}  // namespace assay
