// SPDX-License-Identifier: Apache-2.0
// Page faults: each pass touches 64 KiB, where nothing is mapped any more, and gives it back.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "folder.h"
#include "left.h"
#include "mapping.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

constexpr std::size_t kTouchedBytes = 65536;
constexpr std::size_t kTouches = kTouchedBytes / kStep;
constexpr int kPopulateForWriting = 23;  // MADV_POPULATE_WRITE: Linux 5.14, and newer headers

void give_back(const Mapping& region) {
  checked(madvise(region.data(), region.size(), MADV_DONTNEED), "madvise");
}

[[gnu::always_inline]] inline void write_each_page(const Mapping& region) {
  for (std::size_t at = 0; at < region.size(); at += kStep) *region.as<volatile char>(at) = 1;
}

[[gnu::always_inline]] inline std::uint8_t read_each_page(const Mapping& region) {
  unsigned sum = 0;
  for (std::size_t at = 0; at < region.size(); at += kStep)
    sum += *region.as<volatile std::uint8_t>(at);
  return static_cast<std::uint8_t>(sum);
}

// These take where a region lies: the compiler unrolls the loops that are measured because it knows
// the size of a region whose address went nowhere.
bool has_only(const std::uint8_t* place, std::uint8_t byte) {
  const std::span bytes(place, kTouchedBytes);
  return std::ranges::all_of(bytes, [=](std::uint8_t each) { return each == byte; });
}

// How many pages of an anonymous region there are, -1 if the kernel does not tell.
std::ptrdiff_t pages_in_memory(std::uint8_t* place) {
  std::array<unsigned char, kTouches> in_memory{};
  if (mincore(place, kTouchedBytes, in_memory.data()) != 0) return -1;
  return std::ranges::count_if(in_memory, [](unsigned char page) { return (page & 1) != 0; });
}

std::ptrdiff_t all_pages() {
  return static_cast<std::ptrdiff_t>(kTouchedBytes) / sysconf(_SC_PAGESIZE);
}

// A page fault each: several pages at once are another measurement.
void keep_pages_small(const Mapping& region) {
  madvise(region.data(), region.size(), MADV_NOHUGEPAGE);  // fails where there are no others
}

// How many faults a pass has, the least of some passes over another region like the one measured.
template <class Touch>
[[gnu::cold, gnu::noinline]] Seen<std::uint64_t (*)()> faults_of(int access, int how, int file,
                                                                 Touch touch) {
  const Mapping region(kTouchedBytes, access, how, file);
  if (file < 0) keep_pages_small(region);
  const auto pass = [&] {
    touch(region);
    give_back(region);
  };
  // One fault may map several pages of a file, and how many depends on the address.
  std::uint64_t least = (how & MAP_SHARED) != 0 ? 1 : kTouches;
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t before = page_faults();
    pass();
    least = std::min(least, page_faults() - before);
  }
  return {page_faults, least, pass};
}

// Where a word goes: its own place in one of the pages.
std::size_t place_of(std::uint64_t word) {
  return static_cast<std::size_t>(word % (kTouchedBytes / sizeof word)) * sizeof word;
}

template <class Touch>
void anonymous(benchmark::State& state, std::uint64_t k, Touch touch) {
  const Mapping region(kTouchedBytes);
  keep_pages_small(region);
  const Checksum checksum = words_through(k, [&](std::uint64_t word) {
    touch(region);
    auto& place = *region.as<volatile std::uint64_t>(place_of(word));
    place = word;
    const std::uint64_t held = place;
    give_back(region);
    return held + place;  // zero again
  });
  touch(region);
  const std::ptrdiff_t touched = pages_in_memory(region.as<std::uint8_t>());
  give_back(region);
  auto faults = faults_of(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, touch);
  const std::ptrdiff_t pages = pages_in_memory(region.as<std::uint8_t>());
  faults.begin();
  for (auto _ : slices(state)) {
    touch(region);
    give_back(region);
  }
  const std::uint64_t passes = passes_done(state), seen = faults.of(passes);
  report(state, Work{kTouches, "pages"}, checksum,
         Facts()
             .is(seen, passes)
             .is(pages_in_memory(region.as<std::uint8_t>()), pages)
             .is(touched, pages < 0 ? pages : all_pages())  // how many faults that is varies
             .is(has_only(region.as<std::uint8_t>(), 0), true));
}

void fault_anonymous(benchmark::State& state) {
  anonymous(state, 0x5070, [](const Mapping& region) { write_each_page(region); });
}

