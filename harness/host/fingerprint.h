// SPDX-License-Identifier: Apache-2.0
// The machine as a record keeps it.
#pragma once

#include "host/root.h"
#include "record/host.h"

namespace assay::host {

record::Host look(const Root& root);

}  // namespace assay::host
