// SPDX-License-Identifier: Apache-2.0
// How a cell or a benchmark ended, as a value that is recorded, shown and counted. Nobody throws
// it.
#pragma once

#include <string>
#include <string_view>

namespace assay::base {

struct Outcome {
  enum class Kind { ok, failed, unavailable, skipped };

  Kind kind = Kind::ok;
  std::string
      code;  // stable word: "wrong-checksum", "signal", "timeout", "no-compiler" ...; empty when ok
  std::string reason;  // a sentence; empty when ok

  static Outcome ok() { return {}; }
  static Outcome failed(std::string code, std::string reason);
  static Outcome unavailable(std::string code, std::string reason);
  static Outcome skipped(std::string code, std::string reason);

  bool good() const { return kind == Kind::ok; }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::string_view to_text(Outcome::Kind kind);

}  // namespace assay::base
