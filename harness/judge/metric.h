// SPDX-License-Identifier: Apache-2.0
// Which number of a benchmark a comparison is about, where it is not the one that its domain has:
// the CPU time, a rate of work, one class of counts, a counter of the program's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace assay::judge {

struct Metric {
  std::string word = {};  // as --metric takes it; "" for each domain's own number
  std::string what = {};  // in the head of a table, "" for the domain's own number
  std::string unit = {};  // likewise
  bool higher_is_better = false;
  bool plain = false;  // a number that is not a duration and no count
};

std::vector<std::string> metric_words();

// Throws Error(usage) for a word that is none.
Metric parse_metric(std::string_view word);

// The record with the cells that have the metric, whose samples hold it in place of their own
// number. A benchmark that does not state it is unavailable.
record::Record measured_in(record::Record record, const Metric& metric);

// "GB/s" or "items/s" of a rate, "" otherwise.
std::string unit_of(const Metric& metric, const record::Benchmark& benchmark);

}  // namespace assay::judge
