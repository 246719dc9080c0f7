// SPDX-License-Identifier: Apache-2.0
#include "catalog/kernel_fragment.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "catalog/architecture.h"
#include "catalog/spelling.h"

namespace assay::catalog {
namespace {

constexpr std::string_view kEnding = ".config";

bool is_option(std::string_view name) {
  return name.starts_with("CONFIG_") && name.size() > 7 && std::ranges::all_of(name, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                  c == '_';
         });
}

bool is_value(std::string_view value) {
  if (value == "y" || value == "n") return true;
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    return value.substr(1, value.size() - 2).find_first_of("\"\\") == std::string_view::npos;
  }
  return !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

// "io_uring" and "" of ".../io_uring.config", "base" and "aarch64" of "base.aarch64.config".
void read_name_of_file(KernelFragment& fragment, std::string_view file,
                       std::vector<base::Problem>& problems) {
  std::string_view name = file.substr(file.rfind('/') + 1);
  if (name.ends_with(kEnding)) name.remove_suffix(kEnding.size());
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    fragment.arch = std::string(name.substr(dot + 1));
    name = name.substr(0, dot);
  }
  fragment.name = std::string(name);
  if (!is_name(name)) {
    problems.push_back({fragment.position,
                        fmt::format("\"{}\" is not a valid name", base::printable(name)),
                        "name the file NAME.config or NAME.ARCH.config"});
  }
  if (!fragment.arch.empty() && find_architecture(fragment.arch) == nullptr) {
    problems.push_back(
        {fragment.position,
         fmt::format("\"{}\" is not an architecture{}", base::printable(fragment.arch),
                     base::did_you_mean(fragment.arch, architecture_names())),
         "name the file NAME.config or NAME.ARCH.config"});
  }
}

// What a comment of the head adds to the purpose; the licence is not part of it.
void read_purpose(KernelFragment& fragment, std::string_view comment) {
  const auto words = base::trim(comment.substr(1));
  if (words.starts_with("SPDX-")) return;
  fragment.purpose += (fragment.purpose.empty() ? "" : " ") + std::string(words);
}

void read_option(KernelFragment& fragment, std::string_view line, std::size_t number,
                 std::vector<base::Problem>& problems) {
  const auto equals = line.find('=');
  const auto option = line.substr(0, equals);
  const auto value =
      equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1);
  if (is_option(option) && is_value(value)) {
    fragment.options.emplace_back(option, value);
    return;
  }
  problems.push_back({{fragment.position.file, number, 1},
                      fmt::format("\"{}\" is not a kernel option", base::printable(line, 80)),
                      "write CONFIG_NAME=y, =n, =NUMBER or =\"STRING\""});
}

}  // namespace

KernelFragment read_kernel_fragment(std::string_view text, std::string_view file,
                                    std::vector<base::Problem>& problems) {
  KernelFragment fragment;
  fragment.position.file = std::string(file);
  read_name_of_file(fragment, file, problems);
  std::size_t number = 0;
  bool in_head = true;
  for (const std::string& whole : base::split(text, '\n')) {
    ++number;
    const std::string_view line = base::trim(whole);
    if (line.empty()) continue;
    if (line.starts_with('#')) {
      if (in_head) read_purpose(fragment, line);
    } else {
      in_head = false;
      read_option(fragment, line, number, problems);
    }
  }
  if (fragment.purpose.empty()) {
    problems.push_back({{fragment.position.file, 1, 1},
                        "does not say what it is for",
                        "begin with a comment that says what the fragment is for"});
  }
  return fragment;
}

std::vector<std::pair<std::string, std::string>> merged_options(
    const std::vector<KernelFragment>& fragments, const std::vector<std::string>& names,
    std::string_view arch) {
  std::vector<std::pair<std::string, std::string>> merged;
  const auto set = [&](const std::pair<std::string, std::string>& option) {
    const auto found =
        std::ranges::find(merged, option.first, &std::pair<std::string, std::string>::first);
    if (found == merged.end()) {
      merged.push_back(option);
    } else {
      found->second = option.second;
    }
  };
  for (const std::string& name : names) {
    for (const std::string_view wanted : {std::string_view(), arch}) {
      for (const KernelFragment& fragment : fragments) {
        if (fragment.name == name && fragment.arch == wanted) {
          std::ranges::for_each(fragment.options, set);
        }
      }
    }
  }
  return merged;
}

}  // namespace assay::catalog
