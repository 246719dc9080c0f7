// SPDX-License-Identifier: Apache-2.0
// SHA-256 of bytes as 64 lower-case hex digits (FIPS 180-4, computed by libsodium).
#pragma once

#include <string>
#include <string_view>

namespace assay::base {

std::string sha256(std::string_view bytes);

}  // namespace assay::base
