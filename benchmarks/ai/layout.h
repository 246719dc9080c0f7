// SPDX-License-Identifier: Apache-2.0
// What the variants of layout_loops.h have in common.
#pragma once

#include <cstddef>

namespace assay {
namespace {

struct Planes {
  std::size_t channels, pixels;
};

}  // namespace
}  // namespace assay
