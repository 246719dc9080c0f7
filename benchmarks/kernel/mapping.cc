// SPDX-License-Identifier: Apache-2.0
// The address space: regions mapped and unmapped, protected, moved, and the break.
#include "mapping.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "descriptor.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

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
  for (auto _ : slices(state)) {
    const Mapping region(bytes);
    used(region.data());
  }
  report(state, Work{1, "regions"}, checksum);
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
  for (auto _ : slices(state)) {
    allow(PROT_READ);
    allow(PROT_READ | PROT_WRITE);
  }
  report(state, Work{2, "calls"}, checksum);
}

constexpr std::size_t kMovedBytes = 65536;

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
  for (auto _ : slices(state)) {
    from_to(here, there);
    from_to(there, here);
  }
  report(state, Work{2, "calls"}, checksum);
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
  for (auto _ : slices(state)) {
    set(before + kBreakBytes);
    set(before);
  }
  report(state, Work{2, "calls"}, checksum);
}

BENCHMARK(kernel<map_and_unmap>)->Name("mmap_munmap")->Arg(4096)->Arg(1 << 20)->Arg(64 << 20);
BENCHMARK(kernel<protect>)->Name("mprotect/4096");
BENCHMARK(kernel<move>)->Name("mremap/65536");
BENCHMARK(kernel<move_break>)->Name("brk/65536");

}  // namespace
}  // namespace assay
