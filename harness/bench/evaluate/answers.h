// SPDX-License-Identifier: Apache-2.0
// What a method answered when it was shown two programs: one line of the raw data for each time it
// was asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::evaluate {

// One question to one method. `head` is a folder of kernel programs: "copy", "plus1", "layout0" ...
struct Task {
  unsigned round = 0;
  std::string noise, method, head;
  std::string kernel;  // "": all of the set at once
  std::string id() const;
};

struct Answer {
  std::string kernel;
  std::string mode;     // of a gate's blocks; "" in answers from before it was kept
  std::string verdict;  // of a gate as it says it; else "slower", "faster", "no-difference"
  double ratio = 1;     // head / base; low, high: its 95 % interval, where the method has one
  double low = 0, high = 0;
  double dilution = 0;
  double seconds = 0;
  std::vector<double> base, head;  // what it measured: ns a pass, or s a run
  std::vector<double> blocks;      // of a gate: ln(head / base)
};

struct Line {
  Task task;
  std::string set, created, harness, machine;
  double seconds = 0;  // the whole question
  std::string unfit;
  std::vector<Answer> answers;
};

std::string to_text(const Line& line);
// Throws Error(usage) naming the file.
Line parse_line(std::string_view text, std::string_view name);

}  // namespace assay::evaluate
