// SPDX-License-Identifier: Apache-2.0
#include "record/content.h"

#include <string_view>

#include "base/canonical_json.h"
#include "base/sha256.h"

namespace assay::record {

std::string content_of(const base::Json& document) {
  constexpr std::string_view kItsOwn[] = {"content", "id"};
  return base::sha256(base::canonical_json(document, kItsOwn));
}

}  // namespace assay::record
