// SPDX-License-Identifier: Apache-2.0
#include "measure/blocks.h"

namespace assay::measure {
namespace {

constexpr std::uint64_t kMostPadding = 1u << 16;   // bytes: all places in 16 pages
constexpr std::uint64_t kLeastStack = 128u << 20;  // bytes: below it, libraries do not move
constexpr std::uint64_t kMostPages = 1u << 18;     // that libraries are moved by
constexpr std::uint64_t kPage = 4096;
constexpr std::int64_t kRarely = 10'000'000;  // ns between switches that a long slice may have

// A switch takes a turn of the scheduler at most, a few milliseconds.
bool is_disturbed(const Slice& slice) {
  return slice.involuntary_switches * kRarely > slice.wall_ns;
}

}  // namespace

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
          .memory = request.memory};
}

BlockResult measure_block(const BlockRequest& request, stats::Random& random) {
  std::optional<WorkerProcess> base, head;
  const bool head_starts = random.coin();
  const Layout layout = draw_layout(random);
  if (head_starts) head.emplace(worker_of(request.head, request, layout));
  base.emplace(worker_of(request.base, request, layout));
  if (!head_starts) head.emplace(worker_of(request.head, request, layout));

  const auto failed = [&](bool is_head) {
    return BlockResult{.block = std::nullopt,
                       .fault = is_head ? head->fault() : base->fault(),
                       .head_failed = is_head,
                       .mode = {}};
  };
  record::Block block{.confirmation = false, .cpu = request.cpu, .pairs = {}};
  const bool head_first = random.coin(), head_leads = random.coin();
  // The first pair warms both up and is not kept.
  for (unsigned number = 0; number <= request.slices.pairs; ++number) {
    std::optional<Slice> of_base, of_head;
    // Of random length, so that no rhythm of the machine meets one side only.
    const auto least = static_cast<std::uint64_t>(request.slices.prime);
    const auto prime = static_cast<std::int64_t>(least + random.below(least));
    for (const bool is_head : {head_first, !head_first}) {
      auto& slice = is_head ? of_head : of_base;
      const auto lead = number == 0 && is_head == head_leads ? request.slices.lead : 0;
      slice = (is_head ? *head : *base).slice(prime + lead, request.slices.passes);
      if (!slice) return failed(is_head);
    }
    if (number == 0) continue;
    block.pairs.push_back({.base_wall_ns = of_base->wall_ns,
                           .head_wall_ns = of_head->wall_ns,
                           .base_cpu_ns = of_base->cpu_ns,
                           .head_cpu_ns = of_head->cpu_ns,
                           .head_first = head_first,
                           .disturbed = is_disturbed(*of_base) || is_disturbed(*of_head),
                           .base_faults = of_base->minor_faults,
                           .head_faults = of_head->minor_faults,
                           .base_switches = of_base->involuntary_switches,
                           .head_switches = of_head->involuntary_switches});
  }
  return {.block = std::move(block),
          .fault = base::Outcome::ok(),
          .head_failed = false,
          .mode = base->mode()};
}

}  // namespace assay::measure
