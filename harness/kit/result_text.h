// SPDX-License-Identifier: Apache-2.0
// What a kit has measured, for people: the table of its sessions, and which of them are there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "present/formats.h"
#include "record/record.h"
#include "terminal/console.h"
#include "work/kit_run.h"

namespace assay::kit {

// One column, whose values are of all sessions.
std::string result_text(const record::Record& record, const present::Style& style);

void say_sessions(const std::vector<work::KitSession>& sessions,
                  const std::filesystem::path& output, const terminal::Console& console);

}  // namespace assay::kit
