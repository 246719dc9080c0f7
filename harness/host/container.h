// SPDX-License-Identifier: Apache-2.0
// What speaks for a container around this process.
#pragma once

#include "host/root.h"
#include "host/signs.h"

namespace assay::host {

void look_for_container(const Root& root, Signs& signs);

}  // namespace assay::host
