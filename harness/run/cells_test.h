// SPDX-License-Identifier: Apache-2.0
// A run of the guest programs, for the tests of run_cells with one set of runners or another.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "run/guests_test.h"
#include "run/runner.h"

namespace assay::run {

class Steps final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>& steps) override {
    total_ = steps.size();
  }
  void step(std::string_view what, std::string_view how, std::chrono::nanoseconds) override {
    const std::scoped_lock lock(mutex_);
    steps_.push_back(std::string(what) + ": " + std::string(how));
  }
  void inside(std::string_view step, std::size_t done, std::size_t total,
              std::string_view unit) override {
    const std::scoped_lock lock(mutex_);
    inside_[std::string(step)].push_back(fmt::format("{} of {} {}", done, total, unit));
  }
  void note(std::string_view) override {}

  std::size_t total_ = 0;
  std::vector<std::string> steps_;
  std::map<std::string, std::vector<std::string>> inside_;  // of each step, in order

 private:
  std::mutex mutex_;
};

class RunCells : public testing::Test {
 protected:
  explicit RunCells(Runners runners) : runners_(runners) {}

  record::Record run(const std::vector<ProgramToRun>& programs) {
    sys::Journal journal(journal_);
    return run_cells(programs, catalog_, capabilities_, host_, folders_, options_, runners_,
                     journal, steps_);
  }
  const record::Benchmark& find(const record::CellRecord& cell, const std::string& name) {
    const record::Benchmark* found = record::find_benchmark(cell, "guest/" + name);
    if (found == nullptr) throw base::Error(base::Exit::bad, "no benchmark " + name);
    return *found;
  }
  static const std::vector<record::CountSample>& counts(const record::Benchmark& benchmark) {
    const auto* samples = std::get_if<record::Samples<record::EmuCount>>(&benchmark.samples);
    if (samples == nullptr) {
      throw base::Error(base::Exit::bad, benchmark.name + ": " + benchmark.outcome.reason);
    }
    return samples->values;
  }

  sys::TemporaryFolder folder_;
  catalog::Catalog catalog_ = catalog_here();
  record::Capabilities capabilities_ = capabilities_here();
  record::Host host_ = host_here();
  sys::Folders folders_ = folders_in(folder_.path());
  std::filesystem::path journal_ = folder_.path() / "journal";
  Runners runners_;
  RunOptions options_;
  Steps steps_;
};

}  // namespace assay::run
