// SPDX-License-Identifier: Apache-2.0
// The guest's first program, init/init.c, built with clang and the kernel's own headers: no C
// library is needed for any architecture.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/outcome.h"
#include "image/linux_headers.h"
#include "record/capabilities.h"

namespace assay::image {

struct BuiltInit {
  base::Outcome outcome;             // failed "init-error" with the compiler's own message
  std::optional<std::string> bytes;  // of the program, when ok
};

// `source` is init.c. Kept beside the headers by the hash of source and compiler.
BuiltInit build_init(const std::filesystem::path& source, const LinuxHeaders& headers,
                     const record::Compiler& clang, std::string_view triple);

}  // namespace assay::image
