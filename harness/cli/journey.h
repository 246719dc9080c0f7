// SPDX-License-Identifier: Apache-2.0
// What journeys share: the built program, run as a user runs it, and a small tree of its own with
// few targets and suites made for the test, in which things may go wrong.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/units.h"
#include "sys/process.h"

namespace assay::cli {

inline constexpr base::Bytes kFileLimit{64u << 20};  // of what a journey reads

struct Ran {
  int status = -1;  // exit code; -1 when it did not exit by itself
  std::string out, err;
};

Ran run_program(const std::filesystem::path& program, std::vector<std::string> words,
                const std::filesystem::path& folder = {});

// The same on a terminal of this size; `out` is all that it showed. Once it showed `first`, the
// keys are typed one by one.
struct Terminal {
  unsigned short rows = 24, columns = 80;
  std::string first = {}, keys = {};
  std::vector<std::pair<std::string, std::string>> environment = {};  // beside ours
};
Ran run_on_terminal(const std::filesystem::path& program, std::vector<std::string> words,
                    const Terminal& terminal);

// The program in its own source tree.
Ran assay(std::vector<std::string> words);

// A tree with the real toolchains, systems and support, the targets named, and no suites yet. Built
// cells stay from one test program's run to the next, so that only the first is slow.
class SmallTree {
 public:
  explicit SmallTree(const std::string& name, const std::vector<std::string>& targets);

  void write(const std::filesystem::path& below, const std::string& text) const;
  void remove(const std::filesystem::path& below) const;
  std::filesystem::path at(const std::filesystem::path& below) const { return root_ / below; }
  std::filesystem::path program() const { return root_ / "build/assay"; }
  // In the tree, where a person would be.
  Ran assay(std::vector<std::string> words) const { return run_program(program(), words, root_); }

  // A suite of one source file with these benchmarks: body of a .cc after the includes.
  void suite(const std::string& name, const std::string& body, const std::string& rules = {},
             const std::string& checksums = {}) const;

 private:
  std::filesystem::path root_;
};

base::Json read_json(const std::filesystem::path& path);

// The entry of `array` whose members all have these texts; a null value when there is none.
base::Json find(const base::Json& array,
                const std::vector<std::pair<std::string, std::string>>& texts);
std::string text(const base::Json& object, std::string_view key);

// Where a cell of a record ran.
const base::Json& place_of(const base::Json& record, const base::Json& cell);

}  // namespace assay::cli
