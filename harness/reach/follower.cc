// SPDX-License-Identifier: Apache-2.0
#include "reach/follower.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "reach/protocol.h"
#include "sys/files.h"
#include "sys/growing_file.h"

namespace assay::reach {

namespace fs = std::filesystem;

fs::path Follower::path_of(std::string_view name) const {
  if (name == "log") return run_.log();
  return run_.results() / fmt::format("{}.{}", name, name == "record" ? "json" : "jsonl");
}

bool Follower::resume(std::string_view name, std::uint64_t at, std::string_view sha256) {
  const auto found = std::ranges::find(kFollowed, name);
  if (found == kFollowed.end()) {
    throw base::Error(base::Exit::usage,
                      fmt::format("a run has no file \"{}\"", base::printable(name)));
  }
  Known known;
  while (known.at < at) {
    const auto most = static_cast<std::size_t>(std::min(kMostPart.value, at - known.at));
    const auto part = sys::read_part(path_of(name), known.at, most);
    if (!part || part->empty()) break;
    known.hash.add(*part);
    known.at += part->size();
  }
  const bool same = known.at == at && known.hash.text() == sha256;
  if (!same) known = {};
  known_[static_cast<std::size_t>(found - kFollowed.begin())] = known;
  return same;
}

std::optional<FilePart> Follower::next(RunState state) {
  for (std::size_t i = 0; i < kFollowed.size(); ++i) {
    const std::string_view name = kFollowed[i];
    Known& known = known_[i];
    if (name == "record" && state != RunState::ended) continue;
    if (name == "log" && known.at >= kMostLog.value) continue;
    const auto most = static_cast<std::size_t>(
        name == "log" ? std::min(kMostPart.value, kMostLog.value - known.at) : kMostPart.value);
    auto bytes = sys::read_part(path_of(name), known.at, most);
    if (!bytes || bytes->empty()) continue;
    FilePart part{.name = std::string(name), .at = known.at, .bytes = *std::move(bytes)};
    known.hash.add(part.bytes);
    known.at += part.bytes.size();
    part.sha256 = known.hash.text();
    return part;
  }
  return std::nullopt;
}

}  // namespace assay::reach
