// SPDX-License-Identifier: Apache-2.0
#include "submit/submission.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "base/canonical_json.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "judge/round_checks.h"
#include "record/json_node.h"
#include "record/record_json.h"
#include "record/sessions.h"
#include "submit/days.h"
#include "submit/leaving.h"
#include "submit/recomputed.h"
#include "submit/timed_cells.h"
#include "work/kit.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;
using base::Json;
using base::Outcome;

constexpr std::string_view kMachineSchema = "assay.machine/1";
constexpr std::string_view kProgramsOfKit = "programs/";  // where a kit has them
constexpr std::string_view kNotesHead = "notes of the submission with the manifest ";

void require_unedited(const record::Record& record) {
  if (!record::is_edited(record)) return;
  throw Error(Exit::usage, "the record was changed after it was written");
}

void require_run(const record::Record& record) {
  const auto refuse = [](const char* why) { throw Error(Exit::usage, why); };
  if (record.provenance != "measured") {
    refuse("the record was not measured by Assay, and only what was can be submitted");
  }
  if (record.question) refuse("this is a gate's record, and submissions are of runs");
  if (record.cells.empty()) refuse("the record holds no cell");
  const auto elsewhere = [&](const record::Host& host) {
    return host.place != record.hosts.front().place;
  };
  if (std::ranges::any_of(record.hosts, elsewhere)) {
    refuse("the record is of several places, and a submission is of one machine");
  }
}

struct RecordToSend {
  std::string text;
  record::Record record;
};

// The same when all of it may leave: then what is sent is what was measured, to the byte.
RecordToSend record_to_send(const Ingredients& from, record::Record whole, const Filters& filters,
                            LeftOut& left_out) {
  TimedCells timed = take_timed_cells(base::parse_json(from.record, kRecord), whole);
  Leaving leaving = filters.record(timed.document);
  left_out.cells = std::move(timed.left_out);
  left_out.of_record = std::move(leaving.left_out);
  if (left_out.cells.empty() && left_out.of_record.empty()) {
    return {.text = from.record, .record = std::move(whole)};
  }
  record::Record shorter = record::parse_record(with_places_once(leaving.document).dump(), kRecord);
  std::vector<std::string> removed;
  if (const std::size_t count = left_out.cells.size(); count > 0) {
    removed.push_back(fmt::format("{} cell{} without times", count, count == 1 ? "" : "s"));
  }
  if (const std::size_t count = left_out.of_record.size(); count > 0) {
    removed.push_back(fmt::format("{} values that may not leave the machine", count));
  }
  shorter.derived_from = {.id = whole.id, .removed = std::move(removed)};
  record::seal(shorter);
  std::string text = record::to_json(shorter).dump();
  return {.text = std::move(text), .record = std::move(shorter)};
}

// Its bytes as they are when all of it may leave.
std::string kit_to_send(const Ingredients& from, const Filters& filters,
                        std::vector<std::string>& left_out) {
  Leaving leaving = filters.kit(base::parse_json(from.kit, kKit));
  left_out = std::move(leaving.left_out);
  std::string text = left_out.empty() ? from.kit : base::canonical_json(leaving.document) + "\n";
  static_cast<void>(work::read_manifest(text, kKit));
  return text;
}

std::string machine_text(const host::Readings& readings) {
  Json files{Json::Array{}};
  for (const auto& [path, text] : readings) {
    Json one;
    one.set("path", path).set("text", text);
    files.push(std::move(one));
  }
  Json machine;
  machine.set("schema", kMachineSchema).set("files", std::move(files));
  return base::canonical_json(machine) + "\n";
}

ListedFile listed(const SubmissionFile& file) {
  return {.path = file.name, .sha256 = base::sha256(file.bytes), .size = file.bytes.size()};
}

std::vector<ListedFile> listed(const std::vector<SubmissionFile>& files) {
  std::vector<ListedFile> list;
  for (const SubmissionFile& file : files) list.push_back(listed(file));
  return list;
}

// All that a submission is made of, beside what is signed apart. A file of another name could mean
// something to whoever stores it: .gitattributes does to git.
constexpr std::string_view kParts[] = {kSums, kRecord, kKit, kMachine};

// The manifest with what it says of its record.
Manifest about(const record::Record& record, Manifest manifest) {
  manifest.harness = record.harness;
  if (manifest.machine != kExampleMachine) manifest.machine = record.hosts.front().key;
  manifest.content = record.content;
  manifest.sessions = record::sessions_of(record).size();
  return manifest;
}

