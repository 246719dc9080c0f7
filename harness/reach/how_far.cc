// SPDX-License-Identifier: Apache-2.0
#include "reach/how_far.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "record/json_node.h"

namespace assay::reach {
namespace {

std::optional<HowFar::Said> said_by(std::string_view line) {
  try {
    const base::Json json = base::parse_json(line, "a line of a journal");
    const record::JsonNode node(json, "a line of a journal");
    if (!node.has("planned") && !node.has("done")) return std::nullopt;
    const std::uint64_t done = node.whole("done");
    if (!node.has("planned")) return HowFar::Said{.done = done};
    const std::uint64_t planned = node.whole("planned", 1);
    return HowFar::Said{.done = std::min(done, planned), .planned = planned};
  } catch (const base::Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<HowFar::Said> HowFar::add(std::string_view file, std::string_view bytes) {
  if (!file.starts_with("session")) return std::nullopt;
  if (file != file_) line_.clear();
  file_ = file;
  line_ += bytes;
  std::optional<Said> last;
  for (const std::string_view line : base::ended_lines(line_)) {
    if (const auto said = said_by(line)) last = said;
  }
  line_.erase(0, line_.rfind('\n') + 1);  // npos + 1 is 0
  return last;
}

}  // namespace assay::reach
