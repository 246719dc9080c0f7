// SPDX-License-Identifier: Apache-2.0
// A program that does not exist, for tests of what is started and in which order.
#pragma once

#include <fmt/format.h>

#include <regex>
#include <string>
#include <vector>

#include "run/execution.h"

namespace assay::run {

// Its benchmarks take 5 ns, and have the seed that their process was given as their checksum.
inline Launcher made_up_program(const std::vector<std::string>& names) {
  return {.program = "p", .start = [=](const ProcessToStart& asked) {
            StartedProcess started{.request = {}, .ended = {}, .results = {}, .counts = {}};
            const std::string& word = asked.arguments.at(asked.results ? 0 : 1);
            const std::string filter = word.substr(word.find('=') + 1);
            std::string entries;
            for (const std::string& name : names) {
              if (filter != "all" && !std::regex_search(name, std::regex(filter))) continue;
              if (!asked.results) started.ended.out += name + "\n";
              entries += fmt::format(R"({}{{"name": "{}", "run_name": "{}", "iterations": 100,
                  "real_time": 5, "cpu_time": 5, "time_unit": "ns", "label": "checksum={}"}})",
                                     entries.empty() ? "" : ", ", name, name, asked.launcher.seed);
            }
            if (asked.results)
              started.results = R"({"context": {}, "benchmarks": [)" + entries + "]}";
            return started;
          }};
}

}  // namespace assay::run
