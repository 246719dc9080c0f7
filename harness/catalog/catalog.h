// SPDX-License-Identifier: Apache-2.0
// What there is to build and run: every target, toolchain, os and suite, checked and cross-checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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
  std::vector<Source> targets, toolchains, systems;
  std::vector<SuiteSource> suites;
};

struct Catalog {
  std::vector<Target> targets;
  std::vector<Toolchain> toolchains;
  std::vector<Os> systems;
  std::vector<Suite> suites;

  const Target* target(std::string_view name) const;  // null when unknown; likewise below
  const Toolchain* toolchain(std::string_view name) const;
  const Os* os(std::string_view name) const;
  const Suite* suite(std::string_view name) const;
};

// Throws one Error(usage) with every problem of every file: also names given twice, a file whose
// name differs from its [target] name, an unknown default os or architecture.
Catalog read_catalog(const CatalogSources& sources);

}  // namespace assay::catalog
