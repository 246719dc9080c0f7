// SPDX-License-Identifier: Apache-2.0
#include "measure/blocks.h"

namespace assay::measure {
namespace {

constexpr std::uint64_t kLargestPadding = 4096;  // a page: every alignment of the stack is met

}  // namespace

WorkerRequest worker_of(const Side& side, const BlockRequest& request, stats::Random& random) {
  return {.program = side.program,
          .filter = side.filter,
          .folder = request.folder,
          .padding = random.below(kLargestPadding),
          .cpu = request.cpu,
          .timeout = request.timeout};
}

BlockResult measure_block(const BlockRequest& request, stats::Random& random) {
  std::optional<WorkerProcess> base, head;
  const bool head_starts = random.coin();
  if (head_starts) head.emplace(worker_of(request.head, request, random));
  base.emplace(worker_of(request.base, request, random));
  if (!head_starts) head.emplace(worker_of(request.head, request, random));

  const auto failed = [&](bool is_head) {
    return BlockResult{.block = std::nullopt,
                       .fault = is_head ? head->fault() : base->fault(),
                       .head_failed = is_head,
                       .mode = {}};
  };
  record::Block block{.confirmation = false, .cpu = request.cpu, .pairs = {}};
  // The first pair warms both up and is not kept.
  for (unsigned number = 0; number <= request.slices.pairs; ++number) {
    const bool head_first = random.coin();
    std::optional<Slice> of_base, of_head;
    for (const bool is_head : {head_first, !head_first}) {
      auto& slice = is_head ? of_head : of_base;
      slice = (is_head ? *head : *base).slice(request.slices.prime, request.slices.passes);
      if (!slice) return failed(is_head);
    }
    if (number == 0) continue;
    block.pairs.push_back(
        {.base_wall_ns = of_base->wall_ns,
         .head_wall_ns = of_head->wall_ns,
         .base_cpu_ns = of_base->cpu_ns,
         .head_cpu_ns = of_head->cpu_ns,
         .head_first = head_first,
         .disturbed = of_base->involuntary_switches + of_head->involuntary_switches > 0});
  }
  return {.block = std::move(block),
          .fault = base::Outcome::ok(),
          .head_failed = false,
          .mode = base->mode()};
}

}  // namespace assay::measure
