// SPDX-License-Identifier: Apache-2.0
#include "import/formats.h"

#include <cstddef>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "import/google_benchmark.h"
#include "import/near_json.h"
#include "import/unrecognised.h"
#include "record/record_json.h"

namespace assay::import {
namespace {

struct Format {
  std::string_view name;
  bool (*recognise)(std::string_view bytes);
  record::Record (*read)(std::string_view bytes, std::string_view name);
};

// Every format there is, in the order they are tried: the other way round for what begins as a
// record does. Looking for the keys of another format reads a large file to its end.
constexpr Format kFormats[] = {
    {"Google Benchmark JSON", is_google_benchmark,
     [](std::string_view bytes, std::string_view name) {
       return read_google_record(without_mark(bytes), name);
     }},
    {"assay record", [](std::string_view bytes) { return has_keys(bytes, {"schema", "cells"}); },
     record::parse_record},
};

}  // namespace

record::Record read_any(std::string_view bytes, std::string_view name) {
  const std::string_view text = without_mark(bytes);
  constexpr std::size_t kBeginning = 4096;
  const bool as_record = has_keys(text.substr(0, kBeginning), {"schema"});
  for (std::size_t i = 0; i < std::size(kFormats); ++i) {
    const Format& format = kFormats[as_record ? std::size(kFormats) - 1 - i : i];
    if (!format.recognise(text)) continue;
    try {
      return format.read(bytes, name);
    } catch (const base::Error&) {
      if (is_cut(bytes)) throw cut_result(bytes, name);
      throw;
    }
  }
  throw unrecognised(bytes, name);
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

}  // namespace assay::import
