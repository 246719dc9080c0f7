// SPDX-License-Identifier: Apache-2.0
// gzip (RFC 1952) around the archive of a submission. zlib stands behind this; nothing else
// includes it.
#pragma once

#include <string>
#include <string_view>

#include "base/outcome.h"

namespace assay::submit {

// One member without name and time: with one version of zlib the same bytes every time.
std::string gzip(std::string_view bytes);

// Does it begin as gzip does?
bool is_gzip(std::string_view bytes);

struct Gunzipped {
  std::string bytes;
  base::Outcome outcome;  // a code and a sentence where it is refused; then there are no bytes
};

// Exactly one member. Refused as soon as it is larger than a submission may be, or larger than
// kRatioLimit times what came: what is beyond is never made.
Gunzipped gunzip(std::string_view bytes);

}  // namespace assay::submit
