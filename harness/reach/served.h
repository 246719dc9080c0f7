// SPDX-License-Identifier: Apache-2.0
// The far end of a conversation: `assay-kit serve NONCE FOLDER`, started through ssh. It says what
// this machine is, takes the files of a kit, starts runs, and sends what they write. It measures
// nothing itself, and its end ends no run.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "record/host.h"

namespace assay::reach {

struct ServeOptions {
  std::string nonce;
  std::filesystem::path folder;  // the program, contents and runs are below it
  std::string version, commit;   // of the program
  std::function<record::Host()> host;
  int input = 0, output = 1;
};

// Until the other side has gone. Returns an exit code.
int serve(const ServeOptions& options);

}  // namespace assay::reach
