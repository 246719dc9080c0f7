// SPDX-License-Identifier: Apache-2.0
#include "run/controls.h"

#include <algorithm>
#include <utility>

#include "record/round_controls.h"
#include "run/benchmark_results.h"

namespace assay::run {
namespace {

bool is_control(std::string_view suite, const std::string& name,
                const std::vector<record::Control>& controls) {
  return std::ranges::find(controls, std::string(suite) + "/" + name, &record::Control::name) !=
         controls.end();
}

}  // namespace

std::vector<record::Control> run_controls(Launcher launcher, const std::vector<std::string>& names,
                                          std::string_view suite, std::string_view nonce) {
  const auto controls = record::expected_controls(suite, nonce);
  ExecutionRequest request{.names = names, .wanted = {}, .min_time = "1x"};
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (is_control(suite, names[index], controls)) request.wanted.push_back(index);
  }
  std::vector<record::Control> made;
  if (request.wanted.empty()) return made;
  launcher.seed = record::control_seed(nonce);
  for (const auto& [index, result] : execute(launcher, request).results) {
    record::Benchmark benchmark;
    // Of no suite: the suite's checksum is that of every run's inputs.
    if (!take_result(benchmark, names[index], nullptr, result)) continue;
    if (benchmark.checksum.empty()) continue;
    made.push_back(
        {.name = std::string(suite) + "/" + names[index], .checksum = benchmark.checksum});
  }
  return made;
}

}  // namespace assay::run
