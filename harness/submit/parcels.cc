// SPDX-License-Identifier: Apache-2.0
#include "submit/parcels.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "host/fingerprint.h"
#include "submit/signing.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kMostTrust{4u << 20}, kMostNotes{64u << 10};
constexpr std::size_t kFew = 20;  // cells and places

const std::string& manifest_of(const std::vector<SubmissionFile>& files) {
  return std::ranges::find(files, kManifest, &SubmissionFile::name)->bytes;
}

std::string the_first(const std::vector<std::string>& names) {
  const std::size_t named = std::min(names.size(), kFew);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(named);
  return base::join({names.begin(), end}, ", ") +
         (named < names.size() ? fmt::format(" and {} more", names.size() - named) : "");
}

// What of them stays at home, one line; none when nothing does.
void add_left_out(std::string_view what, const std::vector<std::string>& places,
                  std::vector<std::string>& lines) {
  if (places.empty()) return;
  lines.push_back(fmt::format("left out of the {}, or shortened: {}", what, the_first(places)));
}

}  // namespace

host::Readings copy_of_machine(const record::Record& record, const catalog::Cores& cores) {
  host::Readings readings;
  const record::Host here = host::look(host::Root("/", &readings), cores);
  const bool measured =
      std::ranges::find(record.hosts, here.key, &record::Host::key) != record.hosts.end();
  return measured ? readings : host::Readings();
}

void require_room_for(const fs::path& output) {
  std::error_code fault;
  if (!fs::exists(output, fault)) return;
  throw base::Error(base::Exit::usage, fmt::format("{} is there already", output.string()))
      .hint("move that file away to make another one");
}

Written write_parcel(const Parcel& parcel) {
  require_room_for(parcel.output);
  Prepared prepared = prepare(parcel.ingredients);
  auto& files = prepared.files;
  const std::string manifest = manifest_of(files);
  files.push_back({std::string(kSignature), sign_with(parcel.key, manifest)});
  if (!parcel.notes.empty()) {
    const std::string text = notes_text(manifest, sys::read_file(parcel.notes, kMostNotes));
    files.push_back({std::string(kNotesSignature), sign_with(parcel.key, text)});
    files.push_back({std::string(kNotes), text});
  }
  std::ranges::sort(files, {}, &SubmissionFile::name);
  sys::write_whole(parcel.output, pack(files));
  return {.path = parcel.output,
          .left_out = std::move(prepared.left_out),
          .has_machine = !parcel.ingredients.machine.empty()};
}

std::vector<std::string> lines_of(const Written& written) {
  std::vector<std::string> lines;
  if (!written.left_out.cells.empty()) {
    lines.push_back(fmt::format("left out, since a submission is of times only: {}",
                                the_first(written.left_out.cells)));
  }
  add_left_out("record", written.left_out.of_record, lines);
  add_left_out("kit's manifest", written.left_out.of_kit, lines);
  add_left_out("copy of this machine", written.left_out.of_machine, lines);
  if (!written.has_machine) {
    lines.emplace_back(
        "this is not the machine that was measured, so that no copy of it is sent along");
  }
  lines.push_back(fmt::format("submission: {}", written.path.string()));
  return lines;
}

Opened open_file(const fs::path& path) { return open_archive(sys::read_file(path, kArchiveLimit)); }

Trust read_trust(const fs::path& signers, const fs::path& revoked) {
  Trust trust;
  if (!signers.empty()) {
    trust.allowed = parse_allowed_signers(sys::read_file(signers, kMostTrust), signers.string());
  }
  if (!revoked.empty()) {
    trust.revoked = parse_revocations(sys::read_file(revoked, kMostTrust), revoked.string());
  }
  return trust;
}

Verified verify_file(const fs::path& path, const Trust& trust, std::string_view day,
                     const catalog::Catalog& catalog) {
  const Opened opened = open_file(path);
  Verified verified{.checked = {}, .walls = sys::to_text(opened.walls)};
  if (opened.outcome.good()) {
    verified.checked = check(opened.files, trust, day, {}, catalog);
  } else {
    verified.checked.refusals = {opened.outcome};
  }
  return verified;
}

}  // namespace assay::submit
