// SPDX-License-Identifier: Apache-2.0
// What this machine can build and run with: compilers, sysroots, emulators, the private tool root.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "record/capabilities.h"
#include "record/host.h"

namespace assay::host {

// Everything the catalog's targets, toolchains and systems could need. What is missing stands there
// with the package that brings it and what to type. `cache` is that of sys::Folders: it holds
// sources/, sysroots/, tools/ and the answers of earlier searches; `setup` too is its own.
record::Capabilities search_tools(const catalog::Catalog& catalog, const record::Host& host,
                                  const std::filesystem::path& cache, const std::string& setup);

// `text` with {triple}, {debian}, {arch}, {tools}, {cache}, {sysroot}, {setup} filled in.
std::string fill_in(std::string text, std::string_view arch, const record::Capabilities& found,
                    std::string_view sysroot = {});

}  // namespace assay::host
