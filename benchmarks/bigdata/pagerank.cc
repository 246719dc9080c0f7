// SPDX-License-Identifier: Apache-2.0
// One iteration of PageRank, as HiBench and Spark have it.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "checksum.h"
#include "data.h"
#include "loop.h"
#include "opaque.h"
#include "report.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::uint32_t kPages = 4096, kMostLinks = 31;

// For each page those that link to it (compressed sparse rows), and how many links each has.
struct Links {
  Buffer<std::uint32_t> starts{kPages + 1};
  Buffer<std::uint32_t> sources{std::size_t{kPages} * kMostLinks, 192};
  Buffer<std::uint32_t> out_degrees{kPages, 384};
};

// 1 to 31 links to each page, from pages of which low numbers come more often.
Links draw_links(std::uint64_t seed_value) {
  Links links;
  Random random(seed_value);
  std::uint32_t size = 0;
  for (std::uint32_t page = 0; page < kPages; ++page) {
    links.starts[page] = size;
    for (std::uint32_t left = 1 + random.below(kMostLinks); left > 0; --left) {
      const std::uint64_t draw = random.next();
      const auto source = static_cast<std::uint32_t>((draw >> 52) * (draw >> 40 & 0xfff) >> 12);
      links.sources[size++] = source;
      ++links.out_degrees[source];
    }
  }
  links.starts[kPages] = size;
  return links;
}

// Each page gives its rank in equal parts to those it links to (S. Brin, L. Page 1998). What pages
// without links have is not passed on, as in Spark's example.
[[gnu::noinline]] void rank_pages(const Links& links, const double* ranks, double* parts,
                                  double* out) {
  for (std::uint32_t page = 0; page < kPages; ++page)
    parts[page] = ranks[page] / std::max(links.out_degrees[page], 1u);
  for (std::uint32_t page = 0; page < kPages; ++page) {
    double sum = 0;
    for (std::uint32_t i = links.starts[page]; i < links.starts[page + 1]; ++i)
      sum += parts[links.sources[i]];
    out[page] = 0.15 + 0.85 * sum;
  }
}

// Whether all ranks are those of the definition: each link on its own, from the last one on.
// Nothing cancels. The mean of the relative errors is below 2^-40, the largest below ten times
// that.
bool are_ranks(const Links& links, const Buffer<double>& ranks, const Buffer<double>& out) {
  constexpr double kThreshold = 0x1p-40;
  double errors = 0, largest = 0;
  for (std::uint32_t page = 0; page < kPages; ++page) {
    double sum = 0;
    for (std::uint32_t i = links.starts[page + 1]; i-- > links.starts[page];)
      sum += ranks[links.sources[i]] / links.out_degrees[links.sources[i]];
    const double exact = 0.15 + 0.85 * sum, error = std::abs(out[page] - exact) / exact;
    errors += error;
    largest = std::max(largest, error);
  }
  return errors < kThreshold * kPages && largest < 10 * kThreshold;
}

// Some 65,000 links; at each it is open whether it is the last one of its page. Two graphs in turn,
// since only 4,096 of these are.
void pagerank(benchmark::State& state) {
  const std::array graphs{draw_links(seed_of_turn(0x5f0, 0)), draw_links(seed_of_turn(0x5f0, 1))};
  auto ranks = random_buffer<double>(kPages, seed(0x5f1), 576);
  for (double& rank : ranks) rank += 1;
  Buffer<double> parts(kPages, 768), out(kPages, 960);
  const Links* graph = graphs.data();
  measure(
      state, {(graphs[0].starts[kPages] + graphs[1].starts[kPages]) / 2, "links"}, Turns(state, 2),
      [&](std::uint64_t turn) {
        opaque(graph);
        rank_pages(graph[turn], ranks.data(), parts.data(), out.data());
      },
      [&] { return Checksum{WeightedSum().add(out)}; }, parts, out);
  poison(out);
  rank_pages(graphs[0], ranks.data(), parts.data(), out.data());
  if (!are_ranks(graphs[0], ranks, out)) state.SkipWithError("inaccurate: ranks");
}
BENCHMARK(pagerank)->Name("pagerank/iter/4096");

}  // namespace
}  // namespace assay
