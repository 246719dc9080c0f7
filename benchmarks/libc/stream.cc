// SPDX-License-Identifier: Apache-2.0
// stdio.h on a file in memory (fmemopen) of 4096 bytes: what buffering costs, without a system
// call.
#include <stdio.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "calls.h"

namespace assay {
namespace {

constexpr std::size_t kFileBytes = 4096;

// A file with a buffer at a fixed place: counts of the copies don't follow the heap then.
struct MemoryFile {
  MemoryFile(void* contents, std::size_t size, const char* mode)
      : buffer(1024), file(fmemopen(contents, size, mode)) {
    setvbuf(file, chars(buffer), _IOFBF, buffer.size());
  }
  ~MemoryFile() { fclose(file); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  Bytes buffer;
  FILE* file;
};

// Lines of 16 to 79 letters; the last one ends where the file does.
Bytes lines(Random& random) {
  Bytes text = letters(kFileBytes, random);
  for (std::size_t at = 0; at < kFileBytes;) {
    at += 16 + random.below(64);
    if (at < kFileBytes) text[at++] = '\n';
  }
  text[kFileBytes - 1] = '\n';
  return text;
}

// `read(file, hash)` reads all there is; without a hash it only reads. Nothing depends on what a
// byte is, but lines: they have a reading of their own.
template <class Read>
void reading(benchmark::State& state, std::uint64_t seed_value, Read read) {
  Random random(seed_value);
  Bytes text = lines(random);
  const MemoryFile opened(text.data(), kFileBytes, "r");
  FILE* file = opened.file;
  Fnv1a64 hash;
  const auto total = read(file, &hash);
  rewind(file);  // a pass ends at the end of the file
  const auto last = one_call(state, [&] {
    rewind(file);
    return read(file, nullptr);
  });
  report(state, Work{kFileBytes, "bytes"}, Checksum(hash),
         Left{Checksum(Fnv1a64().add(std::uint64_t{last}).add(std::int64_t{ftell(file)})),
              Checksum(Fnv1a64().add(std::uint64_t{total}).add(std::int64_t{kFileBytes}))});
}

void get_characters(benchmark::State& state) {
  reading(state, seed(0x400), [](FILE* file, Fnv1a64* hash) {
    std::uint32_t total = 0;
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
      total += static_cast<std::uint32_t>(c);
      if (hash != nullptr) hash->add(static_cast<std::uint8_t>(c));
    }
    return total;
  });
}

// Lines of 1 to 127 letters. Each turn has the pieces of a pool in another order, one end of a line
// in each; to copy them costs as much as memcpy of the file. A line takes about two decisions.
void get_lines(benchmark::State& state) {
  constexpr std::size_t kPiece = 64, kPieces = 256;
  Random random(seed(0x401));
  Bytes pool = letters(kPieces * kPiece, random);
  pool[pool.size() - 1] = 'a';
  for (std::size_t i = 0; i < kPieces; ++i) pool[i * kPiece + random.below(kPiece)] = '\n';
  Bytes text(kFileBytes, kApart);
  const char* from = chars(pool);
  char* to = chars(text);
  opaque(from);
  opaque(to);
  const MemoryFile opened(to, kFileBytes, "r");
  FILE* file = opened.file;
  const auto make = [&](std::uint64_t turn) {
    Places taken(turn, kPieces);
    for (std::size_t at = 0; at < kFileBytes; at += kPiece)
      memcpy(to + at, from + taken.next() * kPiece, kPiece);
    rewind(file);
  };
  std::array<char, 128> line{};
  const auto read = [&](Fnv1a64* hash) {
    std::uint32_t count = 0;
    while (fgets(line.data(), static_cast<int>(line.size()), file) != nullptr) {
      ++count;
      if (hash != nullptr) hash->add(std::string_view(line.data()));
    }
    return count;
  };
  make(0);
  Fnv1a64 hash;
  hash.add(read(&hash));
  Turns turns(state, turns_for(2 * kFileBytes / kPiece));
  const std::uint32_t last = one_call(state, [&] {
    make(turns.next());
    return read(nullptr);
  });
  // The last line is what is behind the last end of a line, or ends the file.
  const auto text_of = [](std::string_view end, std::uint32_t count, std::int64_t at) {
    return Checksum(Fnv1a64().add(end).add(count).add(at));
  };
  const Checksum found = text_of(line.data(), last, std::int64_t{ftell(file)});
  make(turns.last_of(passes_done(state)));
  const std::string_view all(to, kFileBytes);
  const auto ends = static_cast<std::uint32_t>(std::count(all.begin(), all.end(), '\n'));
  const std::size_t end = all.rfind('\n', kFileBytes - 2) + 1;
  report(state, Work{kFileBytes, "bytes"}, Checksum(hash),
         Left{found, text_of(all.substr(end), ends + (all.back() == '\n' ? 0 : 1), kFileBytes)});
}

void read_blocks(benchmark::State& state) {
  reading(state, seed(0x402), [](FILE* file, Fnv1a64* hash) {
    std::array<std::uint8_t, 512> block{};
    std::size_t total = 0;
    for (std::size_t got = 0; (got = fread(block.data(), 1, block.size(), file)) > 0; total += got)
      if (hash != nullptr) hash->add(std::span(block.data(), got));
    return total;
  });
}

// Looks at each character before it reads it, as parsers do.
void unget_characters(benchmark::State& state) {
  reading(state, seed(0x403), [](FILE* file, Fnv1a64* hash) {
    std::uint32_t total = 0;
    for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
      ungetc(c, file);
      const int again = fgetc(file);
      total += static_cast<std::uint32_t>(again);
      if (hash != nullptr) hash->add(static_cast<std::uint8_t>(again));
    }
    return total;
  });
}

// `write(file, text)` writes the text; the file then holds it.
template <class Write>
void writing(benchmark::State& state, std::uint64_t seed_value, Write write) {
  Random random(seed_value);
  Bytes text = lines(random);
  text[kFileBytes - 1] = 0;
  const char* from = chars(text);
  opaque(from);
  Bytes room(kFileBytes + 1);
  const MemoryFile opened(room.data(), room.size(), "w");
  FILE* file = opened.file;
  write(file, from);
  fflush(file);
  const auto written = [&] { return Checksum(Fnv1a64().add(room.span().first(kFileBytes - 1))); };
  const Checksum checksum = written();
  poison(room);
  for (auto _ : slices(state)) {
    rewind(file);
    write(file, from);
    fflush(file);
  }
  report(state, Work{kFileBytes - 1, "bytes"}, checksum, written());
}

void put_characters(benchmark::State& state) {
  writing(state, seed(0x404), [](FILE* file, const char* text) {
    for (; *text != 0; ++text) fputc(*text, file);
  });
}

void put_string(benchmark::State& state) {
  writing(state, seed(0x405), [](FILE* file, const char* text) { fputs(text, file); });
}

void write_blocks(benchmark::State& state) {
  writing(state, seed(0x406), [](FILE* file, const char* text) {
    constexpr std::size_t kBlock = 195;  // 4095 bytes are 21 of these
    for (std::size_t at = 0; at + 1 < kFileBytes; at += kBlock) fwrite(text + at, 1, kBlock, file);
  });
}

BENCHMARK(get_characters)->Name("stdio/fgetc");
BENCHMARK(get_lines)->Name("stdio/fgets");
BENCHMARK(read_blocks)->Name("stdio/fread");
BENCHMARK(unget_characters)->Name("stdio/ungetc");
BENCHMARK(put_characters)->Name("stdio/fputc");
BENCHMARK(put_string)->Name("stdio/fputs");
BENCHMARK(write_blocks)->Name("stdio/fwrite");

}  // namespace
}  // namespace assay
