// SPDX-License-Identifier: Apache-2.0
// For tests: a folder results/ with submissions of two signers, made here.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/record_json.h"
#include "submit/allowed_signers.h"
#include "submit/entries.h"
#include "submit/key_file.h"
#include "submit/results_check.h"
#include "submit/storing.h"
#include "submit/submission.h"
#include "sys/files.h"

namespace assay::submit {

inline const PrivateKey& key_of(char seed) {
  static const PrivateKey alice = make_key(std::string(32, 'a'), "alice");
  static const PrivateKey bob = make_key(std::string(32, 'b'), "bob");
  return seed == 'a' ? alice : bob;
}

// A small record.
inline std::string small_record() {
  const auto path = std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/submit/testdata/timed.json";
  return sys::read_file(path, base::Bytes{1u << 20});
}

// The small record with other samples in some of its two cells.
inline std::string with_other_samples(const std::vector<std::size_t>& cells, double factor) {
  record::Record record = record::parse_record(small_record(), "timed.json");
  for (const std::size_t cell : cells) {
    for (auto& benchmark : record.cells.at(cell).benchmarks) {
      auto* times = std::get_if<record::Samples<record::HwTime>>(&benchmark.samples);
      if (times == nullptr) continue;
      for (auto& sample : times->values) sample.wall_ns *= factor, sample.cpu_ns *= factor;
    }
  }
  record::seal(record);
  return record::to_json(record).dump();
}

// Submitted at this hour: each has another manifest.
inline std::vector<SubmissionFile> unsigned_files(int hour,
                                                  const std::string& record = small_record()) {
  const std::string made =
      std::string("2026-12-01T") + (hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00Z";
  return prepare({.record = record, .kit = {}, .made = made}).files;
}

inline std::string& stored_bytes(std::vector<SubmissionFile>& files, std::string_view name) {
  return std::ranges::find(files, name, &SubmissionFile::name)->bytes;
}

inline std::vector<SubmissionFile> signed_files(int hour, char signer = 'a',
                                                const std::string& record = small_record()) {
  auto files = unsigned_files(hour, record);
  const std::string manifest = stored_bytes(files, kManifest);
  files.push_back(
      {std::string(kSignature), sign_message(manifest, kSubmissionNamespace, key_of(signer))});
  return files;
}

class ImportedFolder {
 public:
  explicit ImportedFolder(std::filesystem::path results) : results_(std::move(results)) {
    trust("");
    revoke({});
  }

  const std::filesystem::path& path() const { return results_; }
  std::filesystem::path submissions() const { return submissions_path(results_); }

  // Both signers, with options such as valid-before="20261231Z",; or alice with both keys.
  void trust(const std::string& options, const char* second = "bob@example.org") const {
    std::string text;
    for (const char seed : {'a', 'b'}) {
      text += std::string(seed == 'a' ? "alice@example.org" : second) + " " + options +
              "namespaces=\"assay-submission\" " + key_line(key_of(seed).key) + "\n";
    }
    sys::write_whole(results_ / "trust/allowed_signers", text);
  }
  // Lines of the file.
  void revoke(const std::vector<std::string>& lines) const {
    std::string text = "assay-revocations 1\n";
    for (const std::string& line : lines) text += line + "\n";
    sys::write_whole(results_ / "trust/revocations", text + "end\n");
  }

  Candidate candidate(const std::vector<SubmissionFile>& files,
                      const std::string& day = "2026-12-01") const {
    return {.verified = {.checked = check(files, trust_in(results_), day), .walls = {}},
            .files = files,
            .day = day};
  }
  LedgerLine import(int hour, char signer = 'a', const std::string& day = "2026-12-01") const {
    return store(candidate(signed_files(hour, signer), day), results_).line;
  }

  ResultsCheck checked(const ResultsCheckOptions& options = {}) const {
    base::NoProgress nobody;
    return check_results(results_, options, nobody);
  }
  // Codes of all faults, in order.
  std::vector<std::string> faults(const ResultsCheckOptions& options = {}) const {
    std::vector<std::string> codes;
    for (const auto& fault : checked(options).faults) codes.push_back(fault.code);
    return codes;
  }

  std::vector<SubmissionFile> stored(const LedgerLine& line) const {
    return read_stored(submissions() / line.folder).files;
  }

 private:
  std::filesystem::path results_;
};

}  // namespace assay::submit
