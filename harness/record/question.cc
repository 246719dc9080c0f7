// SPDX-License-Identifier: Apache-2.0
#include "record/question.h"

namespace assay::record {

bool is_counterpart(const catalog::Cell& one, const catalog::Cell& other) {
  return one.target == other.target && one.suite == other.suite;
}

std::string_view to_text(Explained explained) {
  switch (explained) {
    case Explained::none:
      return "none";
    case Explained::red:
      return "red";
    case Explained::all:
      return "all";
  }
  return "";
}

}  // namespace assay::record
