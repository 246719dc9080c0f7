// SPDX-License-Identifier: Apache-2.0
// A submission as its files: made from a record and what stands around it, and checked by whoever
// did not make it. Signatures are of the manifest's bytes; the manifest names every other file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/outcome.h"
#include "catalog/catalog.h"
#include "host/root.h"
#include "host/saved_copy.h"
#include "judge/plausibility.h"
#include "record/record.h"
#include "submit/archive_names.h"
#include "submit/leaving.h"
#include "submit/manifest.h"
#include "submit/signers.h"
#include "submit/ssh_signature.h"

namespace assay::submit {

inline constexpr std::string_view kRecord = "record.json";    // one to three sessions
inline constexpr std::string_view kKit = "kit.json";          // manifest of the kit that measured
inline constexpr std::string_view kMachine = "machine.json";  // what was read to identify it
inline constexpr std::string_view kNotes = "notes.txt";       // what the partner adds, signed apart
inline constexpr std::string_view kNotesSignature = "notes.txt.sig";

struct Ingredients {
  std::string record;           // as it was written
  std::string kit;              // "" when no kit measured
  host::Readings machine = {};  // none: the machine is not at hand any more
  std::string made;             // UTC
};

// What stays at home.
struct LeftOut {
  std::vector<std::string> cells;       // without times (timed_cells.h)
  std::vector<std::string> of_record;   // places: "hosts[0].serial"
  std::vector<std::string> of_kit;      // likewise, in its manifest
  std::vector<std::string> of_machine;  // "/etc/machine-id", "lines of /proc/cpuinfo"
};

struct Prepared {
  std::vector<SubmissionFile> files;  // by name; the signature is missing
  LeftOut left_out;
};

// By which each part is made fit to leave: by the tables. A test has others, to see what would
// leave without them.
struct Filters {
  Leaving (*record)(const base::Json&);
  Leaving (*kit)(const base::Json&);
  host::FitReadings (*machine)(const host::Readings&);
};
Filters by_tables();

// Throws Error(usage) for a record that was edited, imported or made by a gate, for one without
// times, and for one that lacks something without what may not leave.
Prepared prepare(const Ingredients& from, const Filters& filters = by_tables());

// Notes are bound to the submission that they are of: their first line names its manifest.
std::string notes_text(std::string_view manifest, std::string_view notes);

// Everything that is wrong with it, and what it is if nothing is.
struct Checked {
  std::vector<base::Outcome> refusals;  // a code and a sentence each
  std::vector<judge::Flaw> remarks;     // what people should look at; against it is nothing
  Manifest manifest;
  SignatureResult signature;
  Signer signer;
  record::Record record;
  std::string notes;  // without the first line; "" when there are none
};

// Who may sign is judged for `day`, "2026-12-01". Codes: "no-manifest", "bad-manifest",
// "not-signed", "missing-file", "unlisted-file", "unknown-file", "wrong-size", "wrong-hash",
// "wrong-sums", "bad-record", "edited-record", "not-a-run", "other-record", "unexpected-key",
// "unexpected-file", "bad-kit", "other-kit", "bad-machine", "bad-notes", those of the signature and
// of its signer, of days.h, recomputed.h, judge/plausibility.h and judge/round_checks.h; remarks:
// "no-machine-copy", "no-kit". Without a catalog less is known of suites and chips, and less is
// found.
Checked check(const std::vector<SubmissionFile>& files, const Trust& trust, std::string_view day,
              const SignatureOptions& options = {}, const catalog::Catalog& catalog = {});

// The same of what was judged when it came, and whose bytes are looked at again: the manifest, its
// signature, every listed file and the notes. What the record means is not asked again.
Checked check_bytes(const std::vector<SubmissionFile>& files, const Trust& trust,
                    std::string_view day, const SignatureOptions& options = {});

// The files of kMachine as detectors read them. Throws Error(usage).
host::Readings read_machine_copy(std::string_view text);

// In a word: "accepted", "accepted with remarks", "not enrolled" (all but the signer's name is
// good), "undecided" (the signature can't be checked here), "refused".
std::string_view verdict_of(const Checked& checked);
bool is_accepted(const Checked& checked);  // with remarks or without

}  // namespace assay::submit
