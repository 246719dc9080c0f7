// SPDX-License-Identifier: Apache-2.0
// What there is to build and run: every target, toolchain, os and suite, checked and cross-checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/cores.h"
#include "catalog/kernel_fragment.h"
#include "catalog/machine.h"
#include "catalog/os.h"
#include "catalog/suite.h"
#include "catalog/target.h"
#include "catalog/toolchain.h"

namespace assay::catalog {

struct Source {
  std::string file;
  std::string text;
};

struct SuiteSource {
  std::string folder;
  Source suite;
  Source checksums;  // empty file name: the suite has none
};

struct CatalogSources {
  std::vector<Source> targets, toolchains, systems;  // cores.toml stands among the targets
  std::vector<Source> machines = {}, kernel_fragments = {};
  std::vector<SuiteSource> suites;
};

struct Catalog {
  std::vector<Target> targets;
  std::vector<Toolchain> toolchains;
  std::vector<Os> systems;
  std::vector<Suite> suites;
  std::vector<Machine> machines;
  std::vector<KernelFragment> kernel_fragments;
  Cores cores;  // empty in a kit and other trees without targets/cores.toml

  const Target* target(std::string_view name) const;  // null when unknown; likewise below
  const Toolchain* toolchain(std::string_view name) const;
  const Os* os(std::string_view name) const;
  const Suite* suite(std::string_view name) const;
  const Machine* machine(std::string_view arch) const;
};

// Whose libraries programs of `os` are linked against: its own, or those that an image names. Null
// when the image has the architecture and none of them does.
const Os* library_os(const Catalog& catalog, const Os& os, std::string_view arch);

// Throws one Error(usage) with every problem of every file: also names given twice, a file whose
// name differs from its [target] name, an unknown default os or architecture.
Catalog read_catalog(const CatalogSources& sources);

}  // namespace assay::catalog
