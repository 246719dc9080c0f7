// SPDX-License-Identifier: Apache-2.0
#include "evaluate/schedule.h"

#include <array>
#include <string>

#include "stats/random.h"

namespace assay::evaluate {
namespace {

using Names = std::vector<std::string>;

const Names kSlower{"plus1", "plus2", "plus5"};
const std::array<const char*, 3> kOneKernelAtATime{"compare.py", "hyperfine", "RMIT"};

// A fixed order for this group of rounds.
template <class T>
std::vector<T> shuffled(std::vector<T> values, std::uint64_t seed, std::uint64_t group) {
  stats::Random random(seed * 1'000'003 + group);
  random.shuffle(values);
  return values;
}

Names names_of(const KernelSet& set) {
  Names names;
  for (const Kernel& kernel : set.kernels) names.push_back(kernel.name);
  return names;
}

}  // namespace

std::vector<Task> tasks_of_round(unsigned round, const KernelSet& set, std::uint64_t seed) {
  const auto count = static_cast<unsigned>(set.noises.size());
  const unsigned group = round / count, place = round % count;
  const std::string noise = shuffled(set.noises, seed, group)[place];
  const auto task = [&](const std::string& method, const std::string& head,
                        const std::string& kernel = {}) {
    return Task{round, noise, method, head, kernel};
  };
  if (set.words_only) {
    return shuffled(
        std::vector{task("words", "copy"), task("words", "plus5"), task("words", "plus10")}, seed,
        3000 + round);
  }
  std::vector<Task> tasks{task("assay", "copy")};
  // In another round of each group, and so under another noise, in each group.
  const std::array<std::pair<const char*, std::string>, 5> gated{
      {{"assay", "plus1"},
       {"assay", "plus2"},
       {"assay", "plus5"},
       {"assay at 1 %", "plus1"},
       {"assay", "layout" + std::to_string(group % 4)}}};
  for (std::size_t at = 0; at < gated.size(); ++at) {
    if ((at + group) % count == place) tasks.push_back(task(gated[at].first, gated[at].second));
  }
  if (set.gate_only) return shuffled(tasks, seed, 3000 + round);
  const std::size_t kernels = set.kernels.size();
  const auto unchanged = shuffled(names_of(set), seed, 1000 + round / kernels);
  const auto slower = shuffled(names_of(set), seed, 2000 + group / kernels);
  for (const char* const method : kOneKernelAtATime) {
    tasks.push_back(task(method, "copy", unchanged[round % kernels]));
    tasks.push_back(task(method, kSlower[(place + group) % 3], slower[group % kernels]));
  }
  if (round % 10 == 3) tasks.push_back(task("interleaved", "copy"));
  if (round % 10 == 7) tasks.push_back(task("interleaved", kSlower[round / 10 % 3]));
  return shuffled(tasks, seed, 3000 + round);
}

}  // namespace assay::evaluate
