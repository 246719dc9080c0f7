// SPDX-License-Identifier: Apache-2.0
#include "submit/gzip_text.h"

#include <fmt/format.h>
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>

#include "base/ensure.h"
#include "base/units.h"
#include "submit/archive_names.h"

namespace assay::submit {
namespace {

using base::Outcome;

constexpr int kWithGzipHeader = 15 + 16;  // window of 32 KiB; zlib.h, deflateInit2

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

// How large the last four bytes say that the whole is: a hint, from a stranger.
std::size_t promised_size(std::string_view gzip) {
  if (gzip.size() < 4) return 0;
  std::size_t size = 0;
  for (int i = 1; i <= 4; ++i) {
    size = size << 8u | static_cast<unsigned char>(gzip[gzip.size() - static_cast<std::size_t>(i)]);
  }
  return std::min<std::size_t>(size, kUnpackedLimit.value);
}

class Inflation {
 public:
  explicit Inflation(std::string_view gzip) : whole_(gzip.size()) {
    stream_.next_in = bytes_of(gzip);
    stream_.avail_in = static_cast<uInt>(gzip.size());
    if (inflateInit2(&stream_, kWithGzipHeader) != Z_OK) throw std::bad_alloc();
  }
  ~Inflation() { inflateEnd(&stream_); }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  Outcome all(std::string& into) {
    std::array<char, std::size_t{64} << 10> part;
    for (;;) {
      stream_.next_out = reinterpret_cast<Bytef*>(part.data());
      stream_.avail_out = static_cast<uInt>(part.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      const std::size_t made = part.size() - stream_.avail_out;
      if (Outcome size = check_size(into.size() + made); !size.good()) return size;
      into.append(part.data(), made);
      if (result == Z_STREAM_END) return check_rest();
      if (result == Z_BUF_ERROR) {  // it wants more
        return Outcome::failed("gzip-truncated", "the archive ends in the middle of its gzip");
      }
      if (result != Z_OK) {
        return Outcome::failed("gzip-damaged",
                               fmt::format("the archive's gzip is damaged: {}",
                                           stream_.msg == nullptr ? "no reason" : stream_.msg));
      }
    }
  }

 private:
  Outcome check_size(std::uint64_t made) const {
    if (made > kUnpackedLimit.value) {
      return Outcome::failed(
          "too-large", fmt::format("the archive unpacks to more than {}", to_text(kUnpackedLimit)));
    }
    if (made > kRatioLimit * whole_) {
      return Outcome::failed("ratio", fmt::format("the archive unpacks to more than {} times its "
                                                  "{} bytes",
                                                  kRatioLimit, whole_));
    }
    return Outcome::ok();
  }

  Outcome check_rest() const {
    if (stream_.avail_in == 0) return Outcome::ok();
    const std::string_view rest(reinterpret_cast<const char*>(stream_.next_in), stream_.avail_in);
    if (is_gzip(rest)) {
      return Outcome::failed("gzip-second-member", "a second gzip member follows the first");
    }
    return Outcome::failed("gzip-behind-end",
                           fmt::format("{} bytes follow the end of the gzip", rest.size()));
  }

  std::uint64_t whole_;
  z_stream stream_{};
};

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kMemory = 8;  // zlib's own default
  base::ensure(bytes.size() <= kUnpackedLimit.value, "an archive is not larger than it may be");
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWithGzipHeader, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string result(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int ended = deflate(&stream, Z_FINISH);
  result.resize(result.size() - stream.avail_out);
  deflateEnd(&stream);
  base::ensure(ended == Z_STREAM_END, "zlib fills no more than it said");
  return result;
}

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

Gunzipped gunzip(std::string_view bytes) {
  if (bytes.size() > kArchiveLimit.value) {
    return {{},
            Outcome::failed("archive-large",
                            fmt::format("the archive has more than {}", to_text(kArchiveLimit)))};
  }
  Gunzipped result;
  result.bytes.reserve(promised_size(bytes));
  result.outcome = Inflation(bytes).all(result.bytes);
  if (!result.outcome.good()) result.bytes.clear();
  return result;
}

}  // namespace assay::submit
