// SPDX-License-Identifier: Apache-2.0
// The root folder that /proc and /sys are read below: the live machine, or a saved copy of one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace assay::host {

class Root {
 public:
  explicit Root(std::filesystem::path folder = "/") : folder_(std::move(folder)) {}

  bool live() const { return folder_ == "/"; }
  // A file's text without trailing white space; nothing when it can't be read. `path` is absolute.
  std::optional<std::string> read(std::string_view path) const;

 private:
  std::filesystem::path below(std::string_view path) const;

  std::filesystem::path folder_;
};

}  // namespace assay::host
