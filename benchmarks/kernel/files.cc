// SPDX-License-Identifier: Apache-2.0
// Files in a temporary folder: made and removed (lmbench's lat_fs), renamed, listed, read and
// written in place. On tmpfs this is the kernel alone; elsewhere the file system has its say.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "folder.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "words.h"

namespace assay {
namespace {

// Sizes are lmbench's.
void create_and_unlink(benchmark::State& state) {
  const auto bytes = static_cast<std::size_t>(state.range(0));
  const std::uint64_t k = 0x5300 + bytes;
  const Folder folder;
  const Bytes content = random_bytes(bytes, seed(k));
  const auto create = [&](const char* name) { folder.file(name, content.span()); };
  const auto erase = [&](const char* name) { checked(unlinkat(folder.at(), name, 0), "unlinkat"); };
  create(name_of(seed(k)).c_str());
  Fnv1a64 hash;
  for (const std::string& name : names_in(folder.at())) {
    Bytes found(bytes);
    read_all(Descriptor(checked(openat(folder.at(), name.c_str(), O_RDONLY), "openat")),
             found.span());
    hash.add(word_of(name)).add(found.span());
    erase(name.c_str());
  }
  for (auto _ : slices(state)) {
    create("file");
    erase("file");
  }
  report(state, Work{1, "files"}, Checksum(hash));
}

void rename_file(benchmark::State& state) {
  const Folder folder;
  folder.file("here");
  const auto from_to = [&](const char* from, const char* to) {
    checked(renameat(folder.at(), from, folder.at(), to), "renameat");
  };
  const Checksum checksum = words_through(0x5080, [&](std::uint64_t word) {
    from_to("here", name_of(word).c_str());
    const std::string name = names_in(folder.at()).at(0);
    from_to(name.c_str(), "here");
    return word_of(name);
  });
  for (auto _ : slices(state)) {
    from_to("here", "there");
    from_to("there", "here");
  }
  report(state, Work{2, "calls"}, checksum);
}

constexpr std::size_t kEntries = 1000;

// What getdents64 writes: an entry's length stands in bytes 16 and 17, its name begins at byte 19.
struct Listing {
  alignas(8) std::array<char, 32768> room;  // what C libraries take

  template <class Each>
  std::size_t of(int folder, Each each) {
    checked(lseek(folder, 0, SEEK_SET), "lseek");
    std::size_t entries = 0;
    for (;;) {
      const long filled =
          checked(syscall(SYS_getdents64, folder, room.data(), room.size()), "getdents64");
      if (filled == 0) return entries;
      for (std::size_t at = 0; at < static_cast<std::size_t>(filled); ++entries) {
        std::uint16_t length = 0;
        std::memcpy(&length, &room[at + 16], sizeof length);
        ensured(length > 19, "getdents64", "an entry without a length");
        each(std::string_view(&room[at + 19]));
        at += length;
      }
    }
  }
};

// All names of one file: links cost less to make than files. The order is the file system's.
void list(benchmark::State& state) {
  const Folder folder;
  folder.file("file");
  Random random(seed(0x5081));
  for (std::size_t i = 0; i < kEntries; ++i) {
    checked(linkat(folder.at(), "file", folder.at(), name_of(random.next()).c_str(), 0), "linkat");
  }
  checked(unlinkat(folder.at(), "file", 0), "unlinkat");
  Listing listing;
  std::uint64_t sum = 0;
  listing.of(folder.at(), [&](std::string_view name) {
    if (name.size() == 16) sum += word_of(std::string(name));
  });
  for (auto _ : slices(state)) {
    const std::size_t found = listing.of(folder.at(), [](std::string_view) {});
    ensured(found == kEntries + 2, "getdents64", "not all entries");
  }
  report(state, Work{kEntries, "entries"}, Checksum(sum));
}

constexpr std::size_t kBlockSize = 4096, kBlocks = 16;

// One block after the other of a file of 64 KiB.
template <class Transfer>
void block_by_block(benchmark::State& state, const Checksum& checksum, Transfer transfer) {
  std::size_t block = 0;
  for (auto _ : slices(state)) {
    transfer(static_cast<off_t>(block * kBlockSize));
    block = (block + 1) % kBlocks;
  }
  report(state, Work{kBlockSize, "bytes"}, checksum);
}

void read_blocks(benchmark::State& state) {
  const Folder folder;
  const Descriptor file =
      folder.file("file", random_bytes(kBlocks * kBlockSize, seed(0x5082)).span());
  Bytes block(kBlockSize);
  const auto transfer = [&](off_t from) {
    whole(pread(file, block.data(), kBlockSize, from), kBlockSize, "pread");
  };
  Fnv1a64 hash;
  for (std::size_t i = kBlocks; i-- > 0;) {
    transfer(static_cast<off_t>(i * kBlockSize));
    hash.add(block.span());
  }
  block_by_block(state, Checksum(hash), transfer);
}

void write_blocks(benchmark::State& state) {
  const Folder folder;
  const Descriptor file = folder.file("file");
  const Bytes block = random_bytes(kBlockSize, seed(0x5083));
  const auto transfer = [&](off_t to) {
    whole(pwrite(file, block.data(), kBlockSize, to), kBlockSize, "pwrite");
  };
  for (std::size_t i = kBlocks; i-- > 0;) transfer(static_cast<off_t>(i * kBlockSize));
  Bytes found(kBlocks * kBlockSize);
  read_all(file, found.span());
  block_by_block(state, Checksum(Fnv1a64().add(found.span())), transfer);
}

BENCHMARK(kernel<create_and_unlink>)->Name("file/create_unlink")->Arg(0)->Arg(1024)->Arg(10240);
BENCHMARK(kernel<rename_file>)->Name("file/rename");
BENCHMARK(kernel<list>)->Name("file/getdents/1000");
BENCHMARK(kernel<read_blocks>)->Name("file/pread/4096");
BENCHMARK(kernel<write_blocks>)->Name("file/pwrite/4096");

}  // namespace
}  // namespace assay
