// SPDX-License-Identifier: Apache-2.0
// The pages of inflate.cc by zlib and libdeflate: compressed as a server does before it sends them,
// and inflated. Streams have no frame of gzip and no CRC. What a library works with is allocated
// once, and used for one page after the other.
#include <memory>
#include <span>

#include "deflate.h"
#include "html_pages.h"
#include "inflate.h"
#include "libraries.h"
#include "sizes.h"

#if ASSAY_HAS_ZLIB
#define ZLIB_CONST
#include <zlib.h>
#endif
#if ASSAY_HAS_LIBDEFLATE
#include <libdeflate.h>
#endif

namespace assay::web {
namespace {

// What stands for a library whose source is not there.
struct NoLibrary {
  explicit NoLibrary(int = 0) {}
  std::uint32_t run(Text, std::span<std::uint8_t>) { return kFault; }
};

#if ASSAY_HAS_ZLIB
class ZlibStream {
 public:
  ZlibStream(const ZlibStream&) = delete;
  ZlibStream& operator=(const ZlibStream&) = delete;

 protected:
  static constexpr int kWindowBits = -15;  // 32 KiB; negative: no frame

  ZlibStream() = default;
  ~ZlibStream() = default;
  void begin(Text text, std::span<std::uint8_t> out) {
    stream_.next_in = text.data();
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
  }
  std::uint32_t size_if(bool is_well) const {
    return is_well ? static_cast<std::uint32_t>(stream_.total_out) : kFault;
  }

  z_stream stream_{};
};

class ZlibDeflater : public ZlibStream {
 public:
  explicit ZlibDeflater(int level) {
    deflateInit2(&stream_, level, Z_DEFLATED, kWindowBits, 8, Z_DEFAULT_STRATEGY);
  }
  ~ZlibDeflater() { deflateEnd(&stream_); }

  // How many bytes, or kFault; so do all others.
  std::uint32_t run(Text text, std::span<std::uint8_t> out) {
    deflateReset(&stream_);
    begin(text, out);
    return size_if(::deflate(&stream_, Z_FINISH) == Z_STREAM_END);
  }
};

class ZlibInflater : public ZlibStream {
 public:
  ZlibInflater() { inflateInit2(&stream_, kWindowBits); }
  ~ZlibInflater() { inflateEnd(&stream_); }

  std::uint32_t run(Text text, std::span<std::uint8_t> out) {
    inflateReset(&stream_);
    begin(text, out);
    return size_if(::inflate(&stream_, Z_FINISH) == Z_STREAM_END);
  }
};
#else
using ZlibDeflater = NoLibrary;
using ZlibInflater = NoLibrary;
#endif

#if ASSAY_HAS_LIBDEFLATE
class LibdeflateDeflater {
 public:
  explicit LibdeflateDeflater(int level) : compressor_(libdeflate_alloc_compressor(level)) {}

  std::uint32_t run(Text text, std::span<std::uint8_t> out) {
    const std::size_t size = libdeflate_deflate_compress(compressor_.get(), text.data(),
                                                         text.size(), out.data(), out.size());
    return size == 0 ? kFault : static_cast<std::uint32_t>(size);
  }

 private:
  struct Free {
    void operator()(libdeflate_compressor* it) const { libdeflate_free_compressor(it); }
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
};

class LibdeflateInflater {
 public:
  std::uint32_t run(Text text, std::span<std::uint8_t> out) {
    std::size_t size = 0;
    const libdeflate_result result = libdeflate_deflate_decompress(
        decompressor_.get(), text.data(), text.size(), out.data(), out.size(), &size);
    return result == LIBDEFLATE_SUCCESS ? static_cast<std::uint32_t>(size) : kFault;
  }

