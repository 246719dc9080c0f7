// SPDX-License-Identifier: Apache-2.0
// Files in a temporary folder: made and removed (lmbench's lat_fs), renamed, listed, read and
// written in place. On tmpfs this is the kernel alone; elsewhere the file system has its say.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "folder.h"
#include "left.h"
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
  const auto pass = [&] {
    create("file");
    erase("file");
  };
  Seen written(written_bytes, bytes, pass);
  const Descriptor first = folder.file("file");  // what the first pass writes to and removes
  written.begin();
  for (auto _ : slices(state)) {
    create("file");
    erase("file");
  }
  const std::uint64_t passes = passes_done(state), seen = written.of(passes);
  Bytes left(bytes);
  const bool whole_file = pread(first, left.data(), bytes, 0) == static_cast<ssize_t>(bytes);
  report(state, Work{1, "files"}, Checksum(hash),
         Facts()
             .is(seen, passes)
             .is(names_in(folder.at()).size(), 0)
             .is(whole_file, true)
             .is(Checksum(Fnv1a64().add(left.span())), Checksum(Fnv1a64().add(content.span()))));
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
  const auto number_of = [&](const char* name) {
    struct stat status{};
    return fstatat(folder.at(), name, &status, 0) == 0 ? std::uint64_t{status.st_ino} : 0;
  };
  const std::uint64_t number = number_of("here");
  folder.file("there");  // has to give way
  for (auto _ : slices(state)) {
    from_to("here", "there");
    from_to("there", "here");
  }
  report(state, Work{2, "calls"}, checksum,
         Facts().is(number_of("here"), number).is(names_in(folder.at()).size(), 1));
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
  poison(std::span<char>(listing.room));
  std::uint64_t sum = 0;
  listing.of(folder.at(), [&](std::string_view name) {
    if (name.size() == 16) sum += word_of(std::string(name));
  });
  // The last names and what lies behind them, and the place in the folder.
  const auto left = [&] {
    return Checksum(Fnv1a64().add(listing.room).add(std::int64_t{lseek(folder.at(), 0, SEEK_CUR)}));
  };
  const Checksum expected = left();
  poison(std::span<char>(listing.room));
  checked(lseek(folder.at(), 0, SEEK_SET), "lseek");
  for (auto _ : slices(state)) {
    const std::size_t found = listing.of(folder.at(), [](std::string_view) {});
    ensured(found == kEntries + 2, "getdents64", "not all entries");
  }
  report(state, Work{kEntries, "entries"}, Checksum(sum), Facts().is(left(), expected));
}

constexpr std::size_t kBlockSize = 4096, kBlocks = 16;

// One block after the other of a file of 64 KiB. `bytes` counts them, `begin` puts poison where the
// loop has to write, and `left` looks at that after so many passes.
template <class Transfer, class Begin, class Look>
void block_by_block(benchmark::State& state, const Checksum& checksum, std::uint64_t (*bytes)(),
                    Transfer transfer, Begin begin, Look left) {
  Seen moved(bytes, kBlockSize, [&] { transfer(0); });
  begin();
  moved.begin();
  std::size_t block = 0;
  for (auto _ : slices(state)) {
    transfer(static_cast<off_t>(block * kBlockSize));
    block = (block + 1) % kBlocks;
  }
  const std::uint64_t passes = passes_done(state), seen = moved.of(passes);
  report(state, Work{kBlockSize, "bytes"}, checksum,
         left(passes).is(seen, passes).is(block, static_cast<std::size_t>(passes % kBlocks)));
}

void read_blocks(benchmark::State& state) {
  const Folder folder;
  const Bytes content = random_bytes(kBlocks * kBlockSize, seed(0x5082));
  const Descriptor file = folder.file("file", content.span());
  Bytes block(kBlockSize);
  const auto transfer = [&](off_t from) {
    whole(pread(file, block.data(), kBlockSize, from), kBlockSize, "pread");
  };
  Fnv1a64 hash;
  for (std::size_t i = kBlocks; i-- > 0;) {
    transfer(static_cast<off_t>(i * kBlockSize));
    hash.add(block.span());
  }
  block_by_block(
      state, Checksum(hash), read_bytes, transfer, [&] { poison(block); },
      [&](std::uint64_t passes) {
        const auto last = static_cast<std::size_t>((passes + kBlocks - 1) % kBlocks);
        const auto expected = content.span().subspan(last * kBlockSize, kBlockSize);
        return Facts().is(Checksum(Fnv1a64().add(block.span())), Checksum(Fnv1a64().add(expected)));
      });
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
  const Checksum checksum(Fnv1a64().add(found.span()));
  const auto begin = [&] {
    poison(found);
    whole(pwrite(file, found.data(), found.size(), 0), found.size(), "pwrite");
  };
  block_by_block(state, checksum, written_bytes, transfer, begin, [&](std::uint64_t passes) {
    Bytes expected(kBlocks * kBlockSize);
    poison(expected);
    for (std::size_t i = 0; i < std::min<std::uint64_t>(passes, kBlocks); ++i)
      std::ranges::copy(block, expected.begin() + i * kBlockSize);
    whole(pread(file, found.data(), found.size(), 0), found.size(), "pread");
    return Facts().is(Checksum(Fnv1a64().add(found.span())),
                      Checksum(Fnv1a64().add(expected.span())));
  });
}

BENCHMARK(kernel<create_and_unlink>)->Name("file/create_unlink")->Arg(0)->Arg(1024)->Arg(10240);
BENCHMARK(kernel<rename_file>)->Name("file/rename");
BENCHMARK(kernel<list>)->Name("file/getdents/1000");
BENCHMARK(kernel<read_blocks>)->Name("file/pread/4096");
BENCHMARK(kernel<write_blocks>)->Name("file/pwrite/4096");

}  // namespace
}  // namespace assay
