// SPDX-License-Identifier: Apache-2.0
// Settings of the kernel, files below /sys and /proc, that are changed for a while. A second
// process puts them back when this object ends, or when our process does, however it was killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "sys/descriptor.h"

namespace assay::sys {

class KeptSettings {
 public:
  KeptSettings();   // before other threads are started; throws Error(missing) when it can't fork
  ~KeptSettings();  // returns when all is put back
  KeptSettings(const KeptSettings&) = delete;
  KeptSettings& operator=(const KeptSettings&) = delete;

  // Writes the text. "" when the kernel took it, else why not. Of a choice, "always [madvise]
  // never", the one in brackets is kept.
  std::string set(const std::filesystem::path& file, const std::string& text);

 private:
  Descriptor kept_;
  pid_t keeper_ = -1;
};

// What a setting is: the text without trailing white space, of a choice the one in brackets.
std::string setting_of(const std::string& text);

}  // namespace assay::sys
