// SPDX-License-Identifier: Apache-2.0
#include "record/round_controls.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>

#include "base/number.h"
#include "base/sha256.h"
#include "base/text.h"
#include "stats/random.h"

namespace assay::record {
namespace {

// The fixed seeds of benchmarks/support/data.h: "assay" in ASCII, and a number for each kernel.
constexpr std::uint64_t kSeeds = 0x6173736179000000u;

// Eight bytes from each number, lowest first.
std::string bytes_of_seed(std::uint64_t state, std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    std::uint64_t word = stats::splitmix64(state);
    for (int i = 0; i < 8; ++i, word >>= 8) bytes += static_cast<char>(word & 0xff);
  }
  return bytes;
}

// The first 16 digits of FIPS 180-4's hash of 4096 bytes.
std::string sha256_control(std::uint64_t seed) {
  return base::sha256(bytes_of_seed(seed, 4096)).substr(0, 16);
}

// The CRC of gzip (RFC 1952, 8) of 4096 bytes.
std::string crc32_control(std::uint64_t seed) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes_of_seed(seed, 4096)) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) * 0xedb88320u);
  }
  return fmt::format("{:016x}", ~crc);
}

// The walk through 16 KiB of lines in random order (benchmarks/memory/chase.cc): the hash of where
// each step leads, in units of four bytes.
std::string chase_control(std::uint64_t state) {
  constexpr std::uint32_t kLines = 16384 / 64, kUnitsOfHalfLine = 32 / 4;
  std::vector<std::uint32_t> slots(kLines);
  std::iota(slots.begin(), slots.end(), 0u);
  for (std::uint32_t left = kLines; left > 1; --left) {  // Fisher & Yates
    const std::uint64_t upper = stats::splitmix64(state) >> 32;
    std::swap(slots[left - 1], slots[(upper * left) >> 32]);
  }
  for (std::uint32_t& slot : slots) slot *= 2;  // the first half of its line
  slots.push_back(slots[kLines / 2] + 1);
  base::ShortHash hash;
  for (std::size_t i = 1; i <= slots.size(); ++i) {
    std::uint32_t place = slots[i % slots.size()] * kUnitsOfHalfLine;
    std::string bytes;
    for (int k = 0; k < 4; ++k, place >>= 8) bytes += static_cast<char>(place & 0xff);
    hash.add(bytes);
  }
  return hash.text();
}

struct ControlKernel {
  std::string_view suite, name;
  std::uint64_t seed;  // its own
  std::string (*checksum)(std::uint64_t seed);
};

// Every control kernel there is: integers only, so that all machines give the same.
constexpr ControlKernel kControlKernels[] = {
    {"compute", "sha256/4096", 0x050, sha256_control},
    {"compute", "crc32/table/4096", 0x051, crc32_control},
    {"memory", "chase/16384", 0x210, chase_control},
};

}  // namespace

std::string control_seed(std::string_view nonce) {
  return base::sha256(fmt::format("{}\ncontrols\n", nonce)).substr(0, 16);
}

std::vector<Control> expected_controls(std::string_view suite, std::string_view nonce) {
  const std::uint64_t of_round = *base::hex_to_uint64(control_seed(nonce));
  std::vector<Control> controls;
  for (const ControlKernel& each : kControlKernels) {
    if (each.suite != suite) continue;
    controls.push_back({.name = fmt::format("{}/{}", each.suite, each.name),
                        .checksum = each.checksum((kSeeds + each.seed) ^ of_round)});
  }
  return controls;
}

}  // namespace assay::record
