// SPDX-License-Identifier: Apache-2.0
#include "submit/review.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/sha256.h"
#include "base/text.h"
#include "submit/archive_names.h"
#include "submit/manifest.h"
#include "submit/report.h"

namespace assay::submit {
namespace {

using base::Exit;
using base::Outcome;

constexpr std::string_view kProposedIn = "results/submissions/", kProposedEnding = ".assay";
constexpr std::string_view kPlainFile = "100644", kLinkMode = "120000", kSubmoduleMode = "160000";
constexpr std::size_t kMostProposed = 20;  // submissions of one change
constexpr std::size_t kMostNamed = 50;     // faults that people read
constexpr const char* kOnlyAdd =
    "add NAME.assay to results/submissions/, and touch nothing else in this change";

// The text before the next NUL, which goes with it.
std::string_view take_to_nul(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) throw base::Error(Exit::bad, "git's list of changes is cut");
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return text;
}

std::string_view done_to(const Touched& touched) {
  switch (touched.status) {
    case 'A':
      return "added";
    case 'D':
      return "deleted";
    default:
      return "changed";
  }
}

std::string_view kind_of(const Touched& touched) {
  if (touched.mode == kLinkMode) return "a link";
  if (touched.mode == kSubmoduleMode) return "a submodule";
  return "executable";
}

// Why this path may not be touched so; ok when it is a new submission.
Outcome check_touched(const Touched& touched, ArchiveNames& names) {
  if (!touched.path.starts_with(kProposedIn)) {
    return Outcome::failed("other-file", fmt::format("it is {}, and does not lie in {}",
                                                     done_to(touched), kProposedIn));
  }
  if (touched.status != 'A') {
    return Outcome::failed("not-added",
                           fmt::format("it is {}, and was there before", done_to(touched)));
  }
  if (touched.mode != kPlainFile) {
    return Outcome::failed("not-a-file",
                           fmt::format("it is {}, and not a plain file", kind_of(touched)));
  }
  const std::string_view name = std::string_view(touched.path).substr(kProposedIn.size());
  if (name.find('/') != std::string_view::npos || name.starts_with('.') ||
      !name.ends_with(kProposedEnding)) {
    return Outcome::failed("other-name",
                           fmt::format("a submission is {}NAME.assay, as one file", kProposedIn));
  }
  return names.add_file(name);
}

class Reviewer {
 public:
  Reviewer(Project base, const ReadObject& read) : base_(std::move(base)), read_(read) {
    for (const LedgerLine& line : base_.lines) imported_.insert(line.manifest);
  }

  Review review(const std::vector<Touched>& touched) {
    ArchiveNames names;
    std::vector<Touched> added;
    for (const Touched& one : touched) {
      const Outcome outcome = check_touched(one, names);
      if (outcome.good()) {
        added.push_back(one);
      } else {
        wrong(outcome, one.path, kOnlyAdd);
      }
    }
    if (added.empty()) {
      wrong(Outcome::failed("nothing-added", "the change adds no submission"), kProposedIn,
            kOnlyAdd);
    }
    if (added.size() > kMostProposed) {
      wrong(Outcome::failed("too-many-submissions",
                            fmt::format("the change adds {} submissions, and {} are looked at",
                                        added.size(), kMostProposed)),
            kProposedIn, "propose the others in another change");
      added.resize(kMostProposed);
    }
    for (const Touched& one : added) open(one);
    return std::move(found_);
  }

 private:
  void wrong(const Outcome& outcome, std::string_view where, const char* next) {
    found_.faults.push_back({.code = outcome.code,
                             .where = shown(where, kNameLimit),
                             .what = outcome.reason,
                             .next = next});
  }

