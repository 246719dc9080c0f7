// SPDX-License-Identifier: Apache-2.0
// Benchmarks that are compared although their names differ: "copy_loop=copy_call" makes a row of
// copy_loop/64 on one side and copy_call/64 on the other.
#pragma once

#include <string>
#include <string_view>

#include "record/record.h"

namespace assay::judge {

struct NamePair {
  std::string base, head;  // parts of names, not empty
};

// Of "base=head". Throws Error(usage) for anything else.
NamePair parse_name_pair(std::string_view text);

// The record with those benchmarks only whose names, as tables show them, hold the side's part; it
// reads "base=head" there, on either side. Throws Error(usage) when none does, or one holds it
// twice: `name` is the record's for the message.
enum class PairSide { base, head };
record::Record keep_side(record::Record record, const NamePair& pair, PairSide side,
                         std::string_view name);

}  // namespace assay::judge
