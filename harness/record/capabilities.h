// SPDX-License-Identifier: Apache-2.0
// What this machine can build and run: what the host room finds, and what build and run are given.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::record {

struct Tool {
  std::string name;     // "qemu-aarch64", "clang++-19", "cmake"
  std::string path;     // "" when missing
  std::string version;  // "7.2.22"
  std::string sha256;   // of the file; only where records need it
  std::string package;  // Debian package that brings it
  std::string remedy;   // what to type when it's missing: "apt install qemu-user", "scripts/setup"
  bool found() const { return !path.empty(); }
  friend bool operator==(const Tool&, const Tool&) = default;
};

struct Qemu {
  Tool tool;
  std::string arch;      // name of an Architecture
  bool plugins = false;  // can load plugins
  friend bool operator==(const Qemu&, const Qemu&) = default;
};

// The C and C++ compiler of a toolchain for one architecture.
struct Compiler {
  std::string toolchain;
  std::string arch;
  Tool c, cxx, linker;
  friend bool operator==(const Compiler&, const Compiler&) = default;
};

// The C library of an os for one architecture.
struct Sysroot {
  std::string os;
  std::string arch;
  std::string path;  // "" for the distribution's own folders
  bool present = false;
  std::string package;
  std::string remedy;
  friend bool operator==(const Sysroot&, const Sysroot&) = default;
};

struct Capabilities {
  std::string host_arch;  // name of an Architecture, "" when it is none of ours
  std::vector<std::string> host_features;
  std::vector<Tool> tools;  // cmake, ninja, ...
  std::vector<Compiler> compilers;
  std::vector<Sysroot> sysroots;
  std::vector<Qemu> emulators;                   // of programs: qemu-user
  std::vector<Qemu> machines;                    // of whole machines: qemu-system
  std::string no_kvm = "nobody looked for KVM";  // why it can't be used, "" when it can
  std::string benchmark_source;  // folder of Google Benchmark's source, "" when missing
  std::string benchmark_version;
  std::string libraries_source;  // folder of the sources of libraries that suites have rows of
  std::string libraries;         // which ones, with their SHA-256
  std::string tools_folder;      // {tools}
  std::string cache_folder;      // {cache}
  std::string setup = "scripts/setup";  // {setup}: the command that brings what is missing

  const Tool* tool(std::string_view name) const;  // null when unknown; likewise below
  const Compiler* compiler(std::string_view toolchain, std::string_view arch) const;
  const Sysroot* sysroot(std::string_view os, std::string_view arch) const;
  const Qemu* emulator(std::string_view arch) const;
  const Qemu* machine(std::string_view arch) const;
};

}  // namespace assay::record
