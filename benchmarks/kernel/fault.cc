// SPDX-License-Identifier: Apache-2.0
// Page faults: each pass touches 64 KiB, where nothing is mapped any more, and gives it back.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "folder.h"
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

void write_each_page(const Mapping& region) {
  for (std::size_t at = 0; at < region.size(); at += kStep) *region.as<volatile char>(at) = 1;
}

std::uint8_t read_each_page(const Mapping& region) {
  unsigned sum = 0;
  for (std::size_t at = 0; at < region.size(); at += kStep)
    sum += *region.as<volatile std::uint8_t>(at);
  return static_cast<std::uint8_t>(sum);
}

// A page fault each: several pages at once are another measurement.
void keep_pages_small(const Mapping& region) {
  madvise(region.data(), region.size(), MADV_NOHUGEPAGE);  // fails where there are no others
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
  give_back(region);
  for (auto _ : slices(state)) {
    touch(region);
    give_back(region);
  }
  report(state, Work{kTouches, "pages"}, checksum);
}

void fault_anonymous(benchmark::State& state) { anonymous(state, 0x5070, write_each_page); }

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
  for (auto _ : slices(state)) {
    used(read_each_page(region));
    give_back(region);
  }
  report(state, Work{kTouches, "pages"}, Checksum(hash));
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
  give_back(region);
  for (auto _ : slices(state)) {
    write_each_page(region);
    give_back(region);
  }
  report(state, Work{kTouches, "pages"}, checksum);
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
  for (auto _ : slices(state)) {
    write_each_page(region);
    give_back(region);
  }
  report(state, Work{kTouches, "pages"}, checksum);
}

BENCHMARK(kernel<fault_anonymous>)->Name("page_fault/anonymous/65536");
BENCHMARK(kernel<fault_file_read>)->Name("page_fault/file_read/65536");
BENCHMARK(kernel<fault_file_write>)->Name("page_fault/file_write/65536");
BENCHMARK(kernel<fault_copy_on_write>)->Name("page_fault/copy_on_write/65536");
BENCHMARK(kernel<populate>)->Name("madvise/populate/65536");

}  // namespace
}  // namespace assay
