// SPDX-License-Identifier: Apache-2.0
// A round: a time in which partners measure the same programs, so that their results can stand side
// by side. Its file names the official kits and holds a number that nobody knew before, from which
// follow the order of what is timed and the inputs of the control kernels (round_controls.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "record/record.h"

namespace assay::record {

inline constexpr base::Bytes kMostRound{4u << 20};
inline constexpr std::size_t kMostInTurn = 8;  // benchmarks: their order shows in the turns
inline constexpr std::string_view kClosed = "closed", kOpen = "open";  // divisions

struct RoundProgram {
  std::string target, suite;
  std::string sha256;
  friend bool operator==(const RoundProgram&, const RoundProgram&) = default;
};

struct RoundKit {
  std::string file;    // name of the archive
  std::string sha256;  // of the archive
  std::vector<RoundProgram> programs;
  friend bool operator==(const RoundKit&, const RoundKit&) = default;
};

struct Round {
  std::string name;      // "2026-winter"
  std::string from, to;  // first and last day, UTC
  std::string commit;    // that the kits were made from; "" outside a repository
  std::string nonce;     // 32 random bytes, hexadecimal
  std::vector<RoundKit> kits;
  std::string sha256 = {};  // of the file, by which records name the round
  friend bool operator==(const Round&, const Round&) = default;
};

// Canonical JSON (base/canonical_json.h) of strings; docs/schemas/round-1.json. read_round throws
// Error(usage) for all other bytes.
std::string to_text(const Round& round);
Round read_round(std::string_view text, std::string_view file);

// In each process benchmarks are timed in the order of these keys, and so are the cells of a turn,
// whose names are texts of catalog::Cell.
std::string order_key(std::string_view nonce, std::uint64_t process, std::string_view name);

// In which division the record may be: kClosed when it is of the round's commit without further
// changes, and each of its programs is one that the round has for that target and suite; kOpen when
// it names the flags of all its programs; "" else.
std::string_view division_of(const Record& record, const Round& round);

// Says in the record that it was measured for the round. One that may be in no division is said to
// be in the open one, and will be refused.
void enter(Record& record, const Round& round);

// Throws Error(usage) when the round is not on that day, "2026-12-01": before anything is measured.
void require_day(const Round& round, std::string_view day);

}  // namespace assay::record
