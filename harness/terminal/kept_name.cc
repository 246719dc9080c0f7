// SPDX-License-Identifier: Apache-2.0
#include "terminal/kept_name.h"

#include <fmt/format.h>

#include <string>

#include "base/error.h"
#include "base/text.h"

namespace assay::terminal {

OptionSpec keep_option() {
  return {.name = "--keep",
          .value = "hostname",
          .help = "write the name of this machine into the record too; it is sent with it"};
}

bool keeps_host_name(const Arguments& words) {
  if (!words.has("keep")) return false;
  if (words.text("keep") == "hostname") return true;
  throw base::Error(base::Exit::usage, fmt::format("--keep takes hostname, not '{}'",
                                                   base::printable(words.text("keep"))));
}

}  // namespace assay::terminal
