// SPDX-License-Identifier: Apache-2.0
#include "kit/kit_place.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/expression.h"
#include "base/sha256.h"
#include "base/text.h"
#include "host/fingerprint.h"
#include "host/root.h"
#include "record/runner.h"
#include "run/native.h"
#include "submit/round_files.h"
#include "work/catalog_files.h"
#include "work/gate_kit.h"
#include "work/kit_run.h"

namespace assay::kit {
namespace {

// On an emulated machine programs are checked and not timed.
constexpr run::RunnerFunctions kRunners[] = {{record::kNative, run::can_check_native,
                                              run::native_depends_on, nullptr,
                                              run::native_launchers}};

// Which benchmarks a gate compares, and how, was decided when its kit was made.
void require_no_choice(const terminal::Arguments& words) {
  for (const char* const option : {"quick", "filter", "round"}) {
    if (!words.has(option)) continue;
    throw base::Error(base::Exit::usage,
                      fmt::format("this kit holds a gate, and --{} is for runs", option))
        .hint("./start alone measures all of it; assay kit --gate --filter makes a smaller one");
  }
}

}  // namespace

KitPlace open_place(const std::filesystem::path& folder, const terminal::Arguments& words) {
  KitPlace place{.folder = folder,
                 .output = {},
                 .manifest = work::open_kit(folder),
                 .catalog = {},
                 .host = {},
                 .capabilities = {},
                 .folders = {}};
  if (work::is_gate(place.manifest)) require_no_choice(words);
  if (words.has("quick")) place.manifest.quick = true;
  if (words.has("filter")) place.manifest.filter = words.text("filter");
  // Before anything waits or is written.
  const base::Expression filter(place.manifest.filter,
                                words.has("filter") ? "--filter" : "the kit's filter");
  if (words.has("round")) place.manifest.round = submit::read_round_file(words.text("round"));
  const std::string round = place.manifest.round ? place.manifest.round->name : "";
  place.output = std::filesystem::absolute(
      words.has("output") ? std::filesystem::path(words.text("output"))
                          : folder / output_name(words.has("quick"), words.text("filter"), round));
  place.folders.data = folder;
  place.catalog = work::load_catalog(place.folders);
  place.host = host::look(host::Root(), place.catalog.cores);
  place.capabilities.host_arch = place.manifest.arch;
  return place;
}

work::Instruments instruments(const KitPlace& place) {
  return {.catalog = place.catalog,
          .host = place.host,
          .capabilities = place.capabilities,
          .folders = place.folders,
          .runners = kRunners};
}

std::string output_name(bool quick, const std::string& filter, const std::string& round) {
  std::string name = "results";
  if (quick) name += "-quick";
  if (!filter.empty()) name += "-" + base::short_hash(filter).substr(0, 8);
  if (!round.empty()) name += "-round-" + round;
  return name;
}

std::string what_to_type(const KitPlace& place, const terminal::Arguments& words,
                         std::string_view command) {
  std::error_code fault;
  const bool plain = !words.has("quick") && !words.has("filter") && !words.has("output");
  return plain && std::filesystem::exists(place.folder / output_name(true, ""), fault)
             ? fmt::format("./start {} --quick takes what --quick measured", command)
             : "./start measures, and goes on with what was begun";
}

}  // namespace assay::kit
