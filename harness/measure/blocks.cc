// SPDX-License-Identifier: Apache-2.0
#include "measure/blocks.h"

#include <fmt/format.h>

#include <array>

namespace assay::measure {
namespace {

constexpr std::uint64_t kMostPadding = 1u << 16;   // bytes: all places in 16 pages
constexpr std::uint64_t kLeastStack = 128u << 20;  // bytes: below it, libraries do not move
constexpr std::uint64_t kMostPages = 1u << 18;     // that libraries are moved by
constexpr std::uint64_t kPage = 4096;
constexpr std::int64_t kRarely = 10'000'000;  // ns between switches that a long slice may have

// A switch takes a turn of the scheduler at most, a few milliseconds.
bool is_disturbed(const Slice& slice) {
  return slice.involuntary_switches > slice.wall_ns / kRarely;
}

constexpr std::size_t kBase = 0, kHead = 1;

std::size_t draw_side(stats::Random& random) { return random.coin() ? kHead : kBase; }

record::Pair pair_of(const Slice& base, const Slice& head, bool head_first) {
  return {.base_wall_ns = base.wall_ns,
          .head_wall_ns = head.wall_ns,
          .base_cpu_ns = base.cpu_ns,
          .head_cpu_ns = head.cpu_ns,
          .head_first = head_first,
          .disturbed = is_disturbed(base) || is_disturbed(head),
          .base_faults = base.minor_faults,
          .head_faults = head.minor_faults,
          .base_switches = base.involuntary_switches,
          .head_switches = head.involuntary_switches};
}

}  // namespace

base::Outcome no_time(std::int64_t passes) {
  return base::Outcome::failed(
      "no-time", fmt::format("{} iterations of its loop take no time that could be measured: the "
                             "compiler may have removed the loop",
                             passes));
}

BlockResult without_block(base::Outcome fault, bool head_failed) {
  return {.block = std::nullopt, .fault = std::move(fault), .head_failed = head_failed, .mode = {}};
}

Layout draw_layout(stats::Random& random) {
  return {.padding = random.below(kMostPadding),
          .stack_limit = base::Bytes{kLeastStack + kPage * random.below(kMostPages)}};
}

WorkerRequest worker_of(const Side& side, const BlockRequest& request, const Layout& layout) {
  return {.program = side.program,
          .filter = side.filter,
          .folder = request.folder,
          .layout = layout,
          .cpu = request.cpu,
          .timeout = request.timeout,
          .memory = request.memory,
          .notes = side.notes};
}

namespace {

// A slice, and the fault of a worker that gave none or did nothing in it.
std::optional<Slice> timed_slice(WorkerProcess& worker, std::int64_t prime, std::int64_t passes,
                                 base::Outcome& fault) {
  auto slice = worker.slice(prime, passes);
  if (slice && slice->wall_ns > 0) return slice;
  fault = slice ? no_time(passes) : worker.fault();
  return std::nullopt;
}

// What the block comes to when both workers have ended and seen what their loops left.
BlockResult finished(record::Block block, WorkerProcess& base, WorkerProcess& head) {
  for (WorkerProcess* const worker : {&base, &head}) {
    if (auto fault = worker->finish(); !fault.good()) {
      return without_block(std::move(fault), worker == &head);
    }
  }
  return {.block = std::move(block),
          .fault = base::Outcome::ok(),
          .head_failed = false,
          .mode = base.mode()};
}

}  // namespace

BlockResult measure_block(const BlockRequest& request, stats::Random& random) {
  const std::array<const Side*, 2> sides{&request.base, &request.head};
  std::array<std::optional<WorkerProcess>, 2> workers;
  const std::size_t starts = draw_side(random);
  const Layout layout = draw_layout(random);
  for (const std::size_t side : {starts, 1 - starts}) {
    workers[side].emplace(worker_of(*sides[side], request, layout));
  }

  record::Block block{.confirmation = false, .cpu = request.cpu, .pairs = {}};
  const std::size_t first = draw_side(random), leads = draw_side(random);
  // The first pair warms both up and is not kept.
  for (unsigned number = 0; number <= request.slices.pairs; ++number) {
    std::array<std::optional<Slice>, 2> slices;
    // Of random length, so that no rhythm of the machine meets one side only.
    const auto least = static_cast<std::uint64_t>(request.slices.prime);
    const auto prime = static_cast<std::int64_t>(least == 0 ? 0 : least + random.below(least));
    for (const std::size_t side : {first, 1 - first}) {
      const auto lead = number == 0 && side == leads ? request.slices.lead : 0;
      base::Outcome fault;
      slices[side] = timed_slice(*workers[side], prime + lead, request.slices.passes, fault);
      if (!slices[side]) return without_block(std::move(fault), side == kHead);
    }
    if (number == 0) continue;
    block.pairs.push_back(pair_of(*slices[kBase], *slices[kHead], first == kHead));
  }
  return finished(std::move(block), *workers[kBase], *workers[kHead]);
}

}  // namespace assay::measure
