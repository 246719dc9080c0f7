// SPDX-License-Identifier: Apache-2.0
// What a gate in a kit has measured so far, block by block, so that it goes on after Ctrl-C, a kill
// or a crash. Blocks of another boot don't count: the machine was in another state, and the record
// is of one boot.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "measure/controller.h"
#include "record/host.h"
#include "sys/journal.h"
#include "work/kit.h"

namespace assay::work {

class GateJournal {
 public:
  // Throws Error(usage) for a journal of another kit, or one that can't be read; Error(missing)
  // when it can't be written, or another process has it.
  GateJournal(const std::filesystem::path& path, const KitManifest& manifest,
              const record::Host& host);

  // What was measured on this boot.
  const std::vector<measure::Measured>& before() const { return before_; }

  // The line says how many blocks and faults the gate has by then ("done"), for whoever follows it
  // from elsewhere. On the disk before it returns. Throws Error(missing) when the disk is full.
  void add(const measure::Measured& news);

  // Nothing was to be measured.
  void forget() { journal_.remove(); }

 private:
  sys::Journal journal_;
  std::vector<measure::Measured> before_;
  std::uint64_t done_ = 0;
};

}  // namespace assay::work
