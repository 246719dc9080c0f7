// SPDX-License-Identifier: Apache-2.0
// What a measurement is made with: this machine, what it can do, and the runners there are. Refers
// to what outlives it.
#pragma once

#include "catalog/catalog.h"
#include "record/capabilities.h"
#include "record/host.h"
#include "run/run_cells.h"
#include "sys/folders.h"

namespace assay::work {

struct Instruments {
  const catalog::Catalog& catalog;
  const record::Host& host;
  const record::Capabilities& capabilities;
  const sys::Folders& folders;
  run::Runners runners;
};

}  // namespace assay::work
