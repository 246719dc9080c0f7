// SPDX-License-Identifier: Apache-2.0
// The machine that ran something, as records keep it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::record {

struct Evidence {
  std::string signal;    // "cpuid hypervisor bit"
  std::string strength;  // "strong" or "weak"
  std::string value;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// How the machine was at one moment: "load", "steal_percent", "temperature_c" ... What could not be
// read is left out.
struct Reading {
  std::string at;  // UTC, "2026-11-24T05:00:00Z"
  std::vector<std::pair<std::string, std::string>> values;
  friend bool operator==(const Reading&, const Reading&) = default;
};

struct Host {
  // Keys and values in a fixed order: "arch", "kernel", "cpu", "x86.vendor", "cpus",
  // "memory_bytes", "page_size", "governor", "os" ... What could not be read is left out.
  std::vector<std::pair<std::string, std::string>> fingerprint;
  std::vector<Reading> readings = {};        // oldest first
  std::vector<std::string> unreadable = {};  // keys of both that were looked for in vain
  std::vector<std::string> features;         // CPU features as /proc/cpuinfo names them
  std::string host_class;                    // "bare-metal-claimed", "virtualised", "emulated"
  std::vector<Evidence> evidence;
  std::string session;   // hash of the boot id: runs of one session share a boot
  std::string key = {};  // hash of what stays from boot to boot; equal machines share it
  // The word of --on that named it, "lab1" or "ssh:lab1"; "" of the machine itself and of a kit.
  std::string place = {};
  friend bool operator==(const Host&, const Host&) = default;
};

// As far as was found: "emulated" is its class.
bool is_emulated(const Host& host);

// "" when it has no such key.
std::string fingerprint_value(const Host& host, std::string_view key);
// Of the last reading.
std::string state_value(const Host& host, std::string_view key);

}  // namespace assay::record
