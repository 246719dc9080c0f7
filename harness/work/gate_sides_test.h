// SPDX-License-Identifier: Apache-2.0
// Sides of a gate made of the guest programs, and what they are measured with.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulate/qemu_user.h"
#include "run/guests_test.h"
#include "run/native.h"
#include "run/runner.h"
#include "work/gate_side.h"
#include "work/instruments.h"

namespace assay::work {

inline constexpr run::RunnerFunctions kTwoRunners[] = {
    {record::kNative, run::can_run_native, run::native_depends_on, nullptr, run::native_launchers},
    {record::kQemuUser, emulate::can_run_qemu_user, emulate::qemu_user_depends_on,
     emulate::run_qemu_user}};

inline GateSide side_of(std::string word, std::vector<run::ProgramToRun> programs) {
  return {.word = std::move(word),
          .programs = std::move(programs),
          .record = {},
          .catalog = run::catalog_here()};
}

inline GateSide side_of(std::string word, std::vector<record::CellRecord> cells) {
  GateSide side = side_of(std::move(word), std::vector<run::ProgramToRun>{});
  side.record.emplace().id = "20261125T120351Z-3f9a01";
  side.record->cells = std::move(cells);
  return side;
}

// This machine as the guest programs' tests see it.
struct TestBench {
  sys::TemporaryFolder folder;
  catalog::Catalog catalog = run::catalog_here();
  record::Capabilities capabilities = run::capabilities_here();
  record::Host host = run::host_here();
  sys::Folders folders = run::folders_in(folder.path());

  Instruments instruments() const {
    return {.catalog = catalog,
            .host = host,
            .capabilities = capabilities,
            .folders = folders,
            .runners = kTwoRunners};
  }
};

}  // namespace assay::work
