// SPDX-License-Identifier: Apache-2.0
// The class "verified": somebody else measured the same programs on the same chip and found the
// same. Derived when tables are made, from submissions that were accepted; in no record.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "record/record.h"

namespace assay::judge {

inline constexpr std::string_view kVerified = "verified";

// A submission, as far as it matters here.
struct Submitted {
  std::string principal;  // of its signer: "alice@example.org"
  const record::Record* record = nullptr;
};

// The part after the last @, in small letters; of a name without one, all of it.
std::string organisation_of(std::string_view principal);

// Of two machines with the same chip: how many rows of the same program and benchmark hang on the
// CPU alone (bound "clock" or "core", one thread), and how many of them took the same number of
// cycles of the stated clock (frequency_max_khz), give or take 5 %. 0 where the chips differ or a
// clock is not stated, and of machines that are not called bare metal.
struct Agreement {
  std::size_t rows = 0, within = 0;
  std::size_t copied = 0;  // of these with the same number to the ninth digit
};
Agreement agreement_of(const record::Record& one, const record::Record& other);

// Whether a submission of another organisation agrees in 95 % of at least 20 rows, and has at most
// a tenth of them in common to the last digits: more were copied.
bool is_verified(const Submitted& one, std::span<const Submitted> others);

}  // namespace assay::judge