 private:
  struct Free {
    void operator()(libdeflate_decompressor* it) const { libdeflate_free_decompressor(it); }
  };
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_{libdeflate_alloc_decompressor()};
};
#else
using LibdeflateDeflater = NoLibrary;
using LibdeflateInflater = NoLibrary;
#endif

template <class Library>
[[gnu::noinline]] std::uint32_t deflated_by(Library& library, Text page,
                                            std::span<std::uint8_t> out) {
  return library.run(page, out);
}

// 256 KB of pages in all, whose words and marks are undetermined: some 100,000 symbols. The
// compressed bytes differ between targets whose words have different sizes. So the checksum is that
// of the page that our own inflater makes of them, and the bytes that the loop left are compared
// with those of a call outside. The counter says how many bytes the first page becomes.
template <class Library, int level>
void deflate_html(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 4 * kLongBytes / size);
  const Messages pages(turns.count(), [&](std::uint64_t turn) {
    return PageMaker<PlainPage>(words, size, seed_of_turn(0x080, turn)).make();
  });
  Library library(level);
  Bytes out(size + 1024, 192);  // more than what is stored plainly takes
  std::uint32_t length = 0, last = 0;
  poison(out);
  for (auto _ : slices(state, KeepLast(length, last))) {
    length = deflated_by(library, pages(turns.next()), out.span());
    used(length);
  }
  Fnv1a64 left, expected, hash;
  add_output(left, out, last);
  const auto deflate_turn = [&](std::uint64_t turn) {
    poison(out);
    return deflated_by(library, pages(turn), out.span());
  };
  add_output(expected, out, deflate_turn(turns.last_of(passes_done(state))));
  const std::uint32_t first = deflate_turn(0);
  Bytes page(kMostPage);
  const std::size_t readable = first == kFault ? 0 : first;
  state.counters["compressed_bytes"] = static_cast<double>(readable);
  add_output(hash, page, Inflater({out.data(), readable}, page.span()).inflate());
  report(state, {size, "bytes"}, Checksum{hash}, Left{Checksum{left}, Checksum{expected}});
}

template <class Library>
struct PageFor {
  Library* library;
  Text text;
};
template <class Library>
[[gnu::noinline]] std::uint32_t inflated_by(PageFor<Library> page, std::uint8_t* out) {
  return page.library->run(page.text, {out, kMostPage});
}

// The same streams as inflate/html reads (inflate.cc).
template <class Library>
void inflate_html(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 4);
  const Messages pages(turns.count(), [&](std::uint64_t turn) {
    return PageMaker<CompressedPage>(words, size, seed_of_turn(0x080, turn)).make();
  });
  Library library;
  run_in_turns<inflated_by<Library>, std::uint8_t>(
      state, turns, {size, "bytes"},
      [&](std::uint64_t turn) { return PageFor<Library>{&library, pages(turn)}; }, kMostPage,
      [&](Fnv1a64& hash, Bytes& out) {
        add_streams(hash, out, [&](Text text, std::uint8_t* to) {
          return inflated_by(PageFor<Library>{&library, text}, to);
        });
      });
}

// The level at which pages are compressed while they are sent, and that of most tools.
constexpr int kFastLevel = 1, kUsualLevel = 6;

// 16 KiB, since 64 KiB take more than three million instructions.
BENCHMARK(row_if<ASSAY_HAS_ZLIB, deflate_html<ZlibDeflater, kFastLevel>>)
    ->Name("deflate/level_1/html/lib=zlib")
    ->Arg(16384)
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_ZLIB, deflate_html<ZlibDeflater, kUsualLevel>>)
    ->Name("deflate/level_6/html/lib=zlib")
    ->Arg(16384)
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_LIBDEFLATE, deflate_html<LibdeflateDeflater, kFastLevel>>)
    ->Name("deflate/level_1/html/lib=libdeflate")
    ->Arg(16384)
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_LIBDEFLATE, deflate_html<LibdeflateDeflater, kUsualLevel>>)
    ->Name("deflate/level_6/html/lib=libdeflate")
    ->Arg(16384)
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_ZLIB, inflate_html<ZlibInflater>>)
    ->Name("inflate/html/lib=zlib")
    ->Arg(kLongBytes);
BENCHMARK(row_if<ASSAY_HAS_LIBDEFLATE, inflate_html<LibdeflateInflater>>)
    ->Name("inflate/html/lib=libdeflate")
    ->Arg(kLongBytes);

}  // namespace
}  // namespace assay::web
