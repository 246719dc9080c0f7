// SPDX-License-Identifier: Apache-2.0
// Input data of all benchmarks: one generator with fixed seeds, and buffers whose address is the
// same modulo 64 KiB in every process, so that neither address space randomisation nor the
// environment moves a count.
//
// ASSAY_PERTURB=1 in the environment changes one bit of every input. A test runs each benchmark so
// and expects another checksum; therefore every benchmark takes its input or starting value through
// seed() or perturbed().
//
// ASSAY_SEED=HEX in the environment changes every seed: a round's control kernels run once with
// inputs that nobody knew before it began (docs/submissions.md). It is never set where times are
// taken.
#pragma once

#include <sys/mman.h>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace assay {

inline bool inputs_are_perturbed() {
  static const bool perturb = [] {
    const char* const value = std::getenv("ASSAY_PERTURB");
    return value != nullptr && std::string_view(value) == "1";
  }();
  return perturb;
}

// 0 without ASSAY_SEED.
inline std::uint64_t seed_of_round() {
  static const std::uint64_t of_round = [] {
    const char* const value = std::getenv("ASSAY_SEED");
    return value == nullptr ? std::uint64_t{0} : std::uint64_t{std::strtoull(value, nullptr, 16)};
  }();
  return of_round;
}

// The k-th fixed seed. Benchmarks that must not share data take different k.
inline std::uint64_t seed(std::uint64_t k) {
  const std::uint64_t fixed =
      (0x6173736179000000u + k) ^ seed_of_round();  // "assay" in ASCII, then k
  return inputs_are_perturbed() ? fixed ^ (std::uint64_t{1} << 32) : fixed;
}

// For inputs that are not random: published test vectors, starting values.
template <std::integral Integer>
Integer perturbed(Integer value) {
  return inputs_are_perturbed() ? static_cast<Integer>(value ^ 1) : value;
}

template <std::floating_point Real>
Real perturbed(Real value) {
  return inputs_are_perturbed() ? value + Real{0.0078125}
                                : value;  // 2^-7: exact, and above every tolerance
}

// Changes the lowest bit of the first element, in place.
template <class T, std::size_t Extent>
  requires(!std::is_const_v<T>)
std::span<T, Extent> perturbed(std::span<T, Extent> input) {
  if (!input.empty()) input[0] = perturbed(input[0]);
  return input;
}

// The finaliser of splitmix64, a bijection: a change of one bit changes about half of the result's.
[[gnu::always_inline]] inline constexpr std::uint64_t mixed_bits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// splitmix64 (S. Vigna's public-domain generator, after Steele, Lea, Flood 2014): any seed is good,
// one line in Python.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed_value) : state_(seed_value) {}

  constexpr std::uint64_t next() { return mixed_bits(state_ += 0x9e3779b97f4a7c15u); }

  // 0 ... bound - 1, from the upper 32 bits by multiplication (no division, no loop: one step of
  // the generator each).
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

  // [0, 1), 53 bits.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  // [-1, 1) in steps of 2^-10: sums and products of some thousand of these are exact in double.
  constexpr double coarse() {
    return static_cast<double>(static_cast<std::int32_t>(below(2048)) - 1024) * 0x1p-10;
  }

 private:
  std::uint64_t state_;
};

// The largest page of any target. Arenas begin at its multiples, whatever the page of this one is.
inline constexpr std::size_t kArenaAlignment = 65536;
inline constexpr std::size_t kBufferAlignment = 64;

