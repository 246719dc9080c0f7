// SPDX-License-Identifier: Apache-2.0
#include "record/doubt.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/text.h"
#include "catalog/architecture.h"

namespace assay::record {
namespace {

// Whether a CPU of `host`, as uname calls it, executes programs of `arch`. Many that execute 64-bit
// Arm also execute 32-bit Arm, and call themselves armv8l to a program of it.
bool executes(std::string_view host, std::string_view arch) {
  if (host.empty() || arch.empty() || host == arch) return true;  // not known: not doubted
  if (arch == "armhf") return host == "aarch64" || host.starts_with("arm");
  if (arch == "aarch64") return host == "armv8l";
  return arch == "x86_64" && host == "i686";
}

// The architecture that begins the target's name, as in "x86-64-v3"; "" for others.
std::string_view arch_named_in(std::string_view target) {
  for (const catalog::Architecture& each : catalog::architectures()) {
    const std::string name = base::replace_all(std::string(each.name), "_", "-");
    if (target == name || target.starts_with(name + "-")) return each.name;
  }
  return {};
}

// Calls see(cell, program) for each program that the record tells of.
template <class See>
void each_program(const Record& record, const See& see) {
  const auto show = [&](const catalog::Cell& cell, const std::optional<Program>& program) {
    if (program) see(cell, *program);
  };
  for (const CellRecord& each : record.cells) show(each.cell, each.program);
  for (const CountedPair& each : record.counted) {
    show(each.base.cell, each.base.program);
    show(each.head.cell, each.head.program);
  }
  if (!record.question) return;
  for (const AskedSide* side : {&record.question->base, &record.question->head}) {
    for (const AskedCell& each : side->cells) show(each.cell, each.program);
  }
}

// A target has one architecture, and all its programs have it. A record does not state it: it is
// that of the programs that the record holds for the target, wherever they ran, and the
// one that the target's name begins with.
bool executes_target(std::string_view host, const Record& record, std::string_view target) {
  if (!executes(host, arch_named_in(target))) return false;
  bool all = true;
  each_program(record, [&](const catalog::Cell& cell, const Program& program) {
    all = all && (cell.target != target || executes(host, program.arch));
  });
  return all;
}

bool is_foreign(const Record& record, const CellRecord& cell) {
  const std::string host = fingerprint_value(host_of(record, cell.place), "arch");
  return (cell.program && !executes(host, cell.program->arch)) ||
         !executes_target(host, record, cell.cell.target);
}

// Whether rows of the cell's programs begin with its name: "suite/...", or, where there are several
// targets, "target/suite/...". A program that failed as a whole is called no more than that.
bool is_named_after(std::string_view name, const catalog::Cell& cell) {
  const auto begins = [&](const std::string& start) {
    return name == start || name.starts_with(start + "/");
  };
  return begins(cell.suite) || begins(cell.target + "/" + cell.suite);
}

// Where a side has programs of that name and this host executes none of them.
bool is_foreign(const Record& record, const PairedRun& run, std::string_view name) {
  if (!record.question) return false;
  const std::string host = fingerprint_value(host_of(record, run.place), "arch");
  for (const AskedSide* side : {&record.question->base, &record.question->head}) {
    bool any = false, fits = false;
    for (const AskedCell& each : side->cells) {
      if (!is_named_after(name, each.cell)) continue;
      any = true;
      fits = fits || executes_target(host, record, each.cell.target);
    }
    if (any && !fits) return true;
  }
  return false;
}

bool has_strong(const std::vector<Evidence>& evidence, std::string_view kind) {
  return std::ranges::any_of(evidence, [&](const Evidence& each) {
    return each.strength == "strong" && each.signal.starts_with(kind);
  });
}

// What the machine that ran it is, by its own word and by what was found there.
struct Claim {
  std::string_view stated;
  bool emulator = false, hypervisor = false;  // strong evidence

  bool is_too_good() const {
    return (stated == "bare-metal-claimed" && (emulator || hypervisor)) ||
           (stated == "virtualised" && emulator);
  }
};

Claim claim_of(const Record& record, const Place& place) {
  const bool guest = !place.guest_class.empty();
  const Host& host = host_of(record, place);
  const auto& evidence = guest ? place.guest_evidence : host.evidence;
  return {.stated = guest ? place.guest_class : host.host_class,
          .emulator = has_strong(evidence, "emulator"),
          .hypervisor = has_strong(evidence, "hypervisor")};
}

// Of figures that came to be at `place`; `foreign`: times of what the host does not execute.
std::optional<Doubt> doubt_of_figures(const Record& record, const Place& place, bool timed,
                                      bool foreign) {
  const Claim claim = claim_of(record, place);
  if (timed && (claim.stated == "emulated" || claim.emulator)) {
    return Doubt{kEmulatedHost, "the host is emulated, and its times are the emulator's", true};
  }
  if (foreign) {
    return Doubt{"foreign-host", "timed on a host of another architecture than the program's"};
  }
  if (claim.is_too_good()) {
    return Doubt{"class-doubtful", "the host's class is better than the evidence for it"};
  }
  // What was never a file was measured or imported just now.
  const bool known = !record.harness.version.empty() && !record.harness.commit.empty();
  if (!known && record.seal != Seal::none) {
    return Doubt{"origin-unknown", "the record does not say which assay measured"};
  }
  return std::nullopt;
}

struct HasSamples {
  bool operator()(std::monostate) const { return false; }
  template <class Of>
  bool operator()(const Samples<Of>& samples) const {
    return !samples.values.empty();
  }
};

}  // namespace

std::optional<Doubt> doubt_of(const Record& record, const CellRecord& cell) {
  if (!cell.outcome.good() || record.provenance == "imported") return std::nullopt;
  // A choice of benchmarks may leave a suite without one, and without times.
  const bool timed = cell.domain && traits_of(*cell.domain).time && !cell.benchmarks.empty();
  return doubt_of_figures(record, cell.place, timed, timed && is_foreign(record, cell));
}

std::optional<Doubt> doubt_of(const Record& record, const PairedRun& run, std::string_view name) {
  return doubt_of_figures(record, run.place, true, is_foreign(record, run, name));
}

std::optional<Doubt> doubt_of(const Record& record, const CellRecord& cell,
                              const Benchmark& benchmark) {
  if (!benchmark.outcome.good()) return std::nullopt;
  const auto of_cell = doubt_of(record, cell);
  const bool empty = !std::visit(HasSamples{}, benchmark.samples) && benchmark.aggregates.empty();
  if (!empty || checks_only(cell) || (of_cell && of_cell->hides)) return of_cell;
  return Doubt{"no-samples", "the record says ok, and holds no sample", true};
}

}  // namespace assay::record
