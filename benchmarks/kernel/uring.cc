// SPDX-License-Identifier: Apache-2.0
// io_uring without a library: batches of requests that do nothing, and of reads, each submitted and
// waited for by one call.
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "folder.h"
#include "left.h"
#include "mapping.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

constexpr std::uint32_t kEntries = 32;

// The queues' places are in `offsets` from the start of the one mapping that holds both.
class Ring {
 public:
  Ring()
      : file_(static_cast<int>(
            supported(syscall(SYS_io_uring_setup, kEntries, &offsets_), "io_uring"))),
        queues_(bytes_of_queues(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file_,
                IORING_OFF_SQ_RING),
        requests_(offsets_.sq_entries * sizeof(io_uring_sqe), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_POPULATE, file_, IORING_OFF_SQES) {
    if (!(offsets_.features & IORING_FEAT_SINGLE_MMAP))
      throw Missing("io_uring as of Linux 5.4", ENOSYS);
    for (std::uint32_t i = 0; i < offsets_.sq_entries; ++i) at(offsets_.sq_off.array)[i] = i;
  }

  // The next requests, as many as there are entries at most.
  template <class Fill>
  void submit(std::uint32_t count, Fill fill) {
    const std::uint32_t tail = *at(offsets_.sq_off.tail), mask = *at(offsets_.sq_off.ring_mask);
    for (std::uint32_t i = 0; i < count; ++i) {
      io_uring_sqe& request = requests_.as<io_uring_sqe>()[(tail + i) & mask];
      request = {};
      fill(request, i);
    }
    __atomic_store_n(at(offsets_.sq_off.tail), tail + count, __ATOMIC_RELEASE);
    const long taken = checked(syscall(SYS_io_uring_enter, static_cast<int>(file_), count, count,
                                       IORING_ENTER_GETEVENTS, nullptr, 0),
                               "io_uring_enter");
    ensured(taken == static_cast<long>(count), "io_uring_enter", "took a part only");
  }

  // What has come back, in the order in which it was done.
  template <class Each>
  void complete(std::uint32_t count, Each each) {
    const std::uint32_t head = *at(offsets_.cq_off.head), mask = *at(offsets_.cq_off.ring_mask);
    const std::uint32_t tail = __atomic_load_n(at(offsets_.cq_off.tail), __ATOMIC_ACQUIRE);
    ensured(tail - head == count, "io_uring_enter", "another number of requests came back");
    const auto* const results = queues_.as<io_uring_cqe>(offsets_.cq_off.cqes);
    for (std::uint32_t i = 0; i < count; ++i) each(results[(head + i) & mask]);
    __atomic_store_n(at(offsets_.cq_off.head), tail, __ATOMIC_RELEASE);
  }

  // How many requests have come back since the beginning, by the kernel's own count.
  std::uint32_t done() const { return __atomic_load_n(at(offsets_.cq_off.tail), __ATOMIC_ACQUIRE); }

  // The last ones that came back.
  template <class Each>
  void last(std::uint32_t count, Each each) const {
    const std::uint32_t end = done(), mask = *at(offsets_.cq_off.ring_mask);
    auto* const results = queues_.as<io_uring_cqe>(offsets_.cq_off.cqes);
    for (std::uint32_t i = 0; i < count; ++i) each(results[(end - count + i) & mask]);
  }

 private:
  std::size_t bytes_of_queues() const {
    return std::max(offsets_.sq_off.array + offsets_.sq_entries * sizeof(std::uint32_t),
                    offsets_.cq_off.cqes + offsets_.cq_entries * sizeof(io_uring_cqe));
  }
  std::uint32_t* at(std::uint32_t offset) const { return queues_.as<std::uint32_t>(offset); }

  io_uring_params offsets_{};
  Descriptor file_;
  Mapping queues_, requests_;
};

void do_nothing(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  Ring ring;
  const auto batch = [&](const auto& word_for, const auto& each) {
    ring.submit(count, [&](io_uring_sqe& request, std::uint32_t i) {
      request.opcode = IORING_OP_NOP;
      request.user_data = word_for(i);
    });
    ring.complete(count, [&](const io_uring_cqe& result) {
      ensured(result.res == 0, "IORING_OP_NOP", "failed");
      each(result.user_data);
    });
  };
  Random random(seed(0x6200 + count));
  std::uint64_t sum = 0;
  batch([&](std::uint32_t) { return random.next(); }, [&](std::uint64_t word) { sum += word; });
  ring.last(count, [](io_uring_cqe& result) { poison(std::span(&result, 1)); });
  const std::uint32_t before = ring.done();
  for (auto _ : slices(state)) {
    batch([](std::uint32_t i) { return i; }, [](std::uint64_t) {});
  }
  const auto expected = static_cast<std::uint32_t>(passes_done(state) * count);
  std::uint64_t left = 0;  // a sum: in which order they are done is the kernel's choice
  ring.last(count, [&](const io_uring_cqe& result) { left += result.user_data; });
  report(state, Work{count, "requests"}, Checksum(sum),
         Facts().is(ring.done() - before, expected).is(left, count * (count - 1) / 2));
}

constexpr int kBlockSize = 4096;

void read_blocks(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const std::size_t bytes = count * kBlockSize;
  const Folder folder;
  const Descriptor file = folder.file("file", random_bytes(bytes, seed(0x6300 + count)).span());
  Bytes found(bytes);
  Ring ring;
  const auto pass = [&] {
    ring.submit(count, [&](io_uring_sqe& request, std::uint32_t i) {
      request.opcode = IORING_OP_READ;
      request.fd = file;
      request.off = i * kBlockSize;
      request.addr = reinterpret_cast<std::uintptr_t>(found.data() + i * kBlockSize);
      request.len = kBlockSize;
    });
    int result = kBlockSize;
    ring.complete(count, [&](const io_uring_cqe& each) { result = std::min(result, each.res); });
    return result;
  };
  const int result = pass();
  if (result < 0) throw Missing("reads through io_uring", -result);
  const Checksum checksum(Fnv1a64().add(found.span()));
  poison(found);
  const std::uint32_t before = ring.done();
  for (auto _ : slices(state)) {
    ensured(pass() == kBlockSize, "IORING_OP_READ", "a block was not read whole");
  }
  const auto expected = static_cast<std::uint32_t>(passes_done(state) * count);
  report(state, Work{bytes, "bytes"}, checksum,
         Facts()
             .is(ring.done() - before, expected)
             .is(Checksum(Fnv1a64().add(found.span())), checksum));
}

BENCHMARK(kernel<do_nothing>)->Name("io_uring/nop")->Arg(1)->Arg(32);
BENCHMARK(kernel<read_blocks>)->Name("io_uring/read_4096")->Arg(1)->Arg(32);

}  // namespace
}  // namespace assay