  void open(const Touched& added) {
    const auto bytes = read_(added.object);
    if (!bytes) {
      wrong(Outcome::failed("archive-large",
                            fmt::format("it has more than {}", to_text(kArchiveLimit))),
            added.path, "send fewer or shorter files");
      return;
    }
    Candidate candidate = open_candidate(*bytes, base_);
    if (const std::string* const manifest = bytes_named(candidate.files, kManifest)) {
      look_for_same(added, base::sha256(*manifest));
    }
    found_.submissions.push_back(
        {.name = added.path.substr(kProposedIn.size()), .candidate = std::move(candidate)});
  }

  // A submission is its manifest.
  void look_for_same(const Touched& added, const std::string& manifest) {
    if (imported_.contains(manifest)) {
      wrong(Outcome::failed("already-imported", "the ledger has this submission"), added.path,
            "take it out of the change");
    }
    if (!seen_.insert(manifest).second) {
      wrong(Outcome::failed("sent-twice", "another file of the change is the same submission"),
            added.path, "take one of them out of the change");
    }
  }

  Project base_;
  const ReadObject& read_;
  std::set<std::string> imported_, seen_;
  Review found_;
};

std::string_view review_word(const Review& review) {
  switch (exit_of(review)) {
    case Exit::done:
      return "good";
    case Exit::missing:
      return "undecided";
    default:
      return "refused";
  }
}

}  // namespace

std::vector<Touched> parse_touched(std::string_view listed) {
  std::vector<Touched> all;
  while (!listed.empty()) {
    const auto words = base::split(take_to_nul(listed), ' ');
    const std::string_view path = take_to_nul(listed);
    constexpr std::size_t kWords = 5;  // modes and hashes, before and after, and the letter
    if (words.size() != kWords || !words[0].starts_with(':') || words[4].size() != 1 ||
        path.empty()) {
      throw base::Error(Exit::bad, "git's list of changes has another form");
    }
    all.push_back(
        {.status = words[4][0], .mode = words[1], .object = words[3], .path = std::string(path)});
  }
  return all;
}

Review review(const std::vector<Touched>& touched, Project base, const ReadObject& read) {
  return Reviewer(std::move(base), read).review(touched);
}

Exit exit_of(const Review& review) {
  Exit exit = review.faults.empty() ? Exit::done : Exit::bad;
  for (const Proposed& proposed : review.submissions) {
    const Exit one = exit_of(proposed.candidate.verified.checked);
    if (one != Exit::done && exit != Exit::bad) exit = one;
  }
  return exit;
}

std::vector<std::pair<std::string, std::string>> lines_of(const Review& review) {
  const std::size_t count = review.submissions.size();
  std::vector<std::pair<std::string, std::string>> lines{
      {"verdict",
       fmt::format("{}: {} submission{}", review_word(review), count, count == 1 ? "" : "s")}};
  std::set<std::string> told;
  for (std::size_t at = 0; at < std::min(review.faults.size(), kMostNamed); ++at) {
    const auto& [code, where, what, next] = review.faults[at];
    lines.emplace_back("wrong", fmt::format("{}: {} ({})", where, what, code));
    told.insert(next);
  }
  if (review.faults.size() > kMostNamed) {
    lines.emplace_back("wrong", fmt::format("{} more", review.faults.size() - kMostNamed));
  }
  for (const std::string& next : told) lines.emplace_back("next", next);
  for (const auto& [name, candidate] : review.submissions) {
    lines.emplace_back("file", name);
    const auto own = lines_of(candidate.verified.checked, candidate.verified.walls);
    lines.insert(lines.end(), own.begin(), own.end());
  }
  return lines;
}

base::Json json_of(const Review& review) {
  base::Json submissions{base::Json::Array{}}, json;
  for (const auto& [name, candidate] : review.submissions) {
    submissions.push(json_of(candidate.verified.checked, name, candidate.verified.walls));
  }
  json.set("schema", "assay.review/1").set("verdict", review_word(review));
  json.set("faults", json_of(review.faults)).set("submissions", std::move(submissions));
  return json;
}

}  // namespace assay::submit
