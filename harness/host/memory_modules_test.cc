// SPDX-License-Identifier: Apache-2.0
#include "host/memory_modules.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "host/machines_test.h"

namespace assay::host {
namespace {

// A structure of type 17 by the layout of DMTF DSP0134: 16-bit size at 12, locators at 16 and 17,
// type at 18, speed at 21, 32-bit size at 28, configured speed at 32.
std::string device(unsigned size, unsigned large, char kind, unsigned speed,
                   const std::string& locator, const std::string& bank) {
  std::string bytes(0x28, '\0');
  const auto word = [&](std::size_t at, unsigned value) {
    bytes[at] = static_cast<char>(value & 0xff);
    bytes[at + 1] = static_cast<char>(value >> 8 & 0xff);
  };
  bytes[0] = 17;
  bytes[1] = 0x28;
  word(0x0c, size);
  bytes[0x10] = 1;
  bytes[0x11] = 2;
  bytes[0x12] = kind;
  word(0x15, 3200);
  bytes[0x18] = 3;  // the serial number
  word(0x1c, large & 0xffff);
  word(0x1e, large >> 16);
  word(0x20, speed);
  return bytes + locator + '\0' + bank + '\0' + "SERIAL-1234" + '\0' + '\0';
}

MemoryModules modules_of(const Readings& files, Readings* readings = nullptr) {
  const sys::TemporaryFolder folder;
  for (const auto& [path, bytes] : files) {
    sys::write_whole(folder.path() / std::filesystem::path(path).relative_path(), bytes);
  }
  return read_memory_modules(Root(folder.path(), readings));
}

TEST(MemoryModules, OfSmbiosAreCountedByKindWithTheirChannels) {
  const std::string raw = "/sys/firmware/dmi/entries/17-{}/raw";
  Readings readings;
  const auto found = modules_of(
      {{fmt::format(fmt::runtime(raw), 0),
        device(0x7fff, 32768, 0x1a, 2933, "DIMM 0", "P0 CHANNEL A")},
       {fmt::format(fmt::runtime(raw), 1),
        device(0x7fff, 32768, 0x1a, 2933, "DIMM 0", "P0 CHANNEL B")},
       {fmt::format(fmt::runtime(raw), 2), device(16384, 0, 0x1a, 0, "DIMM 1", "P0 CHANNEL B")},
       {fmt::format(fmt::runtime(raw), 3), device(0, 0, 2, 0, "DIMM 1", "P0 CHANNEL A")}},
      &readings);
  EXPECT_EQ(found.modules,
            "1 x 16 GiB DDR4 at 3200 MT/s, 2 x 32 GiB DDR4 at 2933 MT/s, 1 slot empty");
  EXPECT_EQ(found.channels, "2");
  for (const auto& [path, text] : readings) {
    EXPECT_EQ(text.find("SERIAL"), std::string::npos) << path;
  }
}

TEST(MemoryModules, OfEdacAreReadWhereSmbiosIsNot) {
  const std::string dimm = "/sys/devices/system/edac/mc/mc0/dimm";
  const auto found = modules_of({{dimm + "0/size", "32768"},
                                 {dimm + "0/dimm_mem_type", "Registered-DDR4"},
                                 {dimm + "0/dimm_location", "channel 0 slot 0"},
                                 {dimm + "1/size", "32768"},
                                 {dimm + "1/dimm_mem_type", "Registered-DDR4"},
                                 {dimm + "1/dimm_location", "channel 1 slot 0"}});
  EXPECT_EQ(found.modules, "2 x 32 GiB DDR4");
  EXPECT_EQ(found.channels, "2");
}

TEST(MemoryModules, AreUnknownWhereNothingTells) {
  EXPECT_EQ(modules_of({}).modules, "");
  // A board that names no channels, and bytes that are no such structure.
  const auto found = modules_of(
      {{"/sys/firmware/dmi/entries/17-0/raw", device(8192, 0, 0x22, 4800, "DIMM_A1", "BANK 0")},
       {"/sys/firmware/dmi/entries/17-1/raw", "\x11\x28"},
       {"/sys/firmware/dmi/entries/17-2/raw", std::string(4096, '\xff')}});
  EXPECT_EQ(found.modules, "1 x 8 GiB DDR5 at 4800 MT/s");
  EXPECT_EQ(found.channels, "");
}

}  // namespace
}  // namespace assay::host
