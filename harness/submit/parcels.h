// SPDX-License-Identifier: Apache-2.0
// Submissions as files on the disk: written whole and signed, and opened again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "submit/archive.h"
#include "submit/submission.h"

namespace assay::submit {

struct Parcel {
  Ingredients ingredients;
  std::filesystem::path key;     // sign_with takes it
  std::filesystem::path notes;   // a text for the maintainers; empty: none
  std::filesystem::path output;  // where the submission goes; never over another file
};

struct Written {
  std::filesystem::path path;
  LeftOut left_out;
  bool has_machine = false;  // a copy of the machine that was measured
};

// What is read here to identify the machine, if the record was measured here; else nothing.
host::Readings copy_of_machine(const record::Record& record, const catalog::Cores& cores);

// Throws Error(usage) when the output is there already: before a key is made for it.
void require_room_for(const std::filesystem::path& output);
Written write_parcel(const Parcel& parcel);

// What a person has to know of it, one sentence a line.
std::vector<std::string> lines_of(const Written& written);

// Throws Error(usage) for a file that is none or larger than a submission may be.
Opened open_file(const std::filesystem::path& path);

// The files of who may sign and whose keys count no longer; empty: there is none. Throws
// Error(usage) with all problems of a file.
Trust read_trust(const std::filesystem::path& signers, const std::filesystem::path& revoked);

struct Verified {
  Checked checked;    // refused with one reason when the archive could not be opened
  std::string walls;  // behind which it was read
};

// Opens the file and checks what is in it; who may sign is judged for `day`, "2026-12-01".
Verified verify_file(const std::filesystem::path& path, const Trust& trust, std::string_view day,
                     const catalog::Catalog& catalog = {});

}  // namespace assay::submit
