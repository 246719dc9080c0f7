// SPDX-License-Identifier: Apache-2.0
// One iteration of PageRank and of k-means, as HiBench and Spark have them.
#include <benchmark/benchmark.h>

#include <algorithm>
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

// Some 65,000 links; at each it is open whether it is the last one of its page.
void pagerank(benchmark::State& state) {
  const Links links = draw_links(seed(0x5f0));
  auto ranks = random_buffer<double>(kPages, seed(0x5f1), 576);
  for (double& rank : ranks) rank += 1;
  Buffer<double> parts(kPages, 768), out(kPages, 960);
  const Links* graph = &links;
  measure(
      state, {links.starts[kPages], "links"}, Turns(state, kOneInput),
      [&](std::uint64_t) {
        opaque(graph);
        rank_pages(*graph, ranks.data(), parts.data(), out.data());
      },
      [&] { return Checksum{WeightedSum().add(out)}; }, parts, out);
}
BENCHMARK(pagerank)->Name("pagerank/iter/4096");

constexpr std::uint32_t kPoints = 1024, kDimensions = 32, kClusters = 8;

// S. Lloyd's step: each point to the nearest centre, then each centre to the mean of its points.
// Centres are stored dimension by dimension, so that the loop over them has no order to keep.
[[gnu::noinline]] void nearest(const double* __restrict points, const double* __restrict centres,
                               std::uint8_t* __restrict labels) {
  for (std::uint32_t point = 0; point < kPoints; ++point, points += kDimensions) {
    double distance[kClusters] = {};
    for (std::uint32_t d = 0; d < kDimensions; ++d) {
      for (std::uint32_t c = 0; c < kClusters; ++c) {
        const double difference = points[d] - centres[d * kClusters + c];
        distance[c] += difference * difference;
      }
    }
    std::uint32_t best = 0;
    for (std::uint32_t c = 1; c < kClusters; ++c) {
      if (distance[c] < distance[best]) best = c;
    }
    labels[point] = static_cast<std::uint8_t>(best);
  }
}

[[gnu::noinline]] void means(const double* __restrict points, const std::uint8_t* __restrict labels,
                             double* __restrict sums, std::uint32_t* __restrict sizes) {
  std::fill_n(sums, kClusters * kDimensions, 0.0);
  std::fill_n(sizes, kClusters, 0u);
  for (std::uint32_t point = 0; point < kPoints; ++point, points += kDimensions) {
    double* const sum = sums + std::size_t{labels[point]} * kDimensions;
    for (std::uint32_t d = 0; d < kDimensions; ++d) sum[d] += points[d];
    ++sizes[labels[point]];
  }
  for (std::uint32_t c = 0; c < kClusters; ++c) {
    for (std::uint32_t d = 0; d < kDimensions; ++d)
      sums[c * kDimensions + d] /= std::max(sizes[c], 1u);
  }
}

// Coordinates are multiples of 2^-10: distances and sums are exact in any order, and a mean is
// rounded once. Each turn begins with other points as centres; a point takes some three decisions.
void kmeans(benchmark::State& state) {
  const auto points = random_buffer<double>(std::size_t{kPoints} * kDimensions, seed(0x5f2));
  Buffer<double> centres(kClusters * kDimensions, 192), moved(kClusters * kDimensions, 384);
  Bytes labels(kPoints, 576);
  Buffer<std::uint32_t> sizes(kClusters, 768);
  const double* all = points.data();
  measure(
      state, {kPoints, "points"}, Turns(state, 32),
      [&](std::uint64_t turn) {
        opaque(all);
        const double* first = all + turn * kClusters * kDimensions;
        for (std::uint32_t i = 0; i < kClusters * kDimensions; ++i)
          centres[i] = first[i % kClusters * kDimensions + i / kClusters];
        nearest(all, centres.data(), labels.data());
        means(all, labels.data(), moved.data(), sizes.data());
      },
      [&] {
        Fnv1a64 hash;
        hash.add(labels).add(sizes);
        for (const double mean : moved) hash.add_quantised(mean);
        return Checksum{hash};
      },
      centres, labels, moved, sizes);
}
BENCHMARK(kmeans)->Name("kmeans/step/1024");

}  // namespace
}  // namespace assay
