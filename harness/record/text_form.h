// SPDX-License-Identifier: Apache-2.0
// What the texts of a record look like: hashes, ids, times, names. docs/schemas say
// the same as patterns; a test holds the two against each other.
#pragma once

#include <string_view>

namespace assay::record {

struct TextForm {
  bool (*fits)(std::string_view text);
  std::string_view expected;  // for the message: "64 hexadecimal digits"
};

extern const TextForm kNotEmpty;
extern const TextForm kPlaceWord;      // "ssh://user@host:22"
extern const TextForm kRecordId;       // "20261125T120351Z-3f9a01"
extern const TextForm kUtcTime;        // "2026-11-25T12:03:51Z", a day that exists
extern const TextForm kDay;            // "2026-11-25", likewise
extern const TextForm kShortHash;      // 16 hexadecimal digits
extern const TextForm kSession;        // likewise, or empty
extern const TextForm kSha256;         // 64 hexadecimal digits
extern const TextForm kBuildId;        // hexadecimal, whole bytes
extern const TextForm kCommit;         // 40 hexadecimal digits, or empty
extern const TextForm kRevision;       // of any repository: 40 or 64 hexadecimal digits
extern const TextForm kVersion;        // "0.1.0", or empty
extern const TextForm kFileName;       // of a target, toolchain or os: "kunpeng-920"
extern const TextForm kBenchmarkName;  // with its suite: "compute/matmul/64"
extern const TextForm kCode;           // of an outcome: "wrong-checksum"

}  // namespace assay::record
