// SPDX-License-Identifier: Apache-2.0
// A submission of a record, of a kit's manifest and of this machine, with more files than detectors
// read, by the tables or with all that there is: so a test sees what the tables keep at home.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "host/fingerprint.h"
#include "host/root.h"
#include "submit/archive.h"
#include "submit/submission.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

Filters no_tables() {
  return {.record = [](const base::Json& record) { return Leaving{record, {}}; },
          .kit = [](const base::Json& kit) { return Leaving{kit, {}}; },
          .machine =
              [](const host::Readings& readings) {
                return host::FitReadings{.readings = readings, .left_out = {}};
              }};
}

void write(const std::string& tables, const std::string& record, const std::string& kit,
           const std::string& output, const std::vector<std::string>& more) {
  host::Readings readings;
  const host::Root root("/", &readings);
  static_cast<void>(host::look(root));
  for (const std::string& file : more) static_cast<void>(root.read(file));
  const auto prepared = prepare({.record = sys::read_file(record, kFileLimit),
                                 .kit = sys::read_file(kit, kFileLimit),
                                 .machine = readings,
                                 .made = "2026-12-01T08:00:00Z"},
                                tables == "off" ? no_tables() : by_tables());
  for (const auto* list :
       {&prepared.left_out.of_record, &prepared.left_out.of_kit, &prepared.left_out.of_machine}) {
    for (const std::string& place : *list) std::printf("%s\n", place.c_str());
  }
  sys::write_whole(output, pack(prepared.files));
}

}  // namespace
}  // namespace assay::submit

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 4 || (words[0] != "on" && words[0] != "off")) {
    std::fputs("usage: assay_planted on|off RECORD KIT-MANIFEST OUTPUT [FILE...]\n", stderr);
    return 2;
  }
  try {
    assay::submit::write(words[0], words[1], words[2], words[3], {words.begin() + 4, words.end()});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "assay_planted: %s\n", error.what());
    return 1;
  }
}
