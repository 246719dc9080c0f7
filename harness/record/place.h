// SPDX-License-Identifier: Apache-2.0
// Where numbers came to be: on which host, under which runner, and what stood between the host and
// the program. run/run_cells.cc makes one for each cell, to which a runner adds its emulator, and
// work/gate.cc one for what it measures in turns. A record lists each once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/host.h"

namespace assay::record {

struct Emulator {
  std::string name;     // "qemu-aarch64"
  std::string version;  // "7.2.22"
  std::string sha256;
  std::string cpu;      // as given to -cpu
  std::string variant;  // name of an emulated variant, "" for the target's own CPU
  std::string plugin_sha256;
  std::string accelerator = {};   // "kvm": this machine's CPU executed it, and times are times
  std::string kernel = {};        // of a whole machine: its release, "6.12.117"
  std::string image_sha256 = {};  // and the image it booted
  std::uint64_t kernel_bytes = 0, initramfs_bytes = 0;  // sizes of the image's files
  friend bool operator==(const Emulator&, const Emulator&) = default;
};

struct Place {
  std::size_t host = 0;  // position among the record's hosts
  std::string runner;    // a name of record/runner.h; "" for imported
  // Of the machine that the program saw, where that is not the host: a guest.
  std::string guest_class = {};
  std::vector<Evidence> guest_evidence = {};
  std::optional<Emulator> emulator = {};
  friend bool operator==(const Place&, const Place&) = default;
};

// What makes two places the same, in one record or in two. Readings of the host's state, sizes and
// the plugin, which only looks on, are no part of it.
struct PlaceIdentity {
  std::string host_key, host_place, host_class, runner;
  std::string emulator_sha256, cpu, accelerator, image_sha256;  // "" where there is none
  friend auto operator<=>(const PlaceIdentity&, const PlaceIdentity&) = default;
};
PlaceIdentity identity_of(const Host& host, const Place& place);

// Whether what ran at one may have run at the other. A cell that never started names no emulator,
// and may have been meant for any of its runner on that host. A machine without the word of a place
// may be the one that a word names.
bool may_be_one(const PlaceIdentity& one, const PlaceIdentity& other);

// What two places differ in, in words: "hosts", "runners", "QEMUs"; "" when they are the same.
std::string_view difference(const PlaceIdentity& one, const PlaceIdentity& other);

}  // namespace assay::record
