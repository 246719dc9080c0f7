// SPDX-License-Identifier: Apache-2.0
// What --on PLACE means: kits are made here, carried to places, measured there, and their records
// come back.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/words.h"
#include "reach/connection.h"
#include "record/record.h"
#include "work/kit.h"
#include "workshop/kits.h"
#include "workshop/workspace.h"

namespace assay::cli {

// "--on" as sub-commands declare it.
terminal::OptionSpec on_option(std::string help);

// Throws Error(usage) for the first of these options that was given: they are for this machine
// only. Likewise for a --runner other than native.
void refuse_beside_on(const Arguments& words, const std::vector<std::string>& options);

// What these names mean: "ssh:NAME", "ssh://user@host:port", or [place.NAME] of assay.toml, with
// --no-config of the user's alone. One that stands there twice is one place.
// Throws Error(usage) for what is none.
std::vector<reach::Place> places_named(const std::vector<std::string>& names,
                                       const Arguments& words);

// Every target that has cells.
std::vector<std::string> every_target(const workshop::Workspace& space);

// Places that answer, in the order of the words. The commands that go before are carried out; one
// that a project's file names is shown first, and asked for. `targets`: what may be measured there;
// of their architectures only those that a place is are built. Throws Error(missing) when none can
// be reached.
class Places {
 public:
  Places(const workshop::Workspace& space, const std::vector<reach::Place>& named,
         const std::vector<std::string>& targets, unsigned jobs, Console& console);

  std::size_t size() const { return connections_.size(); }
  reach::Connection& at(std::size_t place) { return *connections_.at(place); }
  const std::string& name(std::size_t place) const { return connections_.at(place)->place().name; }
  // A sentence for each place that could not be reached.
  const std::vector<std::string>& unreached() const { return unreached_; }

  // What make() gives. Meanwhile the places are told that we are there: they take us for gone after
  // some minutes of silence, and building may take longer. make() does not speak with them.
  template <class Make>
  auto while_awake(const Make& make) {
    const std::jthread awake = stay_awake();
    return make();
  }
  // How long a run there waits for another measurement on its machine.
  void wait_there(std::chrono::seconds longest) { wait_ = longest; }
  void keep_host_names() { keep_host_names_ = true; }
  // Nobody chose the seed of a gate's kit: a run of the same question with another one will do.
  void take_any_seed() { chance_seed_ = true; }

  // "riscv64-gc on lab1", as progress has it.
  std::string step(std::size_t place, const work::Kit& kit) const;
  // What a gate with this kit asked there before, if that run is not over: its seed was drawn then.
  std::optional<std::string> question_before(std::size_t place, const work::Kit& kit) const;
  // How many executions of benchmarks the run has done, and how many it will take; of a gate how
  // many blocks, and 0.
  using Told = std::function<void(std::size_t done, std::size_t total)>;
  // The record of the kit's run there. Throws Error(missing) when it ended without one. Several
  // places may be measured at once, each by one thread. Asked for again, the same comes until
  // reach::finish_kept() is called with its folder, which is when the record is saved.
  struct Measured {
    record::Record record;
    std::filesystem::path kept;
  };
  Measured measure(std::size_t place, const work::Kit& kit, base::Progress& progress,
                   const Told& told = {});

 private:
  std::filesystem::path kept(std::size_t place, const work::Kit& kit) const;
  class Programs;
  std::jthread stay_awake();
  std::unique_ptr<reach::Connection> connected(const reach::Place& place, base::Progress& progress);

  std::shared_ptr<Programs> programs_;  // connections that are opened again ask it too
  std::vector<std::unique_ptr<reach::Connection>> connections_;
  std::vector<std::string> unreached_;
  std::filesystem::path kept_;  // of what comes from runs, until it is a record
  std::chrono::seconds wait_;
  bool keep_host_names_ = false, chance_seed_ = false;
};

// assay run --on: each target at every place whose CPU can execute it, all in one record.
int run_elsewhere(const Arguments& words, const workshop::KitOptions& options, Console& console);

}  // namespace assay::cli
