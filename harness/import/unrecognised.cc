// SPDX-License-Identifier: Apache-2.0
#include "import/unrecognised.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/text.h"
#include "import/formats.h"
#include "import/near_json.h"

namespace assay::import {
namespace {

using base::Error;

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";

Error wrong(std::string_view name, std::string what) {
  return Error(base::Exit::usage, std::move(what)).at({std::string(name)});
}

struct Packed {
  std::string_view begins, name, command;
};
constexpr Packed kPacked[] = {{"\x1f\x8b", "gzip", "gunzip"},
                              {"\x28\xb5\x2f\xfd", "zstd", "unzstd"},
                              {"\xfd\x37\x7a\x58\x5a", "xz", "unxz"},
                              {"BZh", "bzip2", "bunzip2"},
                              {"PK\x03\x04", "zip", "unzip"}};

// Text of the Latin alphabet in UTF-16 has a zero in every second byte.
bool is_utf16(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return true;
  const std::string_view head = bytes.substr(0, 256);
  const auto zeros = static_cast<std::size_t>(std::ranges::count(head, '\0'));
  return head.size() >= 4 && zeros * 3 >= head.size();
}

// The line on which a document begins after lines that are none, from 1; 0 when there is none.
std::size_t line_of_document(std::string_view bytes) {
  std::size_t line = 2;
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at)) {
    ++at;
    if (at < bytes.size() && bytes[at] == '{') {
      const std::string_view rest = bytes.substr(at);
      if (has_keys(rest, {"context", "benchmarks"}) || has_keys(rest, {"schema", "cells"})) {
        return line;
      }
    }
    ++line;
  }
  return 0;
}

}  // namespace

std::string_view without_mark(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return bytes;
}

bool is_cut(std::string_view bytes) { return open_brackets(bytes) > 0; }

Error cut_result(std::string_view bytes, std::string_view name) {
  const std::size_t whole = whole_items(bytes, "benchmarks");
  const std::string after = whole == 0   ? "before its first benchmark is complete"
                            : whole == 1 ? "after 1 complete benchmark"
                                         : fmt::format("after {} complete benchmarks", whole);
  return wrong(name, fmt::format("ends in the middle, {}", after))
      .hint("the program was killed or the disk was full: run it again");
}

Error unrecognised(std::string_view bytes, std::string_view name) {
  if (bytes.empty()) return wrong(name, "is empty").hint("run the program again");
  const std::size_t first = bytes.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return wrong(name, "holds blanks only");
  for (const Packed& packed : kPacked) {
    if (!bytes.starts_with(packed.begins)) continue;
    return wrong(name, fmt::format("is compressed with {}", packed.name))
        .hint(fmt::format("{} makes it readable", packed.command));
  }
  if (is_utf16(bytes)) {
    return wrong(name, "is text in UTF-16, and results are read in UTF-8")
        .hint("iconv -f UTF-16 -t UTF-8 FILE > NEW converts it");
  }
  if (const std::size_t line = line_of_document(bytes); line > 0) {
    const std::string_view text = bytes.substr(0, bytes.find('\n'));
    return wrong(name, fmt::format("line 1 is not JSON: '{}'; the result begins on line {}",
                                   base::printable(text, 60), line))
        .hint("--benchmark_out=FILE writes the result alone");
  }
  if (bytes[first] == '[') {
    return wrong(name, "holds an array, and a result is one object")
        .hint("give each of its members as a file");
  }
  if (bytes[first] == '{' && is_cut(bytes)) return cut_result(bytes, name);
  if (has_keys(bytes, {"benchmarks"})) {
    return wrong(name,
                 "has benchmarks without a context, so it is not as Google Benchmark wrote it");
  }
  return wrong(name, fmt::format("is not a result file; expected one of: {}",
                                 base::join(format_names(), ", ")));
}

}  // namespace assay::import
