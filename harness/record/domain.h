// SPDX-License-Identifier: Apache-2.0
// What a number is: the domains there are, what sets each apart, and what its samples hold. Numbers
// of two domains never form a ratio: their samples are different types, and no function takes two
// of them. Code asks the table below and spells no domain's name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay::record {

enum class Domain { emu_count, hw_time, size };

// What its numbers come from, and with what they change.
enum class Origin { emulator, hardware, either };

// Exact numbers are equal or differ. Sampled ones differ by chance too.
enum class Precision { exact, sampled };

// How a gate decides: both sides measured in turns, or a change held against a floor.
enum class GateRule { in_turns, floor };

struct DomainTraits {
  Domain domain;
  std::string_view name;  // in records, tables and messages
  std::string_view noun;  // one of its numbers: "count"
  std::string_view unit;
  bool per_iteration = false;  // else the number is of something whole
  Origin origin = Origin::either;
  Precision precision = Precision::exact;
  GateRule gate = GateRule::floor;
  bool time = false;            // written as a duration, and what platforms are compared by
  bool mean = false;            // a geometric mean over benchmarks says something
  std::string_view sample_key;  // that each of its samples has in a record, and no other domain's
  // Words around the unit in the head of a table, and above the rows of a gate.
  std::string_view before_unit = {}, after_unit = {}, gate_head = {};
};

// Every domain there is, in the order of tables.
inline constexpr DomainTraits kDomains[] = {
    {.domain = Domain::emu_count,
     .name = "emu_count",
     .noun = "count",
     .unit = "instructions",
     .per_iteration = true,
     .origin = Origin::emulator,
     .mean = true,
     .sample_key = "instructions",
     .before_unit = "counted under emulation; ",
     .gate_head = "counted: instructions per iteration, no times"},
    {.domain = Domain::hw_time,
     .name = "hw_time",
     .noun = "time",
     .unit = "ns",
     .per_iteration = true,
     .origin = Origin::hardware,
     .precision = Precision::sampled,
     .gate = GateRule::in_turns,
     .time = true,
     .mean = true,
     .sample_key = "wall_ns",
     .after_unit = " on real hardware, median (lowest..highest process)"},
    {.domain = Domain::size,
     .name = "size",
     .noun = "size",
     .unit = "bytes",
     .sample_key = "bytes",
     .gate_head = "sizes: bytes"},
};

const DomainTraits& traits_of(Domain domain);

std::string_view name_of(Domain domain);
// "" for none: a cell has no domain before its runner is known.
std::string_view name_of(const std::optional<Domain>& domain);
std::optional<Domain> find_domain(std::string_view name);  // nothing when unknown
std::vector<std::string_view> domain_names();

// One execution of a benchmark's region under emulation: exact counts for the whole region.
struct CountSample {
  std::uint64_t iterations = 0;
  std::uint64_t environment_bytes = 0;  // by which the environment moved the stack
  std::uint64_t instructions = 0;
  std::uint64_t loads = 0;
  std::uint64_t stores = 0;
  std::uint64_t branches = 0;
  std::uint64_t vector = 0;
  friend bool operator==(const CountSample&, const CountSample&) = default;
};

// What else the machine did while a process was timed (docs/methods.md has the thresholds).
enum class Busy : std::uint8_t { no, stolen, crowded, throttled };
std::string_view name_of(Busy busy);  // "" for no
std::optional<Busy> find_busy(std::string_view name);

// One process's measurement of a benchmark on hardware: time per pass, as Google Benchmark reports
// it.
struct TimeSample {
  std::uint64_t iterations = 0;
  double wall_ns = 0;            // per iteration
  double cpu_ns = 0;             // per iteration
  std::uint64_t process = 0;     // which fresh process of this run, from 1
  std::uint64_t repetition = 0;  // within the process, from 0
  Busy busy = Busy::no;
  std::uint64_t turn = 0;  // of its cell's turns, from 1; 0: not told
  friend bool operator==(const TimeSample&, const TimeSample&) = default;
};

// One reading of how large something is: a file, or memory in use.
struct SizeSample {
  std::uint64_t bytes = 0;
  friend bool operator==(const SizeSample&, const SizeSample&) = default;
};

// One type a domain: what its samples are.
struct EmuCount {
  using Sample = CountSample;
  static constexpr Domain domain = Domain::emu_count;
};

struct HwTime {
  using Sample = TimeSample;
  static constexpr Domain domain = Domain::hw_time;
};

struct Size {
  using Sample = SizeSample;
  static constexpr Domain domain = Domain::size;
};

template <class Of>
struct Samples {
  std::vector<typename Of::Sample> values;
  friend bool operator==(const Samples&, const Samples&) = default;
};

}  // namespace assay::record
