// SPDX-License-Identifier: Apache-2.0
// SHA-256 of bytes as 64 lower-case hex digits (FIPS 180-4, computed by libsodium).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::base {

std::string sha256(std::string_view bytes);

// The same of bytes that come in parts.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string text() const;  // of all so far; more may follow

 private:
  std::array<std::uint64_t, 13> state_{};  // the library's own, whose header stays in sha256.cc
};

}  // namespace assay::base
