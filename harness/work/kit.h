// SPDX-License-Identifier: Apache-2.0
// A kit: what measures a target's programs on another machine, as files. Its manifest says what it
// holds and what is to be run; docs/machines.md describes its folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "record/limits.h"
#include "record/record.h"
#include "record/round.h"
#include "run/run_cells.h"

namespace assay::work {

inline constexpr std::string_view kKitProgram = "assay-kit", kKitManifest = "manifest.json";

// A file of a kit. Where it comes from: `source`, or `bytes` when that is empty.
struct KitFile {
  std::string path;    // from the kit's folder, "programs/libc"
  std::string sha256;  // of what it holds
  std::uint64_t size = 0;
  bool executable = false;
  std::filesystem::path source = {};
  std::string bytes = {};
};

// One program that is to be run, for one cell.
struct KitProgram {
  catalog::Cell cell;
  record::Program program;  // whose path is that inside the kit
};

struct KitManifest {
  record::Harness harness;  // that made the kit
  std::string target, arch;
  std::vector<KitProgram> programs;
  std::string filter;  // regular expression on suite/benchmark; "" for all
  bool quick = false;  // only what stands for a suite
  std::chrono::seconds timeout = record::kTimeout;
  base::Bytes memory = record::kMemory;
  std::vector<KitFile> files;  // all but the manifest; without source and bytes
  // For which it measures; not part of the kit, which is made before the round.
  std::optional<record::Round> round = {};
};

struct Kit {
  KitManifest manifest;
  // Those of the manifest, the manifest itself, and SHA256SUMS with the hashes of all of them.
  std::vector<KitFile> files;
};

// "assay-kit-0.2.0-kunpeng-920": of its folder and its archive.
std::string name_of(const KitManifest& manifest);

// A path below a kit's folder: relative, of letters, digits and ". _ - +", no part "." or "..", at
// most 1,024 characters. What is unpacked elsewhere stays there, whatever its name says.
bool is_kit_path(std::string_view text);

// Canonical JSON (base/canonical_json.h) of strings and whole numbers. read_manifest throws
// Error(usage) for what is not a manifest, or names a file outside the kit's folder.
std::string to_text(const KitManifest& manifest);
KitManifest read_manifest(std::string_view text, std::string_view name);

// A file of these bytes.
KitFile kit_file(std::string path, std::string bytes, bool executable = false);

// A file that stands somewhere: a program.
KitFile kit_file_at(std::string path, const std::filesystem::path& source, bool executable);

// suite.toml and checksums.toml of a suite, as far as it has them, below this folder of the kit.
std::vector<KitFile> suite_files(const catalog::Suite& suite, const std::string& folder);

// With the manifest, whose list of files is made here, and SHA256SUMS.
Kit kit_of(KitManifest manifest, std::vector<KitFile> files);

}  // namespace assay::work
