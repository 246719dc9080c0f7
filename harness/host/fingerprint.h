// SPDX-License-Identifier: Apache-2.0
// The machine as a record keeps it: what it is, how it is set up, how it does at this moment, and
// what of that could not be read.
#pragma once

#include <string>

#include "catalog/cores.h"
#include "host/root.h"
#include "record/host.h"

namespace assay::host {

// With one reading of how it does. `cores` names the cores; without, they are numbers.
record::Host look(const Root& root, const catalog::Cores& cores = {});

// Its name, which look() leaves out, as `host_name` in the fingerprint: for who asks for that.
void add_host_name(record::Host& host);

record::Reading read_now(const Root& root);

// 16 hex digits, the same after every boot, of the hardware and its class alone: equal machines
// share it, so that it names nobody.
std::string host_key(const record::Host& host);

}  // namespace assay::host