// All pages by one call, without a fault.
void populate(benchmark::State& state) {
  const Mapping probe(kStep);
  supported(madvise(probe.data(), kStep, kPopulateForWriting), "MADV_POPULATE_WRITE");
  anonymous(state, 0x5071, [](const Mapping& region) {
    checked(madvise(region.data(), region.size(), kPopulateForWriting), "madvise");
  });
}

// The kernel may map the neighbours of a page that is read as well.
void fault_file_read(benchmark::State& state) {
  const Folder folder;
  const Descriptor file = folder.file("file", random_bytes(kTouchedBytes, seed(0x5072)).span());
  const Mapping region(kTouchedBytes, PROT_READ, MAP_SHARED, file);
  Fnv1a64 hash;
  for (std::size_t i = 0; i < kTouchedBytes; ++i) hash.add(*region.as<std::uint8_t>(i));
  give_back(region);
  auto faults = faults_of(PROT_READ, MAP_SHARED, file,
                          [](const Mapping& other) { used(read_each_page(other)); });
  faults.begin();
  for (auto _ : slices(state)) {
    used(read_each_page(region));
    give_back(region);
  }
  // What was read is in a register.
  const std::uint64_t passes = passes_done(state), seen = faults.of(passes);
  report(state, Work{kTouches, "pages"}, Checksum(hash), Facts().is(seen, passes));
}

std::uint64_t word_in(const Descriptor& file, std::size_t at) {
  std::uint64_t word = 0;
  whole(pread(file, &word, sizeof word, static_cast<off_t>(at)), sizeof word, "pread");
  return word;
}

void fault_file_write(benchmark::State& state) {
  const Folder folder;
  const Descriptor file = folder.file("file", Bytes(kTouchedBytes).span());
  const Mapping region(kTouchedBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file);
  const Checksum checksum = words_through(0x5073, [&](std::uint64_t word) {
    give_back(region);
    *region.as<volatile std::uint64_t>(place_of(word)) = word;
    return word_in(file, place_of(word));
  });
  auto faults = faults_of(PROT_READ | PROT_WRITE, MAP_SHARED, file,
                          [](const Mapping& other) { write_each_page(other); });
  Bytes expected(kTouchedBytes), left(kTouchedBytes);
  poison(expected);
  whole(pwrite(file, expected.data(), kTouchedBytes, 0), kTouchedBytes, "pwrite");
  for (std::size_t at = 0; at < kTouchedBytes; at += kStep) expected[at] = 1;
  give_back(region);
  faults.begin();
  for (auto _ : slices(state)) {
    write_each_page(region);
    give_back(region);
  }
  const std::uint64_t passes = passes_done(state), seen = faults.of(passes);
  whole(pread(file, left.data(), kTouchedBytes, 0), kTouchedBytes, "pread");
  report(state, Work{kTouches, "pages"}, checksum,
         Facts()
             .is(seen, passes)
             .is(Checksum(Fnv1a64().add(left.span())), Checksum(Fnv1a64().add(expected.span()))));
}

// A private mapping of a file: the first write copies the page, the file stays as it is.
void fault_copy_on_write(benchmark::State& state) {
  const Folder folder;
  const Descriptor file = folder.file("file", Bytes(kTouchedBytes).span());
  const Mapping region(kTouchedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file);
  const Checksum checksum = words_through(0x5074, [&](std::uint64_t word) {
    auto& place = *region.as<volatile std::uint64_t>(place_of(word));
    place = word;
    const std::uint64_t held = place;
    give_back(region);
    return held + word_in(file, place_of(word)) + place;  // the last two are zero
  });
  auto faults = faults_of(PROT_READ | PROT_WRITE, MAP_PRIVATE, file,
                          [](const Mapping& other) { write_each_page(other); });
  faults.begin();
  for (auto _ : slices(state)) {
    write_each_page(region);
    give_back(region);
  }
  // Where the copies were there is the file again, which nobody has written to.
  const std::uint64_t passes = passes_done(state), seen = faults.of(passes);
  report(state, Work{kTouches, "pages"}, checksum,
         Facts().is(seen, passes).is(has_only(region.as<std::uint8_t>(), 0), true));
}

BENCHMARK(kernel<fault_anonymous>)->Name("page_fault/anonymous/65536");
BENCHMARK(kernel<fault_file_read>)->Name("page_fault/file_read/65536");
BENCHMARK(kernel<fault_file_write>)->Name("page_fault/file_write/65536");
BENCHMARK(kernel<fault_copy_on_write>)->Name("page_fault/copy_on_write/65536");
BENCHMARK(kernel<populate>)->Name("madvise/populate/65536");

}  // namespace
}  // namespace assay
