// SPDX-License-Identifier: Apache-2.0
#include "base/outcome.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"

namespace assay::base {
namespace {

struct KindWord {
  Outcome::Kind kind;
  std::string_view word;
};

constexpr std::array<KindWord, 4> kKindWords{{{Outcome::Kind::ok, "ok"},
                                              {Outcome::Kind::failed, "failed"},
                                              {Outcome::Kind::unavailable, "unavailable"},
                                              {Outcome::Kind::skipped, "skipped"}}};

Outcome bad(Outcome::Kind kind, std::string code, std::string reason) {
  ensure(!code.empty(), "an outcome that is not ok has a code");
  return {.kind = kind, .code = std::move(code), .reason = std::move(reason)};
}

}  // namespace

Outcome Outcome::failed(std::string code, std::string reason) {
  return bad(Kind::failed, std::move(code), std::move(reason));
}

Outcome Outcome::unavailable(std::string code, std::string reason) {
  return bad(Kind::unavailable, std::move(code), std::move(reason));
}

Outcome Outcome::skipped(std::string code, std::string reason) {
  return bad(Kind::skipped, std::move(code), std::move(reason));
}

std::string_view to_text(Outcome::Kind kind) {
  for (const KindWord& entry : kKindWords) {
    if (entry.kind == kind) return entry.word;
  }
  broken("every kind of outcome has a word", std::source_location::current());
}

}  // namespace assay::base
