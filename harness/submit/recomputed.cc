// SPDX-License-Identifier: Apache-2.0
#include "submit/recomputed.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "host/cpu_identity.h"
#include "host/evidence.h"
#include "host/fingerprint.h"
#include "host/match.h"
#include "judge/flaws.h"
#include "record/marks.h"

namespace assay::submit {
namespace {

using base::Outcome;
using record::fingerprint_value;
using record::Host;

std::string in_quotes(std::string_view text) { return "'" + base::printable(text, 100) + "'"; }

// Of each kind one, with the number of places.
void find_marks(const record::Record& record, judge::Flaws& flaws) {
  for (const record::Mark& mark : record::marks_of(record)) {
    if (mark.doubt.code == "edited") continue;  // its own reason
    flaws.refuse(mark.doubt.code, mark.at, fmt::format("{}: {}", mark.at, mark.doubt.reason));
  }
}

void find_class(std::string_view at, std::string_view stated,
                const std::vector<record::Evidence>& evidence, judge::Flaws& flaws) {
  const std::string found = host::host_class(evidence);
  if (found == stated) return;
  flaws.refuse("wrong-class", std::string(at),
               fmt::format("{} is called {}, and the evidence that the record holds for it says "
                           "{}",
                           at, stated, found));
}

void find_classes(const record::Record& record, judge::Flaws& flaws) {
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    const Host& host = record.hosts[i];
    const std::string at = fmt::format("/hosts/{}", i);
    find_class(at, host.host_class, host.evidence, flaws);
    if (const std::string key = host::host_key(host); key != host.key) {
      flaws.refuse("wrong-machine-key", at,
                   fmt::format("{} has the key {}, and what the record says of its hardware has "
                               "the key {}",
                               at, host.key, key));
    }
  }
  for (const record::CellRecord& cell : record.cells) {
    if (cell.place.guest_class.empty()) continue;
    find_class(to_text(cell.cell), cell.place.guest_class, cell.place.guest_evidence, flaws);
  }
}

// What the numbers of a host's cores are called; "" when the catalog does not say.
std::string core_of(const Host& host, const catalog::Cores& cores) {
  const auto value = [&](std::string_view key) { return fingerprint_value(host, key); };
  if (!value("clusters").empty()) return {};
  if (const auto vendor = value("arm.implementer"); !vendor.empty()) {
    return core_name(cores,
                     {.family = "arm", .vendor = vendor, .core = value("arm.part"), .told = {}});
  }
  if (const auto vendor = value("riscv.mvendorid"); !vendor.empty()) {
    return core_name(cores, {.family = "riscv",
                             .vendor = vendor,
                             .core = value("riscv.marchid"),
                             .told = value("cpuinfo.uarch")});
  }
  return {};
}

std::string first_word(std::string_view text) {
  return std::string(text.substr(0, text.find(' ')));
}

// The kernel's own name is the CPU's. Where it gives none, the name is that of the cores, whose
// maker stands first: a core may have had no name yet when the record was made.
void find_cpu_names(const record::Record& record, const catalog::Cores& cores,
                    judge::Flaws& flaws) {
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    const Host& host = record.hosts[i];
    const auto name = fingerprint_value(host, "cpu");
    const auto told = fingerprint_value(host, "cpuinfo.model_name");
    const bool is_told = !told.empty() && !host::is_any_name(told);
    const auto expected = is_told ? told : core_of(host, cores);
    const bool same = is_told ? name == expected : first_word(name) == first_word(expected);
    if (expected.empty() || name.empty() || same) continue;
    flaws.refuse("wrong-cpu-name", fmt::format("/hosts/{}/fingerprint/cpu", i),
                 fmt::format("the record calls the CPU {}, and what identifies it says {}",
                             in_quotes(name), in_quotes(expected)));
  }
}

void find_unnamed_programs(const record::Record& record, judge::Flaws& flaws) {
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const record::CellRecord& cell = record.cells[i];
    if (!record::lacks_program(cell)) continue;
    flaws.refuse("unnamed-program", fmt::format("/cells/{}", i),
                 fmt::format("{} has results, and the record does not name the program that they "
                             "are of",
                             base::printable(to_text(cell.cell))));
  }
}

