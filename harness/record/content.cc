// SPDX-License-Identifier: Apache-2.0
#include "record/content.h"

#include "base/canonical_json.h"
#include "base/sha256.h"

namespace assay::record {

std::string content_of(const base::Json& document) {
  constexpr std::string_view kFollows[] = {"content", "id", "marks"};
  return base::sha256(base::canonical_json(document, kFollows));
}

std::string id_of(std::string_view created, std::string_view content) {
  std::string id;
  for (const char c : created) {
    if (c != '-' && c != ':') id += c;
  }
  return (id += '-').append(content.substr(0, 6));
}

}  // namespace assay::record
