// SPDX-License-Identifier: Apache-2.0
// What the kernel tells of this machine in small files, and on which CPUs this thread may run. A
// test gives a folder that stands in for the root.
#pragma once

#include <sched.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

// "0-3,8" -> 0 1 2 3 8: the kernel's cpulist. Empty for what is none.
inline std::vector<int> parse_cpulist(std::string_view text) {
  constexpr int kMostCpus = 65536;
  std::vector<int> cpus;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    int first = 0;
    const auto one = std::from_chars(at, end, first);
    if (one.ec != std::errc()) return {};
    int last = first;
    at = one.ptr;
    if (at < end && *at == '-') {
      const auto other = std::from_chars(at + 1, end, last);
      if (other.ec != std::errc()) return {};
      at = other.ptr;
    }
    if (first < 0 || last < first || last >= kMostCpus) return {};
    for (int cpu = first; cpu <= last; ++cpu) cpus.push_back(cpu);
    if (at < end && *at++ != ',') return {};
  }
  return cpus;
}

class Sysfs {
 public:
  explicit Sysfs(std::string root = {}) : root_(std::move(root)) {}

  bool exists(const std::string& path) const { return access((root_ + path).c_str(), F_OK) == 0; }

  // Without the line break at its end; nothing where there is no such file.
  std::optional<std::string> text(const std::string& path) const {
    std::FILE* const file = std::fopen((root_ + path).c_str(), "re");
    if (file == nullptr) return std::nullopt;
    std::string content;
    std::array<char, 4096> part{};
    while (const std::size_t got = std::fread(part.data(), 1, part.size(), file))
      content.append(part.data(), got);
    std::fclose(file);
    while (!content.empty() && content.back() == '\n') content.pop_back();
    return content;
  }

  // A number with nothing behind it but perhaps one of the kernel's units: "512", "32K", "1 kB".
  std::optional<std::uint64_t> number(const std::string& path) const {
    const auto found = text(path);
    return found ? parse_number(*found) : std::nullopt;
  }

  std::vector<int> cpus(const std::string& path) const {
    return parse_cpulist(text(path).value_or(""));
  }

  // The number that a line of the file has behind its first word: "MemAvailable:", "inactive_file".
  std::optional<std::uint64_t> field(const std::string& path, std::string_view name) const {
    const std::string all = text(path).value_or("");
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = all.find('\n', at);
      std::string_view line = std::string_view(all).substr(at, end - at);
      if (line.starts_with(name) && line.substr(name.size()).starts_with(' '))
        return parse_number(line.substr(name.size()));
      if (end == std::string::npos) break;
      at = end + 1;
    }
    return std::nullopt;
  }

  static std::optional<std::uint64_t> parse_number(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc()) return std::nullopt;
    const std::string_view unit(read.ptr, static_cast<std::size_t>(text.end() - read.ptr));
    if (unit.empty()) return value;
    if (unit == "K" || unit == " kB") return value << 10;
    if (unit == "M") return value << 20;
    return std::nullopt;
  }

 private:
  std::string root_;
};

// The CPUs on which a thread may run.
struct CpuMask {
  std::array<cpu_set_t, 8> sets{};  // 8192 CPUs with the C libraries' usual 1024

  bool read() { return sched_getaffinity(0, sizeof sets, sets.data()) == 0; }
  bool set() const { return sched_setaffinity(0, sizeof sets, sets.data()) == 0; }
  void add(int cpu) { CPU_SET_S(static_cast<std::size_t>(cpu), sizeof sets, sets.data()); }

  std::vector<int> cpus() const {
    std::vector<int> found;
    for (std::size_t cpu = 0; cpu < sizeof sets * 8; ++cpu)
      if (CPU_ISSET_S(cpu, sizeof sets, sets.data())) found.push_back(static_cast<int>(cpu));
    return found;
  }
};

}  // namespace assay
