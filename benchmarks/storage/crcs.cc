// SPDX-License-Identifier: Apache-2.0
// The CRCs of storage, a byte and eight bytes at a time: the 16 bits of the T10 protection
// information (SCSI's block commands, SBC), CRC-32 of Ethernet and gzip, CRC-32C of iSCSI and of
// the checksums in file systems (RFC 3720), and the 64 bits of NVMe's protection information (NVM
// Command Set Specification). Then the T10 information of 512-byte sectors, put in and verified.
#include <benchmark/benchmark.h>

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "crc_row.h"
#include "crc_tables.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "sizes.h"

namespace assay {
namespace {

// The lowest bit of a byte comes first (crc_tables.h).
template <std::unsigned_integral Word, Word polynomial>
struct LowFirst {
  static constexpr CrcTables<Word> kTables = make_crc_tables(polynomial);

  [[gnu::noinline]] static Word table(const std::uint8_t* bytes, std::size_t size, Word crc) {
    crc = static_cast<Word>(~crc);
    for (std::size_t i = 0; i < size; ++i) crc = (crc >> 8) ^ kTables[0][(crc ^ bytes[i]) & 255];
    return static_cast<Word>(~crc);
  }

  // M. Kounavis, F. Berry 2005 ("slicing by 8"); the size is a multiple of 8.
  [[gnu::noinline]] static Word slice8(const std::uint8_t* bytes, std::size_t size, Word crc) {
    crc = static_cast<Word>(~crc);
    for (std::size_t i = 0; i < size; i += 8) {
      std::uint64_t word = 0;
      for (unsigned k = 0; k < 8; ++k) word |= std::uint64_t{bytes[i + k]} << (8 * k);
      word ^= crc;
      crc = 0;
      for (unsigned k = 0; k < 8; ++k) crc ^= kTables[7 - k][word >> (8 * k) & 255];
    }
    return static_cast<Word>(~crc);
  }
};

// The highest bit first; it begins with zeros and inverts nothing.
struct T10 {
  static constexpr std::uint16_t kPolynomial = 0x8bb7;

  static constexpr std::uint16_t next(std::uint16_t remainder) {
    for (int bit = 0; bit < 8; ++bit) {
      const std::uint32_t shifted = std::uint32_t{remainder} << 1;
      remainder = static_cast<std::uint16_t>(shifted ^ ((shifted >> 16) * kPolynomial));
    }
    return remainder;
  }

  static constexpr CrcTables<std::uint16_t> make_tables() {
    CrcTables<std::uint16_t> tables{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
      auto remainder = static_cast<std::uint16_t>(byte << 8);
      for (auto& table : tables) table[byte] = remainder = next(remainder);
    }
    return tables;
  }
  static const CrcTables<std::uint16_t> kTables;

  [[gnu::noinline]] static std::uint16_t table(const std::uint8_t* bytes, std::size_t size,
                                               std::uint16_t crc) {
    for (std::size_t i = 0; i < size; ++i)
      crc = static_cast<std::uint16_t>(crc << 8 ^ kTables[0][(crc >> 8) ^ bytes[i]]);
    return crc;
  }

  [[gnu::noinline]] static std::uint16_t slice8(const std::uint8_t* bytes, std::size_t size,
                                                std::uint16_t crc) {
    for (std::size_t i = 0; i < size; i += 8) {
      const std::uint8_t* const at = bytes + i;
      crc = static_cast<std::uint16_t>(kTables[7][at[0] ^ (crc >> 8)] ^
                                       kTables[6][at[1] ^ (crc & 255)] ^ kTables[5][at[2]] ^
                                       kTables[4][at[3]] ^ kTables[3][at[4]] ^ kTables[2][at[5]] ^
                                       kTables[1][at[6]] ^ kTables[0][at[7]]);
    }
    return crc;
  }
};
constexpr CrcTables<std::uint16_t> T10::kTables = make_tables();

using Crc32 = LowFirst<std::uint32_t, 0xedb88320u>;
using Crc32c = LowFirst<std::uint32_t, 0x82f63b78u>;
using Crc64 = LowFirst<std::uint64_t, 0x9a6c9329ac4bc9b5u>;

BENCHMARK(crc<T10::table, 0x020>)->Name("crc/16_t10dif/table")->Arg(512)->Arg(kPageBytes);
BENCHMARK(crc<T10::slice8, 0x020>)->Name("crc/16_t10dif/slice8")->Arg(512)->Arg(kPageBytes);
BENCHMARK(crc<Crc32::table, 0x020>)->Name("crc/32/table")->Arg(kPageBytes);
BENCHMARK(crc<Crc32::slice8, 0x020>)->Name("crc/32/slice8")->Arg(kPageBytes);
BENCHMARK(crc<Crc32c::table, 0x020>)->Name("crc/32c/table")->Arg(kPageBytes);
BENCHMARK(crc<Crc32c::slice8, 0x020>)->Name("crc/32c/slice8")->Arg(kPageBytes);
BENCHMARK(crc<Crc64::table, 0x020>)->Name("crc/64_nvme/table")->Arg(kPageBytes);
BENCHMARK(crc<Crc64::slice8, 0x020>)->Name("crc/64_nvme/slice8")->Arg(kPageBytes);

// After each sector of 512 bytes stand the guard (its CRC), an application tag and the lower half
// of the block's number, all with the highest byte first: type 1 protection.
constexpr std::size_t kSector = 512, kProtected = kSector + 8;

void put_highest_first(std::uint8_t* to, std::uint32_t value, unsigned bytes) {
  for (unsigned k = 0; k < bytes; ++k)
    to[k] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - k)));
}

