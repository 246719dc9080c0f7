// SPDX-License-Identifier: Apache-2.0
// For archives_test.py: opens archives that come on standard input, each behind its size as a line
// of text, and prints a line of JSON for each: the files with their SHA-256, or code and sentence,
// and the walls.
#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <string>

#include "base/json.h"
#include "base/sha256.h"
#include "submit/archive.h"

int main() {
  using namespace assay;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::string bytes(std::stoul(line), '\0');
    if (!std::cin.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return 2;
    const submit::Opened opened = submit::open_archive(bytes);
    base::Json files{base::Json::Object{}};
    for (const submit::SubmissionFile& file : opened.files) {
      files.set(file.name, base::sha256(file.bytes));
    }
    base::Json answer;
    answer.set("code", opened.outcome.code).set("what", opened.outcome.reason);
    answer.set("walls", to_text(opened.walls)).set("files", files);
    fmt::print("{}\n", answer.dump_compact());
    std::fflush(stdout);
  }
  return 0;
}
