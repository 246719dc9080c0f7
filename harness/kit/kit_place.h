// SPDX-License-Identifier: Apache-2.0
// A kit on the machine that it was unpacked on: what it holds, where its results go, and the
// machine itself.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "record/host.h"
#include "terminal/arguments.h"
#include "work/instruments.h"
#include "work/kit.h"

namespace assay::kit {

struct KitPlace {
  std::filesystem::path folder, output;
  work::KitManifest manifest;  // with what the words change: --quick, --filter, --round
  catalog::Catalog catalog;
  record::Host host;
  record::Capabilities capabilities;
  sys::Folders folders;
};

// Throws Error(usage) for a folder that is not a kit's, for a kit with a file that is missing or
// damaged, and for --quick, --filter and --round with a kit that holds a gate.
KitPlace open_place(const std::filesystem::path& folder, const terminal::Arguments& words);

// To measure with; refers to the place.
work::Instruments instruments(const KitPlace& place);

// Where results go unless -o says otherwise: "results" beside the kit's program, and another folder
// for each other choice of benchmarks, since they are another result.
std::string output_name(bool quick, const std::string& filter, const std::string& round = {});

// Where nothing is that `command` could take: that it has to be measured, or that --quick names the
// folder where something is.
std::string what_to_type(const KitPlace& place, const terminal::Arguments& words,
                         std::string_view command);

}  // namespace assay::kit
