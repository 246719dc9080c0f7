// SPDX-License-Identifier: Apache-2.0
// What was read of a Google Benchmark file, as a record: marked as imported, one cell, no program.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "record/record.h"

namespace assay::import {

struct GoogleEntry;
struct GoogleFile;

struct Work {
  double amount = 0;      // of one iteration, a whole number
  std::string_view unit;  // "items", "bytes"
  friend bool operator==(const Work&, const Work&) = default;
};
// What stands behind an entry's rate; nothing where it has none, was rounded too far, or the work
// is not a whole number.
std::optional<Work> work_of(const GoogleEntry& entry);

// "checksum=<text>" in a label; "" when there is none.
std::string checksum_of_label(std::string_view label);

// Throws as read_google_benchmark does, and for a file without any entry or of another version.
record::Record read_google_record(std::string_view bytes, std::string_view name);

// Gives what was imported another suite and target, where they are not "": then it pairs with
// records of that suite. Throws Error(usage) when they are no names.
void set_names(record::Record& record, std::string_view suite, std::string_view target);

// The same, an entry at a time, so that a large file is never held as a list of them.
//
// Provenance "imported", one cell "imported/unknown/unknown/<suite>", domain hw_time, no program;
// the suite is the file's name without folder and ending, benchmarks are "<suite>/<name>". Where
// the context says "assay.suite" and "assay.target", as programs of suites do, these are suite and
// target.
// Repetitions are samples of one process. A benchmark with aggregates only keeps those of time,
// without samples. An entry that can't be read, or whose time is none, is the outcome of its
// benchmark and of no other; notes of the cell name it, and keys that an entry gives twice. Files
// before 1.5 do not say which entries are aggregates: x_mean, x_median and x_stddev are, where a
// file has the first and the last, and several x without them are as many benchmarks. Two
// benchmarks of one name stay apart: the second is "<name>#2".
class RecordBuilder {
 public:
  explicit RecordBuilder(std::string_view name) : name_(name) {}

  void add(const GoogleEntry& entry);

  bool is_empty() const { return groups_.empty() && curves_ == 0; }

  // `file` tells of the machine and the date; its entries have been added.
  record::Record finish(const GoogleFile& file) &&;

 private:
  // All entries of one benchmark: its repetitions and its aggregates.
  struct Group {
    std::string run_name;
    std::int64_t family_index = -1, instance_index = -1;
    record::Benchmark benchmark;
    bool repetitions = false, aggregates = false;
    std::optional<base::Outcome> lost;  // of an aggregate that can't be read
    bool folded = false;                // into the benchmark that it is an aggregate of
    bool typed = false;  // of entries that say themselves whether they are aggregates
    std::optional<Work> work;
    bool work_agreed = true;
    bool empty() const { return !repetitions && !aggregates; }
  };

  // Sentences about what is wrong with the file: each once, the first ones.
  class Notes {
   public:
    void add(std::string note);
    std::vector<std::string> texts() const;

   private:
    std::vector<std::string> notes_;
    std::size_t more_ = 0;
  };

  Group& group_of(const GoogleEntry& entry);
  void add_repetition(Group& group, const GoogleEntry& entry);
  void add_aggregate(Group& group, const GoogleEntry& entry);
  static void settle(Group& group);  // once all its entries are there
  void add_to_id(const GoogleEntry& entry);
  // Groups of entries that don't say whether they are aggregates, by their names.
  using Untyped = std::unordered_map<std::string, Group*>;
  // The aggregates of that benchmark, which are groups no longer.
  static std::vector<record::Aggregate> fold(const std::string& name, const Untyped& untyped);
  void fold_untyped_aggregates();
  // The library wrote no repetitions without their mean: without it, they are of one name only.
  void split_untyped(const Untyped& untyped);
  static void split(const Group& group, const record::Samples<record::HwTime>& times,
                    std::deque<Group>& into);

  std::string name_;
  std::deque<Group> groups_;
  std::unordered_map<std::string, std::size_t> known_;  // the place in groups_
  std::size_t last_ = 0;
  std::size_t most_repetitions_ = 0;
  std::size_t curves_ = 0;  // entries that are not benchmarks: BigO, RMS
  Notes notes_;
  base::ShortHash id_;  // the same for the same entries, whatever the file is called
};

}  // namespace assay::import
