// SPDX-License-Identifier: Apache-2.0
// The address space: regions mapped and unmapped, protected, moved, and the break.
#include "mapping.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>

#include "data.h"
#include "descriptor.h"
#include "left.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// Of this process, in pages.
std::uint64_t mapped_pages() { return number_in("/proc/self/statm", ""); }

// One page, one buffer, one heap: nothing of them is touched.
void map_and_unmap(benchmark::State& state) {
  const auto bytes = static_cast<std::size_t>(state.range(0));
  const std::uint64_t k = 0x6000 + bytes / kStep;
  const Checksum checksum = words_through(k, [&](std::uint64_t word) {
    const Mapping region(bytes);
    volatile auto& place = *region.as<std::uint64_t>(static_cast<std::size_t>(word % bytes) /
                                                     sizeof word * sizeof word);
    const std::uint64_t fresh = place;
    place = word;
    return place + fresh;
  });
  mapped_pages();  // may take memory from the kernel, once
  const std::uint64_t before = mapped_pages();
  for (auto _ : slices(state)) {
    const Mapping region(bytes);
    used(region.data());
  }
  // What was mapped has left nothing if all of it was unmapped.
  report(state, Work{1, "regions"}, checksum, Facts().is(mapped_pages(), before));
}

// A page that is made read-only and writable again. The kernel itself keeps to it.
void protect(benchmark::State& state) {
  const Mapping page(kStep);
  const Pipe pipe = make_pipe();
  auto& place = *page.as<volatile std::uint64_t>();
  const auto allow = [&](int access) { checked(mprotect(page.data(), kStep, access), "mprotect"); };
  const Checksum checksum = words_through(0x5061, [&](std::uint64_t word) {
    place = ~word;
    whole(write(pipe.write_end, &word, sizeof word), sizeof word, "write");
    allow(PROT_READ);
    const bool refused =
        read(pipe.read_end, page.data(), sizeof word) < 0 && errno == EFAULT && place == ~word;
    allow(PROT_READ | PROT_WRITE);
    whole(read(pipe.read_end, page.data(), sizeof word), sizeof word, "read");
    return refused ? std::uint64_t{place} : std::uint64_t{0};
  });
  allow(PROT_NONE);
  for (auto _ : slices(state)) {
    allow(PROT_READ);
    allow(PROT_READ | PROT_WRITE);
  }
  whole(write(pipe.write_end, "", 1), 1, "write");
  const ssize_t written = read(pipe.read_end, page.data(), 1);  // by the kernel, which asks
  report(state, Work{2, "calls"}, checksum, Facts().is(written, 1));
}

constexpr std::size_t kMovedBytes = 65536;

// mincore(2) refuses what is not mapped.
bool is_mapped(const Mapping& region) {
  std::array<unsigned char, kMovedBytes / kStep> in_memory{};
  return mincore(region.data(), region.size(), in_memory.data()) == 0;
}

// What lies there, which may be nothing.
Checksum content(const Mapping& region) {
  if (!is_mapped(region)) return Checksum(0);
  return Checksum(Fnv1a64().add(std::span(region.as<const std::uint8_t>(), region.size())));
}

// Pages that are moved to another address and back. While they are elsewhere nothing must be mapped
// where they were, which holds as long as nothing is allocated meanwhile.
void move(benchmark::State& state) {
  const Mapping here(kMovedBytes), there(kMovedBytes);
  const auto from_to = [](const Mapping& from, const Mapping& to) {
    void* const at =
        mremap(from.data(), kMovedBytes, kMovedBytes, MREMAP_MAYMOVE | MREMAP_FIXED, to.data());
    if (at == MAP_FAILED) fail("mremap");
  };
  for (std::size_t i = 0; i < kMovedBytes; i += kStep) *here.as<volatile std::uint8_t>(i) = 1;
  const Checksum checksum = words_through(0x5062, [&](std::uint64_t word) {
    const auto at = static_cast<std::size_t>(word % (kMovedBytes / sizeof word)) * sizeof word;
    *here.as<volatile std::uint64_t>(at) = word;
    from_to(here, there);
    const std::uint64_t moved = *there.as<volatile std::uint64_t>(at);
    from_to(there, here);
    return moved;
  });
  const Checksum before = content(here);
  // A region that has to give way.
  void* const in_the_way =
      mmap(there.data(), kMovedBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ensured(in_the_way == there.data(), "mmap", "the place where pages go is taken");
  for (auto _ : slices(state)) {
    from_to(here, there);
    from_to(there, here);
  }
  report(state, Work{2, "calls"}, checksum,
         Facts().is(content(here), before).is(is_mapped(there), false));
}

constexpr long kBreakBytes = 65536;

// Past the C library, which keeps the break in mind: it finds it where it was.
void move_break(benchmark::State& state) {
  const long before = syscall(SYS_brk, 0);
  const auto set = [](long at) {
    ensured(syscall(SYS_brk, at) == at, "brk", "the break did not move");
  };
  const Checksum checksum = words_through(0x5063, [&](std::uint64_t word) {
    set(before + kBreakBytes);
    const auto end = static_cast<std::uintptr_t>(before + kBreakBytes) / kStep * kStep;
    auto* const place = reinterpret_cast<volatile std::uint64_t*>(end - kStep) + word % 512;
    const std::uint64_t fresh = *place;
    *place = word;
    const std::uint64_t held = *place + fresh;
    set(before);
    return held;
  });
  set(before + 2 * kBreakBytes);
  for (auto _ : slices(state)) {
    set(before + kBreakBytes);
    set(before);
  }
  const long left = syscall(SYS_brk, 0);
  set(before);
  report(state, Work{2, "calls"}, checksum, Facts().is(left, before));
}

BENCHMARK(kernel<map_and_unmap>)->Name("mmap_munmap")->Arg(4096)->Arg(1 << 20)->Arg(64 << 20);
BENCHMARK(kernel<protect>)->Name("mprotect/4096");
BENCHMARK(kernel<move>)->Name("mremap/65536");
BENCHMARK(kernel<move_break>)->Name("brk/65536");

}  // namespace
}  // namespace assay