[[gnu::noinline]] void protect(const std::uint8_t* in, std::uint8_t* out, std::size_t sectors,
                               std::uint32_t block) {
  for (; sectors > 0; --sectors, in += kSector, out += kProtected, ++block) {
    for (std::size_t i = 0; i < kSector; ++i) out[i] = in[i];
    put_highest_first(out + kSector, T10::slice8(in, kSector, 0), 2);
    put_highest_first(out + kSector + 2, 0x4153, 2);
    put_highest_first(out + kSector + 4, block, 4);
  }
}

std::uint32_t read_highest_first(const std::uint8_t* from, unsigned bytes) {
  std::uint32_t value = 0;
  for (unsigned k = 0; k < bytes; ++k) value = value << 8 | from[k];
  return value;
}

// Of each sector 1 if its guard is wrong, 2 if its number is, and 3 if both are.
[[gnu::noinline]] void verify(const std::uint8_t* in, std::uint8_t* faults, std::size_t sectors,
                              std::uint32_t block) {
  for (std::size_t i = 0; i < sectors; ++i, in += kProtected, ++block) {
    const bool guard = T10::slice8(in, kSector, 0) != read_highest_first(in + kSector, 2);
    const bool number = block != read_highest_first(in + kSector + 4, 4);
    faults[i] = static_cast<std::uint8_t>(guard + 2 * number);
  }
}

constexpr std::size_t kSectors = 128;               // 64 KiB
constexpr std::uint32_t kFirstBlock = 0xffffffc0u;  // the number begins again at 0 on the way

void t10_insert(benchmark::State& state) {
  const Bytes bytes = random_bytes(kSectors * kSector, seed(0x021));
  const std::uint8_t* data = bytes.data();
  Bytes out(kSectors * kProtected, 192);
  on_one_input(
      state, {bytes.size(), "bytes"}, [&] { poison(out); },
      [&] {
        opaque(data);
        protect(data, out.data(), kSectors, kFirstBlock);
      },
      [&] { return Fnv1a64().add(out); });
}
BENCHMARK(t10_insert)->Name("t10_dif/insert");

// One sector in four has one bit that was changed, in its data or guard or else in its number. The
// fault is a number that is stored, not a branch.
void t10_verify(benchmark::State& state) {
  const Bytes bytes = random_bytes(kSectors * kSector, seed(0x022));
  Bytes sectors(kSectors * kProtected);
  protect(bytes.data(), sectors.data(), kSectors, kFirstBlock);
  Random random(seed(0x023));
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    const std::uint32_t kind = random.below(8), place = random.below(kSector + 2);
    std::uint8_t* const at = sectors.data() + sector * kProtected;
    if (kind == 0) at[place] ^= 1;
    if (kind == 1) at[kSector + 4 + place % 4] ^= 1;
  }
  const std::uint8_t* data = sectors.data();
  Bytes faults(kSectors, 192);
  on_one_input(
      state, {bytes.size(), "bytes"}, [&] { poison(faults); },
      [&] {
        opaque(data);
        verify(data, faults.data(), kSectors, kFirstBlock);
      },
      [&] { return Fnv1a64().add(faults); });
}
BENCHMARK(t10_verify)->Name("t10_dif/verify");

}  // namespace
}  // namespace assay