std::vector<Outcome> outcomes_of(judge::Flaws& flaws) {
  std::vector<Outcome> outcomes;
  for (judge::Flaw& each : flaws.take()) {
    outcomes.push_back(Outcome::failed(std::move(each.code), std::move(each.reason)));
  }
  return outcomes;
}

// Names that the catalog gives, which get better, and what is of the process that looked.
constexpr std::string_view kNoSettings[] = {"cpu",    "core",        "clusters",
                                            "libc",   "proc",        "cpus_usable",
                                            "cgroup", "cgroup_cpus", "cgroup_memory_bytes"};

std::string in_both(std::string_view key, std::string_view copy, std::string_view record) {
  return fmt::format("{} is {} in the copy and {} in the record", key, in_quotes(copy),
                     in_quotes(record));
}

// Of one machine, whose settings may have been changed since. A record that is older or was made
// shorter lacks some, and so does a copy.
void find_other_settings(const record::Record& record, const Host& seen, judge::Flaws& flaws) {
  for (std::size_t i = 0; i < record.hosts.size(); ++i) {
    std::vector<std::string> others;
    for (const auto& [key, value] : seen.fingerprint) {
      const std::string there = fingerprint_value(record.hosts[i], key);
      if (there.empty() || there == value) continue;
      if (std::ranges::find(kNoSettings, key) != std::end(kNoSettings)) continue;
      others.push_back(in_both(key, value, there));
    }
    if (others.empty()) continue;
    flaws.remark(
        "other-settings", fmt::format("/hosts/{}", i),
        fmt::format("the copy of the machine shows other settings: {}", base::join(others, "; ")));
  }
}

// The first thing in which two machines differ, in words.
std::string difference_of(const Host& one, const Host& other) {
  for (const auto& [key, value] : one.fingerprint) {
    const auto there = fingerprint_value(other, key);
    Host without = one;  // to see whether the key is of the hardware
    std::erase_if(without.fingerprint, [&](const auto& each) { return each.first == key; });
    if (there == value || host::host_key(without) == host::host_key(one)) continue;
    return in_both(key, value, there);
  }
  return fmt::format("its class is {} by the copy and {} by the record", one.host_class,
                     other.host_class);
}

}  // namespace

std::vector<Outcome> contradictions(const record::Record& record, const catalog::Cores& cores) {
  judge::Flaws flaws;
  find_marks(record, flaws);
  find_classes(record, flaws);
  find_cpu_names(record, cores, flaws);
  find_unnamed_programs(record, flaws);
  return outcomes_of(flaws);
}

std::vector<judge::Flaw> contradictions(const record::Record& record, const host::Readings& copy,
                                        const catalog::Cores& cores) {
  judge::Flaws flaws;
  const Host seen = host::look(host::Root::of(copy), cores);
  const auto other =
      std::ranges::find_if(record.hosts, [&](const Host& each) { return each.key != seen.key; });
  if (other != record.hosts.end()) {
    flaws.refuse("other-machine", "",
                 fmt::format("the copy of the machine is of another one than the record: {}",
                             difference_of(seen, *other)));
  } else if (std::ranges::find(record.hosts, seen.features, &Host::features) ==
             record.hosts.end()) {
    flaws.refuse("other-features", "",
                 "the copy of the machine shows other features of the CPU than the record");
  } else {
    find_other_settings(record, seen, flaws);
  }
  return flaws.take();
}

judge::Knowledge knowledge_of(const record::Record& record, const catalog::Catalog& catalog) {
  judge::Knowledge known{.suites = catalog.suites, .chips = {}};
  for (const Host& host : record.hosts) {
    const auto chip = std::ranges::find_if(catalog.targets, [&](const catalog::Target& target) {
      return !target.identity.empty() && host::is_the_chip(target, host);
    });
    known.chips.push_back(chip == catalog.targets.end() ? nullptr : &*chip);
  }
  return known;
}

}  // namespace assay::submit