// Zeroed elements at a fixed distance from the start of an arena of their own. Two buffers of one
// kernel that must not lie on the same cache sets take different offsets (bytes; a multiple of 64
// keeps the alignment).
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(std::size_t size, std::size_t offset_bytes = 0) : size_(size) {
    constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / 4;
    if (offset_bytes > kMost || size > kMost / sizeof(T)) throw std::bad_alloc();
    const std::size_t bytes = offset_bytes + size * sizeof(T);
    const std::size_t rounded = (bytes / kArenaAlignment + 1) * kArenaAlignment;
    arena_ = std::aligned_alloc(kArenaAlignment, rounded);
    if (arena_ == nullptr) throw std::bad_alloc();
#ifdef MADV_POPULATE_WRITE  // Linux 5.14; all pages at once, since a fault each is slow in a guest
    if (rounded >= (std::size_t{1} << 22)) madvise(arena_, rounded, MADV_POPULATE_WRITE);
#endif
    // All of it: functions on strings read whole words, and what lies beyond the end may be of
    // another run of the allocator.
    std::memset(arena_, 0, rounded);
    data_ = reinterpret_cast<T*>(static_cast<std::byte*>(arena_) + offset_bytes);
  }
  Buffer(Buffer&& other) noexcept
      : arena_(std::exchange(other.arena_, nullptr)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(arena_, other.arena_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { std::free(arena_); }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::span<T> span() { return {data_, size_}; }
  std::span<const T> span() const { return {data_, size_}; }

 private:
  void* arena_ = nullptr;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

using Bytes = Buffer<std::uint8_t>;

// Random bits; eight bytes from each step of the generator, lowest first, on every host.
inline void fill_bytes(std::span<std::uint8_t> out, Random& random) {
  std::size_t i = 0;
  while (i < out.size()) {
    std::uint64_t word = random.next();
    for (int k = 0; k < 8 && i < out.size(); ++k, word >>= 8)
      out[i++] = static_cast<std::uint8_t>(word);
  }
}

// Integers: the upper bits of one step each. Floating point: coarse().
template <class T>
void fill(std::span<T> out, Random& random) {
  for (T& value : out) {
    if constexpr (std::floating_point<T>) {
      value = static_cast<T>(random.coarse());
    } else {
      value = static_cast<T>(random.next() >> (64 - 8 * sizeof(T)));
    }
  }
}

template <class T>
Buffer<T> random_buffer(std::size_t size, std::uint64_t seed_value, std::size_t offset_bytes = 0) {
  Buffer<T> buffer(size, offset_bytes);
  Random random(seed_value);
  fill(buffer.span(), random);
  return buffer;
}

inline Bytes random_bytes(std::size_t size, std::uint64_t seed_value,
                          std::size_t offset_bytes = 0) {
  Bytes bytes(size, offset_bytes);
  Random random(seed_value);
  fill_bytes(bytes.span(), random);
  return bytes;
}

// What no benchmark computes: outputs hold it before a loop that has to write them.
template <class T>
void poison(std::span<T> out) {
  if (!out.empty()) std::memset(static_cast<void*>(out.data()), 0xa5, out.size_bytes());
}
template <class T>
void poison(Buffer<T>& out) {
  poison(out.span());
}

// Lower-case words of 1 to 12 letters, a blank between them; no zero byte anywhere.
inline Bytes ascii_text(std::size_t size, std::uint64_t seed_value) {
  Bytes text(size);
  Random random(seed_value);
  std::size_t i = 0;
  while (i < size) {
    std::uint64_t word = random.next();
    const std::size_t letters = 1 + (word >> 32) % 12;
    for (std::size_t k = 0; k < letters && i < size; ++k, word >>= 5) {
      text[i++] = static_cast<std::uint8_t>('a' + (word & 31) % 26);
    }
    if (i < size) text[i++] = ' ';
  }
  return text;
}

// A character in UTF-8; returns where the next one goes.
inline std::uint8_t* put_utf8(std::uint8_t* to, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { *to++ = static_cast<std::uint8_t>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6), put(0x80 | (c & 63));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 63)), put(0x80 | (c & 63));
  } else {
    put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 63)), put(0x80 | (c >> 6 & 63));
    put(0x80 | (c & 63));
  }
  return to;
}

// Well-formed UTF-8, about as many characters of one, two, three and four bytes; filled up with
// blanks.
inline Bytes utf8_text(std::size_t size, std::uint64_t seed_value) {
  struct Range {
    std::uint32_t first, count;
  };
  // Those of three bytes are the CJK block, in which there are no surrogates.
  constexpr std::array<Range, 4> kRanges = {
      {{'a', 26}, {0x80, 0x800 - 0x80}, {0x4e00, 0xa000 - 0x4e00}, {0x10000, 0x100000}}};
  Bytes text(size);
  Random random(seed_value);
  std::uint8_t* to = text.begin();
  while (text.end() - to >= 4) {
    const std::uint64_t word = random.next();
    const Range range = kRanges[word >> 62];
    to = put_utf8(to, range.first + static_cast<std::uint32_t>(word) % range.count);
  }
  while (to != text.end()) *to++ = ' ';
  return text;
}

}  // namespace assay
