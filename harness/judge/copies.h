// SPDX-License-Identifier: Apache-2.0
// Entries that hold the measurements of another entry: copies under another name, replays, parts.
// A sample is known by its numbers alone, so that names, machines and seals may differ. Times of
// two runs do not agree in iterations, wall time and CPU time to the last digit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/record.h"

namespace assay::judge {

struct Entry {
  std::string name;                    // as people find it: the folder below results/submissions
  std::string signer;                  // the principal
  std::string content;                 // of the record
  std::vector<std::uint64_t> samples;  // samples_of its record
  bool revoked = false;                // its key: the signer may send the same with another one
};

// A hash of each timed sample, sorted, each once.
std::vector<std::uint64_t> samples_of(const record::Record& record);

enum class Likeness {
  copy,       // another signer sent all of it, or a part of another one's
  replay,     // the same signer sent the same samples before
  subset,     // the same signer sent these samples and more before
  continued,  // the same signer sent a part of these before: further sessions, and no fault
  overlap,    // some samples are also of the other one
};
std::string_view code_of(Likeness likeness);  // "copy", ..., "continued"
bool refuses(Likeness likeness);              // all but continued

struct Copy {
  Likeness likeness = Likeness::overlap;
  std::string of;          // the other entry's name
  std::size_t shared = 0;  // samples
  std::size_t own = 0;     // samples of this entry, each once
  friend bool operator==(const Copy&, const Copy&) = default;
};

// What was entered before. Each look costs time in proportion to the entry's own samples.
class Ledgered {
 public:
  // The entries that `fresh` has samples of, the one that it has most of first.
  std::vector<Copy> find_copies(const Entry& fresh) const;
  void add(Entry entry);

 private:
  // How many samples each entry has of it.
  std::map<std::size_t, std::size_t> shared_with(const Entry& fresh) const;
  // A record without times, of an emulated machine, is known by its content alone.
  std::vector<Copy> find_same_content(const Entry& fresh) const;

  std::vector<Entry> entries_;  // in the order in which they were added
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> owners_;  // by sample
};

}  // namespace assay::judge
