// SPDX-License-Identifier: Apache-2.0
// Asks a method: starts the real tool on the kernel programs and reads its answer.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "evaluate/answers.h"
#include "evaluate/kernels.h"

namespace assay::evaluate {

struct Tools {
  std::filesystem::path assay;
  std::filesystem::path programs;  // of the set: base/kernels, copy/kernels, ...
  std::filesystem::path folder;    // for what is needed only while a method runs
};

class Methods {
 public:
  Methods(const Tools& tools, const KernelSet& set) : tools_(tools), set_(set) {}

  // The answers and the seconds of the line. Throws Error(missing) when a tool is missing or fails.
  Line ask(const Task& task, std::uint64_t seed);

 private:
  void ask_gate(Line& line, std::uint64_t seed);
  void ask_repetitions(Line& line);
  void ask_interleaved(Line& line);
  void ask_hyperfine(Line& line);
  void ask_rmit(Line& line, std::uint64_t seed);

  // ns a pass of each repetition, by kernel.
  std::map<std::string, std::vector<double>> run(const std::string& side,
                                                 const std::vector<std::string>& words) const;
  // The flag that makes a run of the base about so long.
  std::string passes_for(double ns, const std::string& kernel) const;
  std::string program(const std::string& side) const;

  const Tools& tools_;
  const KernelSet& set_;
  std::map<std::string, double> ns_per_pass_;
};

}  // namespace assay::evaluate
