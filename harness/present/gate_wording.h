// SPDX-License-Identifier: Apache-2.0
// How a gate's rows are worded for people: the same words on a terminal, in a comment and in what a
// CI server shows. Nothing is escaped here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judge/gate.h"

namespace assay::present {

// What base and head of the row are: "instructions per iteration", "bytes".
std::string unit_of(const judge::GateRow& row);

// "libc/memcpy/64"; of counts and sizes with the target before it, since they are the target's.
std::string shown_name(const judge::GateRow& row);

// Not red, and decided: such rows may be folded or left out first.
bool is_calm(const judge::GateRow& row);

std::string percent(double ratio);  // "+5.2 %" for 1.052
// "+5.2 %", "" without an estimate; of counts with three digits, however small.
std::string change_text(const judge::GateRow& row);
std::string interval_text(const judge::GateRow& row);  // "+4.8 % to +5.6 %", "" without one
// "+5.2 % (95 %: +4.8 % to +5.6 %) in 17 blocks", "" without an estimate; of counts "+1.0 %, from
// 100 to 101 instructions per iteration".
std::string estimate_text(const judge::GateRow& row);
// "regressed: +5.2 % (...) in 17 blocks; reason; reason".
std::string sentence(const judge::GateRow& row);

// "1 regressed, 16 not-slower", the worst first; "nothing to compare" without rows.
std::string tally(const std::vector<judge::GateRow>& rows);
// "Times of this run decide nothing" with the reason and what to do; "" for a host that is fit.
std::string unfit_text(const judge::Gate& gate);
// "NOTHING COMPARED: " with the reason; "" when something was.
std::string nothing_text(const judge::Gate& gate);

// Programs of a side that can't take part, by the reason.
struct LeftOutGroup {
  std::string reason;
  std::vector<std::string> files;  // the first ones, printable
  std::size_t more = 0;
};
std::vector<LeftOutGroup> left_out_groups(const std::vector<record::LeftOut>& left_out);
// "left out of BASE: a, b (it is stripped); c (it is not executable)", "" for none.
std::string left_out_text(std::string_view side, const std::vector<record::LeftOut>& left_out);
// That of each side which has some.
std::vector<std::string> left_out_texts(const judge::Gate& gate);

// A full name in two; what has no benchmark, such as a program that fails as a whole, is both.
struct SplitName {
  std::string_view suite, rest;
};
SplitName split_name(std::string_view name);

}  // namespace assay::present