class Checker {
 public:
  Checker(const std::vector<SubmissionFile>& files, const SignatureOptions& options,
          const catalog::Catalog& catalog)
      : options_(options), catalog_(catalog) {
    for (const SubmissionFile& file : files) files_.emplace(file.name, &file.bytes);
  }

  Checked check_bytes(const Trust& trust, std::string_view day) {
    if (!check_manifest()) return std::move(checked_);
    check_signature(trust, day);
    check_list();
    check_notes();
    return std::move(checked_);
  }

  Checked check(const Trust& trust, std::string_view day) {
    if (!check_manifest()) return std::move(checked_);
    check_signature(trust, day);
    check_list();
    check_names();
    check_record(trust);
    take(flaws_of_days(checked_.manifest, checked_.record, day));
    check_kit();
    check_machine();
    check_notes();
    return std::move(checked_);
  }

 private:
  void refuse(std::string code, std::string sentence) {
    checked_.refusals.push_back(Outcome::failed(std::move(code), std::move(sentence)));
  }
  void refuse_all(std::vector<Outcome> outcomes) {
    std::ranges::move(outcomes, std::back_inserter(checked_.refusals));
  }
  // What is wrong with input is said by its reader.
  template <class Read>
  void refuse_if_thrown(const char* code, const Read& read) {
    try {
      read();
    } catch (const Error& error) {
      refuse(code, error.what());
    }
  }

  const std::string* find(std::string_view name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : found->second;
  }

  bool check_manifest() {
    const std::string* const text = find(kManifest);
    if (text == nullptr) {
      refuse("no-manifest", fmt::format("{} is missing: this is not a submission", kManifest));
      return false;
    }
    refuse_if_thrown("bad-manifest", [&] { checked_.manifest = read_manifest(*text); });
    return checked_.refusals.empty();
  }

  void check_signature(const Trust& trust, std::string_view day) {
    const std::string* const signature = find(kSignature);
    if (signature == nullptr) {
      return refuse("not-signed", fmt::format("{} is missing: nobody has signed it", kSignature));
    }
    checked_.signature = verify_signature(*find(kManifest), *signature, options_);
    if (checked_.signature.outcome.kind == Outcome::Kind::failed) {
      checked_.refusals.push_back(checked_.signature.outcome);
    }
    if (!checked_.signature.outcome.good()) return;
    checked_.signer = find_signer(trust, *checked_.signature.key, options_.name_space, day);
    const Outcome& outcome = checked_.signer.outcome;
    if (!outcome.good() && outcome.code != kNotEnrolled) checked_.refusals.push_back(outcome);
  }

  void check_list() {
    std::map<std::string, ListedFile, std::less<>> list;
    for (const ListedFile& file : checked_.manifest.files) list.emplace(file.path, file);
    for (const auto& [path, file] : list) check_file(file);
    for (const auto& [name, bytes] : files_) {
      const bool apart =
          name == kManifest || name == kSignature || name == kNotes || name == kNotesSignature;
      if (apart || list.contains(name)) continue;
      refuse("unlisted-file", fmt::format("{} is not in the manifest", shown(name)));
    }
    auto others = checked_.manifest.files;
    std::erase_if(others, [](const ListedFile& file) { return file.path == kSums; });
    const std::string* const sums = find(kSums);
    if (!list.contains(kSums) || sums == nullptr || *sums != sums_of(others)) {
      refuse("wrong-sums", fmt::format("{} does not hold the manifest's hashes", kSums));
    }
  }

  void check_names() {
    for (const ListedFile& file : checked_.manifest.files) {
      if (std::ranges::find(kParts, file.path) != std::end(kParts)) continue;
      refuse("unknown-file", fmt::format("{} is no part of a submission", shown(file.path)));
    }
  }

  void check_file(const ListedFile& file) {
    const std::string* const bytes = find(file.path);
    if (bytes == nullptr) {
      refuse("missing-file", fmt::format("{} is in the manifest and not there", file.path));
    } else if (bytes->size() != file.size) {
      refuse("wrong-size", fmt::format("{} has {} bytes, and its manifest says {}", file.path,
                                       bytes->size(), file.size));
    } else if (base::sha256(*bytes) != file.sha256) {
      refuse("wrong-hash", fmt::format("{} is not the file that was signed", file.path));
    }
  }

