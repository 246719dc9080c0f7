// SPDX-License-Identifier: Apache-2.0
// What is carried to a place: the files of a kit, each by the hash of its content.
#pragma once

#include <vector>

#include "work/kit.h"

namespace assay::reach {

struct Parcel {
  std::vector<work::KitFile> files;
};

}  // namespace assay::reach
