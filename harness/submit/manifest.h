// SPDX-License-Identifier: Apache-2.0
// The list of what a submission holds: what its signature is of. Strings and whole numbers only, in
// the one canonical form (base/canonical_json.h), so that its bytes are the same for every program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace assay::submit {

inline constexpr std::string_view kManifest = "manifest.json", kSums = "SHA256SUMS";
inline constexpr std::string_view kSignature = "manifest.json.sig";

// In place of a machine's key: the submission shows what one looks like, and tables leave it out.
inline constexpr std::string_view kExampleMachine = "example";

struct ListedFile {
  std::string path;
  std::string sha256;
  std::uint64_t size = 0;
  friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

struct Manifest {
  std::string made;         // UTC, "2026-12-01T08:00:00Z"
  record::Harness harness;  // that measured
  std::string machine;      // record::Host::key, or kExampleMachine
  std::string content;      // of the record (record/content.h)
  std::uint64_t sessions = 1;
  std::vector<ListedFile> files;  // by path; all but the manifest and its signature
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::string to_text(const Manifest& manifest);

// Throws Error(usage) for bytes that are not such a manifest in its canonical form: another order
// of keys, white space, a key that nobody knows. Names the first place that differs.
Manifest read_manifest(std::string_view text);

// As `sha256sum -c` reads them.
std::string sums_of(const std::vector<ListedFile>& files);

}  // namespace assay::submit