  void check_record(const Trust& trust) {
    const std::string* const text = find(kRecord);
    if (text == nullptr) {
      return refuse("missing-file", fmt::format("{} is missing", kRecord));
    }
    const std::size_t before = checked_.refusals.size();
    base::Json document;
    refuse_if_thrown("bad-record", [&] {
      document = base::parse_json(*text, kRecord);
      checked_.record = record::read_record(document, kRecord);
    });
    if (checked_.refusals.size() > before) return;
    refuse_if_thrown("edited-record", [&] { require_unedited(checked_.record); });
    refuse_if_thrown("not-a-run", [&] { require_run(checked_.record); });
    const Manifest& manifest = checked_.manifest;
    if (manifest != about(checked_.record, manifest)) {
      refuse("other-record",
             "the manifest is of another record: its content, machine, sessions or "
             "version differ");
    }
    refuse_strange(kRecord, document, may_leave());
    if (!record::is_edited(checked_.record)) check_meaning(trust);
  }

  // Whether what the record says can be: found again, and held against what is known.
  void check_meaning(const Trust& trust) {
    refuse_all(contradictions(checked_.record, catalog_.cores));
    take(judge::implausible(checked_.record, knowledge_of(checked_.record, catalog_)));
    take(judge::round_flaws(checked_.record, trust.rounds));
  }

  void take(std::vector<judge::Flaw> flaws) {
    for (judge::Flaw& each : flaws) {
      if (each.refuses) {
        refuse(std::move(each.code), std::move(each.reason));
      } else {
        checked_.remarks.push_back(std::move(each));
      }
    }
  }

  void refuse_strange(std::string_view name, const base::Json& document,
                      std::span<const MayLeave> allowed) {
    const auto strange = may_not_leave(document, allowed);
    if (strange.empty()) return;
    refuse("unexpected-key",
           fmt::format("{} holds {} that no submission has", name, strange.front()));
  }

  void check_kit() {
    const std::string* const text = find(kKit);
    if (text == nullptr) return remark_no_kit();
    work::KitManifest kit;
    const std::size_t before = checked_.refusals.size();
    refuse_if_thrown("bad-kit", [&] {
      kit = work::read_manifest(*text, kKit);
      refuse_strange(kKit, base::parse_json(*text, kKit), may_leave_of_kit());
    });
    if (checked_.refusals.size() > before) return;
    const auto& cells = checked_.record.cells;
    const auto foreign =
        std::ranges::find_if_not(cells, [&](const auto& cell) { return is_in(kit, cell); });
    if (foreign == cells.end()) return;
    refuse("other-kit", fmt::format("{} does not have the program of {}, or says something else "
                                    "of it",
                                    kKit, base::printable(to_text(foreign->cell))));
  }

  // What a kit measured is sent with the kit's manifest.
  void remark_no_kit() {
    const auto is_of_kit = [](const record::CellRecord& cell) {
      return cell.program && cell.program->path.starts_with(kProgramsOfKit);
    };
    if (std::ranges::none_of(checked_.record.cells, is_of_kit)) return;
    checked_.remarks.push_back(
        {.code = "no-kit",
         .at = {},
         .reason = fmt::format("{} is missing: a kit measured, and its programs were held against "
                               "no manifest",
                               kKit)});
  }

  // With the same flags too: they are what people read of it.
  static bool is_in(const work::KitManifest& kit, const record::CellRecord& cell) {
    return !cell.program || std::ranges::any_of(kit.programs, [&](const auto& each) {
      return each.cell == cell.cell && each.program == *cell.program;
    });
  }

  void check_machine() {
    const std::string* const text = find(kMachine);
    if (text == nullptr) {
      return checked_.remarks.push_back(
          {.code = "no-machine-copy",
           .at = {},
           .reason = fmt::format("{} is missing: what the record says of its machine was held "
                                 "against nothing that was read there",
                                 kMachine)});
    }
    host::Readings copy;
    const std::size_t before = checked_.refusals.size();
    refuse_if_thrown("bad-machine", [&] { copy = read_machine_copy(*text); });
    if (checked_.refusals.size() > before) return;
    const auto fit = host::fit_to_leave(copy);
    if (!fit.left_out.empty() || fit.readings != copy) {
      refuse("unexpected-file",
             fmt::format("{} holds {} that no submission has", kMachine,
                         fit.left_out.empty() ? "lines" : base::printable(fit.left_out.front())));
    } else if (!checked_.record.cells.empty()) {
      take(contradictions(checked_.record, copy, catalog_.cores));
    }
  }

