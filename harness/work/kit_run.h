// SPDX-License-Identifier: Apache-2.0
// A kit measures where it was unpacked: one session after the other, each with a journal, all in
// one record.
//   session-1.jsonl   what the first session has done so far, line by line; stays when it is over
//   record.json       all sessions that are over
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/progress.h"
#include "record/record.h"
#include "work/instruments.h"
#include "work/kit.h"

namespace assay::work {

// The manifest of the kit in this folder. Every file that it names is there, and every file that is
// read is what it says: programs are large, and only who starts them needs to hash them. Throws
// Error(usage) that names the first one that is not.
KitManifest open_kit(const std::filesystem::path& folder);

// Every program of the kit is what the manifest says, too. To be called before one is started;
// throws as open_kit does.
void require_programs(const KitManifest& manifest, const std::filesystem::path& folder);

// Names what a result is of. Sessions of another kit are never added to it.
std::string identity_of(const KitManifest& manifest);

// Throws Error(usage) when the first line of a journal, which holds it as "kit", is of another one.
void require_same_kit(const base::Json& opening, const std::filesystem::path& file,
                      const KitManifest& manifest);

struct KitSession {
  std::string began, ended;  // UTC; `ended` is "" of the one that is under way
  // When it is over:
  std::string boot;            // hash of the boot that finished it
  std::chrono::seconds up{0};  // how long the machine had been running then
  std::optional<record::Record> record;
};

// The sessions that the folder of results holds. Throws Error(usage) for a journal of another kit.
std::vector<KitSession> sessions_in(const std::filesystem::path& output,
                                    const KitManifest& manifest);

// Why no session is to be measured now, by a machine that has been running for so long: "" when one
// is. A further one is of another boot, or of hours later (record/sessions.h); the time of day
// tells nothing, since somebody may set it.
std::string why_none(const std::vector<KitSession>& sessions, const record::Host& host,
                     std::chrono::nanoseconds up);

// Measures the session that is under way, or the next one, and writes the record of all. Only the
// manifest's programs, which are below `folder`. Nothing where no session is to be measured
// (why_none): whoever waited for the machine may have waited for that very session. Throws
// Error(interrupted) after Ctrl-C: the journal has what was finished.
std::optional<record::Record> measure_session(const KitManifest& manifest,
                                              const std::filesystem::path& folder,
                                              const std::filesystem::path& output,
                                              const Instruments& with, base::Progress& progress);

// Where the kit was unpacked and where its results are says nothing about a program, and what went
// wrong with one quotes both: then "programs/libc" and "results/tmp/x" are left.
void shorten_paths(std::string& text, const std::filesystem::path& folder,
                   const std::filesystem::path& output);

// The record of all sessions that are over; nothing when there is none.
std::optional<record::Record> record_of(const std::vector<KitSession>& sessions);

// Where the record of the sessions that are over lies in the folder of results.
std::filesystem::path record_file(const std::filesystem::path& output);

// Writes it again when somebody moved it away; one that is there stays as it is. Throws
// Error(missing) when it can't be written.
void restore_record(const std::vector<KitSession>& sessions, const std::filesystem::path& output);

}  // namespace assay::work
