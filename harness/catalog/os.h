// SPDX-License-Identifier: Apache-2.0
// Where libc, libraries, kernel and root file system of a cell come from, read from
// targets/os/*.toml.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/family.h"

namespace assay::catalog {

// Linux, compiled for an image.
struct KernelSource {
  std::string archive;                 // "/usr/src/linux-source-6.12.tar.xz"
  std::string package;                 // Debian package that brings it
  std::vector<std::string> fragments;  // names of KernelFragments, the later ones decide
};

// A root file system and a kernel made of a distribution's packages, for an image.
struct Packages {
  std::string manager;                    // "apt" or "dnf"
  std::string release;                    // of apt: "bookworm"
  std::vector<std::string> components;    // of apt: "main"
  std::vector<std::string> repositories;  // of dnf, below the mirror: "OS/{arch}"
  std::string key;                        // file of the keys that the packages are signed with
  std::vector<std::string> names;         // what is installed, with all it depends on
  std::string kernel;                     // package: "linux-image-{debian}"
  std::vector<std::string> modules;       // of the kernel, in the order init loads them
  std::vector<std::string> architectures;
  std::string untried;  // what nobody has tried, for people; "": all has been
};

struct Os {
  std::string name;
  std::string title;
  std::string libc;          // "glibc"
  std::string libc_version;  // "2.36"
  bool cxx = true;           // has a C++ library
  // "installed": the distribution's packages under /usr; "unpacked": a folder in the cache;
  // "image": boots, and has no libraries of its own.
  std::string kind;
  // Of an image: programs are linked against the first of these systems that has their
  // architecture.
  std::vector<std::string> libraries;
  std::optional<KernelSource> kernel;  // of an image without a distribution inside
  std::optional<Packages> packages;    // of an image of a distribution
  std::string sysroot;                 // "{cache}/sysroots/debian-13"; "" for installed
  std::string probe;                   // a file that exists when the sysroot is there for an arch:
                                       // "/usr/{triple}/lib/libc.a"
  std::string native_probe;  // the same for the host's own architecture; "" when it is the same
  std::string package;       // what brings it: "libstdc++-12-dev-{debian}-cross"
  std::string setup;         // command that brings it: "{setup} --sysroot debian-13:{debian}"
  std::vector<std::string> licences;         // files: of its C and C++ library
  std::vector<std::string> native_licences;  // the same for the host's own architecture
  ByFamily flags;                            // by compiler family, compile and link
  ByFamily link_flags;                       // by compiler family
  ByFamily native_flags;                     // instead of `flags` on the host's own architecture
  std::vector<std::string> architectures;    // that it has
  base::Position position;
};

// Problems are added; what comes back is then not to be used.
Os read_os(std::string_view text, std::string_view file, std::vector<base::Problem>& problems);

// The probe that holds: `native` on the host's own architecture.
const std::string& probe_of(const Os& os, bool native);

// Likewise.
const std::vector<std::string>& licences_of(const Os& os, bool native);

bool has_architecture(const Os& os, std::string_view arch);

bool boots(const Os& os);  // an image can be made of it, for one architecture at least
// Likewise for this one.
bool boots(const Os& os, std::string_view arch);

}  // namespace assay::catalog