  void check_notes() {
    const std::string *const text = find(kNotes), *const signature = find(kNotesSignature);
    if (text == nullptr && signature == nullptr) return;
    const std::string head = notes_text(*find(kManifest), "");
    if (text == nullptr || signature == nullptr || !text->starts_with(head)) {
      return refuse("bad-notes",
                    fmt::format("{} is not of this submission, or not signed", kNotes));
    }
    const auto signed_by = verify_signature(*text, *signature, options_);
    const bool same = signed_by.key && checked_.signature.key &&
                      signed_by.key->blob == checked_.signature.key->blob;
    if (signed_by.outcome.kind == Outcome::Kind::failed || !same) {
      return refuse("bad-notes", fmt::format("{} was not signed with the submission's key: {}",
                                             kNotes, sentence(signed_by)));
    }
    checked_.notes = text->substr(head.size());
  }

  const SignatureOptions& options_;
  const catalog::Catalog& catalog_;
  std::map<std::string_view, const std::string*> files_;
  Checked checked_;
};

}  // namespace

Filters by_tables() {
  return {.record = [](const Json& record) { return fit_to_leave(record, may_leave()); },
          .kit = [](const Json& kit) { return fit_to_leave(kit, may_leave_of_kit()); },
          .machine = [](const host::Readings& readings) { return host::fit_to_leave(readings); }};
}

Prepared prepare(const Ingredients& from, const Filters& filters) {
  record::Record whole = record::parse_record(from.record, kRecord);
  require_unedited(whole);
  require_run(whole);
  Prepared prepared;
  auto& [files, left_out] = prepared;
  auto [text, record] = record_to_send(from, std::move(whole), filters, left_out);
  if (!from.kit.empty()) {
    files.push_back({std::string(kKit), kit_to_send(from, filters, left_out.of_kit)});
  }
  if (!from.machine.empty()) {
    auto fit = filters.machine(from.machine);
    files.push_back({std::string(kMachine), machine_text(fit.readings)});
    left_out.of_machine = std::move(fit.left_out);
  }
  files.push_back({std::string(kRecord), std::move(text)});
  files.insert(files.begin(), {std::string(kSums), sums_of(listed(files))});
  Manifest manifest = about(record, {});
  manifest.made = from.made;
  manifest.files = listed(files);
  files.push_back({std::string(kManifest), to_text(manifest)});
  std::ranges::sort(files, {}, &SubmissionFile::name);
  return prepared;
}

std::string notes_text(std::string_view manifest, std::string_view notes) {
  return fmt::format("{}{}\n{}", kNotesHead, base::sha256(manifest), notes);
}

host::Readings read_machine_copy(std::string_view text) {
  const Json json = base::parse_json(text, kMachine);
  const record::JsonNode node(json, kMachine);
  if (node.text("schema") != kMachineSchema) node.fail("this is not a copy of a machine");
  host::Readings readings;
  node.member("files").each_item([&](const record::JsonNode& item) {
    const std::string path = item.text("path");
    if (!path.starts_with('/')) item.fail("a path of the machine begins with /");
    if (!readings.emplace(path, item.text("text")).second) item.fail("this path is there twice");
  });
  return readings;
}

Checked check(const std::vector<SubmissionFile>& files, const Trust& trust, std::string_view day,
              const SignatureOptions& options, const catalog::Catalog& catalog) {
  return Checker(files, options, catalog).check(trust, day);
}

Checked check_bytes(const std::vector<SubmissionFile>& files, const Trust& trust,
                    std::string_view day, const SignatureOptions& options) {
  return Checker(files, options, {}).check_bytes(trust, day);
}

std::string_view verdict_of(const Checked& checked) {
  if (!checked.refusals.empty()) return "refused";
  if (!checked.signature.outcome.good()) return "undecided";
  if (!checked.signer.outcome.good()) return "not enrolled";
  return checked.remarks.empty() ? "accepted" : "accepted with remarks";
}

bool is_accepted(const Checked& checked) {
  return checked.refusals.empty() && checked.signature.outcome.good() &&
         checked.signer.outcome.good();
}

}  // namespace assay::submit
