// SPDX-License-Identifier: Apache-2.0
#include "submit/archive.h"

#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "base/error.h"
#include "base/units.h"
#include "submit/gzip_text.h"
#include "submit/tar_text.h"
#include "submit/told_files.h"

namespace assay::submit {
namespace {

using base::Outcome;

// The child's whole work.
void read_archive(std::string_view bytes, const sys::Say& say) {
  Gunzipped unpacked;
  if (is_gzip(bytes)) {
    unpacked = gunzip(bytes);
    if (!unpacked.outcome.good()) return tell_refusal(unpacked.outcome, say);
    bytes = unpacked.bytes;
  }
  const Untarred read = untar(bytes);
  if (!read.outcome.good()) return tell_refusal(read.outcome, say);
  tell_files(read.files, say);
}

// Of a child that did not come to its end.
Outcome broken_off(const sys::Ended& ended, const sys::WalledRequest& request) {
  using Why = sys::Ended::Why;
  if (ended.why == Why::memory) {
    return Outcome::failed("memory", fmt::format("the archive takes more than {} of memory to read",
                                                 to_text(request.memory_limit)));
  }
  if (ended.why == Why::deadline || ended.signal == SIGXCPU) {
    return Outcome::failed(
        "time", fmt::format("the archive takes more than {} s to read", request.cpu_limit.count()));
  }
  const std::string how = ended.signal != 0 ? sys::signal_name(ended.signal)
                                            : fmt::format("exit status {}", ended.status);
  return Outcome::failed(
      "child-broken", fmt::format("what reads the archive behind the walls broke off ({}): do not "
                                  "open this file with other programs",
                                  how));
}

void expect_good(const Outcome& outcome) {
  if (!outcome.good()) {
    throw base::Error(base::Exit::bad, "cannot pack this submission: " + outcome.reason);
  }
}

}  // namespace

std::string pack(const std::vector<SubmissionFile>& files) {
  const std::string archive = tar(files);
  expect_good(untar(archive).outcome);
  std::string packed = gzip(archive);
  expect_good(gunzip(packed).outcome);
  return packed;
}

Opened open_archive(std::string_view bytes) {
  // What is told beside the files' bytes is less than their headers in the archive.
  const sys::WalledRequest request{.work = [&](const sys::Say& say) { read_archive(bytes, say); },
                                   .output_limit = kUnpackedLimit};
  auto [walls, ended] = sys::run_walled(request);
  if (ended.why != sys::Ended::Why::exited || ended.status != 0 || ended.cut) {
    return {{}, broken_off(ended, request), walls};
  }
  auto [files, outcome] = hear_files(ended.out);
  return {std::move(files), std::move(outcome), walls};
}

}  // namespace assay::submit
