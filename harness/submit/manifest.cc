// SPDX-License-Identifier: Apache-2.0
#include "submit/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/canonical_json.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "record/json_node.h"
#include "record/text_form.h"
#include "work/kit.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;
using base::Json;
using record::JsonNode;

constexpr std::string_view kSchema = "assay.submission/1";
constexpr base::Bytes kMostManifest{1u << 20};

const record::TextForm kMachineForm{
    [](std::string_view text) { return text == kExampleMachine || record::kShortHash.fits(text); },
    "16 hexadecimal digits in lower case, or example"};

ListedFile read_listed(const JsonNode& node) {
  ListedFile file{.path = node.text("path"),
                  .sha256 = node.text("sha256", record::kSha256),
                  .size = node.whole("size")};
  if (!work::is_kit_path(file.path)) node.fail("this is not a path inside a submission");
  if (file.path == kManifest || file.path == kSignature) {
    node.fail("the manifest lists neither itself nor its signature");
  }
  return file;
}

// Bytes that mean the same and are others would have another signature.
void require_canonical(std::string_view text, const std::string& canonical) {
  if (text == canonical) return;
  const auto [here, there] = std::ranges::mismatch(text, canonical);
  const auto line = 1 + std::count(text.begin(), here, '\n');
  const auto column =
      1 + std::ranges::distance(
              std::find(std::make_reverse_iterator(here), text.rend(), '\n').base(), here);
  throw Error(Exit::usage,
              fmt::format("{}:{}:{}: not in the canonical form of RFC 8785, or with a key that "
                          "this version does not know",
                          kManifest, line, column));
}

}  // namespace

std::string to_text(const Manifest& manifest) {
  Json json, files{Json::Array{}};
  for (const ListedFile& file : manifest.files) {
    Json one;
    one.set("path", file.path).set("sha256", file.sha256).set("size", file.size);
    files.push(std::move(one));
  }
  json.set("schema", kSchema).set("made", manifest.made);
  json.set("version", manifest.harness.version).set("commit", manifest.harness.commit);
  json.set("changed", manifest.harness.dirty ? 1 : 0).set("machine", manifest.machine);
  json.set("content", manifest.content).set("sessions", manifest.sessions);
  json.set("files", std::move(files));
  return base::canonical_json(json) + "\n";
}

Manifest read_manifest(std::string_view text) {
  const Json json = base::parse_json(text, kManifest, kMostManifest);
  const JsonNode node(json, kManifest);
  if (const std::string schema = node.text("schema"); schema != kSchema) {
    throw Error(Exit::usage, fmt::format("{}: schema '{}' is not {}", kManifest,
                                         base::printable(schema), kSchema));
  }
  Manifest manifest{.made = node.text("made", record::kUtcTime),
                    .harness = {.version = node.text("version"),
                                .commit = node.text("commit"),
                                .dirty = node.whole("changed") != 0},
                    .machine = node.text("machine", kMachineForm),
                    .content = node.text("content", record::kSha256),
                    .sessions = node.whole("sessions", 1),
                    .files = {}};
  node.member("files").each_item(
      [&](const JsonNode& item) { manifest.files.push_back(read_listed(item)); });
  const auto same = std::ranges::adjacent_find(
      manifest.files, [](const auto& one, const auto& next) { return one.path >= next.path; });
  if (same != manifest.files.end()) {
    throw Error(Exit::usage, fmt::format("{}: the file after {} is out of order, or named twice",
                                         kManifest, same->path));
  }
  require_canonical(text, to_text(manifest));
  return manifest;
}

std::string sums_of(const std::vector<ListedFile>& files) {
  std::string sums;
  for (const ListedFile& file : files) sums += fmt::format("{}  {}\n", file.sha256, file.path);
  return sums;
}

}  // namespace assay::submit
