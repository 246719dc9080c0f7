// SPDX-License-Identifier: Apache-2.0
// A platform to support, read from one TOML file of targets/. What the keys mean stands in
// targets/README.md, which a test holds against this reader.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/family.h"

namespace assay::catalog {

// One key of a host's identity ("arm.implementer") and the values the real chip has. host/match.h
// says what follows from them.
struct IdentityRule {
  std::string key;
  std::vector<std::string> values;  // any of them; * stands for anything
  std::string source;
  bool verified = false;
  bool enough = false;  // only this chip has it
};

struct Fact {
  std::string key;
  std::string value;
  std::string source;
  bool verified = false;
};

// Another emulated CPU on which results must be the same; for correctness only.
struct QemuVariant {
  std::string name;  // "sve512"
  std::string cpu;   // "max,sve512=on"
};

struct Target {
  std::string name;
  std::string title;
  std::string vendor;
  std::string arch;               // name of an Architecture
  std::string os;                 // default os
  bool default_for_arch = false;  // what a program that somebody else built is run as
  // CPU features a host must have to execute it, as /proc/cpuinfo names them.
  std::vector<std::string> requires_features;
  ByFamily flags;  // -march and -mtune
  std::string qemu_cpu;
  std::string qemu_minimum;  // QEMU version, "" for any
  std::vector<QemuVariant> variants;
  std::vector<IdentityRule> identity;
  std::vector<Fact> facts;
  base::Position position;
};

// The keys identity rules may ask for: what hosts tell about their CPU.
std::vector<std::string> identity_keys();

// Problems are added; what comes back is then not to be used.
Target read_target(std::string_view text, std::string_view file,
                   std::vector<base::Problem>& problems);

}  // namespace assay::catalog
