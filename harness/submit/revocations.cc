// SPDX-License-Identifier: Apache-2.0
#include "submit/revocations.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "record/text_form.h"
#include "submit/ssh_key.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;
using base::Problem;

constexpr std::string_view kFirstLine = "assay-revocations 1";
constexpr std::string_view kLastLine = "end";

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

Revocation read_revocation(std::string_view line) {
  if (base::printable(line, line.size()) != line) {
    throw Error(Exit::usage, "the line holds a control character, CR LF or broken UTF-8");
  }
  Revocation revocation;
  revocation.fingerprint = take_word(line);
  revocation.day = take_word(line);
  const std::string_view why = take_word(line);
  revocation.reason = line;
  if (!is_fingerprint(revocation.fingerprint)) {
    throw Error(Exit::usage,
                "the line does not begin with a fingerprint: SHA256: and 43 characters");
  }
  if (!record::kDay.fits(revocation.day)) {
    throw Error(Exit::usage, "after the fingerprint comes a day such as 2026-11-30");
  }
  if (why != "lost" && why != "compromised") {
    throw Error(Exit::usage, "after the day comes \"lost\" or \"compromised\"");
  }
  if (base::trim(revocation.reason).empty()) throw Error(Exit::usage, "the reason is missing");
  revocation.why = why == "lost" ? Revocation::Why::lost : Revocation::Why::compromised;
  return revocation;
}

}  // namespace

std::vector<Revocation> parse_revocations(std::string_view text, const std::string& file) {
  std::vector<std::string_view> lines = base::ended_lines(text);
  if (lines.empty() || lines.front() != kFirstLine) {
    throw Error(Exit::usage, "the first line is not \"assay-revocations 1\"").at({file, 1});
  }
  if (lines.size() < 2 || lines.back() != kLastLine || !text.ends_with('\n')) {
    throw Error(Exit::usage, "the last line is not \"end\": the file is cut off")
        .at({file, lines.size()});
  }
  std::vector<Revocation> revocations;
  std::vector<Problem> problems;
  for (std::size_t at = 1; at + 1 < lines.size(); ++at) {
    if (lines[at].empty() || lines[at][0] == '#') continue;
    const base::Position position{.file = file, .line = at + 1};
    try {
      Revocation revocation = read_revocation(lines[at]);
      revocation.position = position;
      const auto same =
          std::ranges::find(revocations, revocation.fingerprint, &Revocation::fingerprint);
      if (same != revocations.end()) throw Error(Exit::usage, "the key has a line already");
      revocations.push_back(std::move(revocation));
    } catch (const Error& error) {
      problems.push_back({position, error.what(), {}});
    }
  }
  if (!problems.empty()) throw Error::of(Exit::usage, problems);
  return revocations;
}

}  // namespace assay::submit
