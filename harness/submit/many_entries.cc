// SPDX-License-Identifier: Apache-2.0
// For results_test.py: a folder results/ with as many submissions of one record as asked for, each
// with a manifest and a signature of its own, as assay import would store them. Writes without
// fsync, so that ten thousand take seconds.
//
//   RECORD RESULTS COUNT
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "submit/entries.h"
#include "submit/key_file.h"
#include "submit/submission.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSigner = "many@example.org";

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  if (!(std::ofstream(path, std::ios::binary) << bytes)) throw std::runtime_error(path.string());
}

// 86,400 different ones.
std::string second_of_day(std::size_t number) {
  return fmt::format("2026-12-01T{:02}:{:02}:{:02}Z", number / 3600 % 24, number / 60 % 60,
                     number % 60);
}

class Maker {
 public:
  Maker(const fs::path& record, fs::path results) : results_(std::move(results)) {
    files_ =
        prepare({.record = sys::read_file(record, kFileLimit), .kit = {}, .made = second_of_day(0)})
            .files;
    files_.push_back({std::string(kSignature), {}});
    manifest_ = read_manifest(bytes_of(kManifest));
  }

  void make(std::size_t number) {
    manifest_.made = second_of_day(number);
    bytes_of(kManifest) = to_text(manifest_);
    bytes_of(kSignature) = sign_message(bytes_of(kManifest), kSubmissionNamespace, key_);
    LedgerLine line{.sequence = 0,
                    .day = "2026-12-01",
                    .folder = {},
                    .manifest = base::sha256(bytes_of(kManifest)),
                    .signature = base::sha256(bytes_of(kSignature)),
                    .files = hash_of_files(files_),
                    .principal = kSigner,
                    .key = fingerprint(key_.key),
                    .before = {}};
    line.folder = folder_name(line, manifest_.machine);
    for (const SubmissionFile& file : files_) {
      write(submissions_path(results_) / line.folder / file.name, file.bytes);
    }
    ledger_ = with_line(std::move(ledger_), line);
  }

  void finish() {
    write(ledger_path(results_), ledger_);
    write(results_ / "trust/allowed_signers", allowed_signers_line(kSigner, key_.key) + "\n");
    write(results_ / "trust/revocations", "assay-revocations 1\nend\n");
  }

 private:
  std::string& bytes_of(std::string_view name) {
    return std::ranges::find(files_, name, &SubmissionFile::name)->bytes;
  }

  fs::path results_;
  PrivateKey key_ = make_key(std::string(32, 'm'), "many");
  std::vector<SubmissionFile> files_;
  Manifest manifest_;
  std::string ledger_;
};

}  // namespace
}  // namespace assay::submit

int main(int count, char** words) {
  if (count != 4) return 2;
  try {
    assay::submit::Maker maker(words[1], words[2]);
    for (std::size_t number = 0; number < std::stoul(words[3]); ++number) maker.make(number);
    maker.finish();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
