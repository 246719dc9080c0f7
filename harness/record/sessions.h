// SPDX-License-Identifier: Apache-2.0
// The sessions of a result: the same programs measured again after a reboot or hours later. A kit
// keeps them in one record; compare takes them apart again.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "record/record.h"

namespace assay::record {

// A further session tells what changes from boot to boot and in the course of a day.
inline constexpr std::size_t kMostSessions = 3;

// Between two sessions of one boot, at least: what is measured sooner is in the same state.
inline constexpr std::chrono::hours kBetweenSessions{6};

// All cells and hosts of these records, in their order, in one that has no id and is not sealed.
// What else a record says is the last one's. At least one record.
Record join_sessions(const std::vector<Record>& sessions);

// Positions of the cells that measured the same thing on one machine: the first of each list is of
// the first session.
std::vector<std::vector<std::size_t>> same_cells(const Record& record);

// A record for each session: what one machine measured for the second time is of the second one.
// Each is dated by when its host was first looked at, and sealed as the whole; the later ones have
// "+1" and
// "+2" behind the id. One record when no cell is there twice.
std::vector<Record> sessions_of(const Record& record);

}  // namespace assay::record
