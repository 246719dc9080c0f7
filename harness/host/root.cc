// SPDX-License-Identifier: Apache-2.0
#include "host/root.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "sys/files.h"

namespace assay::host {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNames = 4096;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\0')) {
    text.pop_back();
  }
  return text;
}

}  // namespace

Root::Root(fs::path folder, Readings* readings, std::vector<std::string>* asked)
    : folder_(std::move(folder)), readings_(readings), asked_(asked) {
  std::error_code fault;
  top_ = fs::weakly_canonical(folder_, fault);
}

Root Root::of(const Readings& copy) {
  Root root;
  root.copy_ = &copy;
  return root;
}

std::optional<std::string> Root::copied(std::string_view path) const {
  const auto found = copy_->find(std::string(path));
  return found == copy_->end() ? std::nullopt : std::optional(trimmed(found->second));
}

// Of files and folders directly below it; sorted, as the copy is.
std::vector<std::string> Root::copied_names(std::string_view folder) const {
  const std::string below = std::string(folder) + '/';
  std::vector<std::string> names;
  for (auto each = copy_->lower_bound(below);
       each != copy_->end() && each->first.starts_with(below) && names.size() < kMostNames;
       ++each) {
    const auto name =
        each->first.substr(below.size(), each->first.find('/', below.size()) - below.size());
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

// Empty for a link that leads out of a copy: the live machine's files are not the copy's.
fs::path Root::below(std::string_view path) const {
  const auto full = folder_ / fs::path(path).relative_path();
  if (live()) return full;
  std::error_code fault;
  const auto real = fs::weakly_canonical(full, fault);
  const bool inside =
      std::mismatch(top_.begin(), top_.end(), real.begin(), real.end()).first == top_.end();
  return !fault && inside ? full : fs::path();
}

void Root::keep(std::string_view path, const std::string& text) const {
  if (readings_ == nullptr) return;
  auto& kept = (*readings_)[std::string(path)];
  if (kept.empty()) kept = text;  // exists() after read() knows less
}

void Root::ask_for(std::string_view path) const {
  if (asked_ != nullptr) asked_->emplace_back(path);
}

std::optional<std::string> Root::read(std::string_view path) const {
  ask_for(path);
  if (copy_ != nullptr) return copied(path);
  const auto file = below(path);
  std::error_code fault;
  if (!fs::is_regular_file(file, fault)) return std::nullopt;
  try {
    auto text = trimmed(sys::read_file(file, base::Bytes{4u << 20}));
    keep(path, text);
    return text;
  } catch (const base::Error&) {
    return std::nullopt;  // absent or unreadable is normal below /proc and /sys
  }
}

std::string Root::head(std::string_view path, std::size_t most) const {
  ask_for(path);
  if (copy_ != nullptr) return {};
  const auto file = below(path);
  std::error_code fault;
  if (!fs::is_regular_file(file, fault)) return {};
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(most, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

bool Root::exists(std::string_view path) const {
  ask_for(path);
  if (copy_ != nullptr) return copy_->contains(std::string(path));
  std::error_code fault;
  const auto file = below(path);
  const bool there = fs::exists(file, fault) && !fs::is_directory(file, fault);
  if (there) keep(path, {});
  return there;
}

std::vector<std::string> Root::list(std::string_view path) const {
  ask_for(std::string(path) + '/');
  if (copy_ != nullptr) return copied_names(path);
  std::vector<std::string> names;
  std::error_code fault;
  for (fs::directory_iterator entry(below(path), fault), end;
       entry != end && names.size() < kMostNames; entry.increment(fault)) {
    names.push_back(entry->path().filename().string());
    if (fault) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> Root::observe(std::string_view name,
                                         const std::function<std::string()>& ask) const {
  const auto path = "/observed/" + std::string(name);
  if (!live()) return read(path);
  auto text = ask();
  if (text.empty()) return std::nullopt;
  keep(path, text);
  return text;
}

std::optional<std::string> read_device_tree(const Root& root, std::string_view name) {
  for (const std::string folder : {"/proc/device-tree/", "/sys/firmware/devicetree/base/"}) {
    if (auto text = root.read(folder + std::string(name))) {
      std::ranges::replace(*text, '\0', ' ');
      return text;
    }
  }
  return std::nullopt;
}

std::string private_answer(const Root& root, std::string_view name, std::string_view path,
                           std::string (*answer)(std::string_view)) {
  const auto ask = [&] { return answer(root.head(path, 256u << 10)); };
  return root.observe(name, ask).value_or(root.live() ? std::string() : ask());
}

}  // namespace assay::host
