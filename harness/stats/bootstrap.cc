// SPDX-License-Identifier: Apache-2.0
#include "stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>

#include "stats/resampled_median.h"

namespace assay::stats {
namespace {

constexpr Interval kAnything{0, std::numeric_limits<double>::infinity()};

bool usable(std::span<const Session> side) {
  const auto is_time = [](double value) { return value > 0 && std::isfinite(value); };
  const auto has_times = [&](const Block& block) {
    return !block.empty() && std::ranges::all_of(block, is_time);
  };
  return !side.empty() && std::ranges::all_of(side, [&](const Session& session) {
    return !session.empty() && std::ranges::all_of(session, has_times);
  });
}

// Exchanges without branches, which random data would mispredict; for few values, as blocks are.
void order_few(std::vector<double>& values) {
  for (std::size_t end = values.size(); end > 1; --end) {
    for (std::size_t at = 1; at < end; ++at) {
      const double left = values[at - 1], right = values[at];
      values[at - 1] = std::min(left, right);
      values[at] = std::max(left, right);
    }
  }
}

double middle_of(std::vector<double>& values) {
  constexpr std::size_t kFew = 16;
  if (values.size() <= kFew) {
    order_few(values);
  } else {
    std::ranges::sort(values);
  }
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// One side, laid out so that a resample allocates nothing.
class Side {
 public:
  explicit Side(std::span<const Session> side) {
    for (const Session& session : side) {
      sessions_.push_back({blocks_.size(), session.size()});
      for (const Block& block : session) {
        blocks_.push_back({values_.size(), &median_of(block.size())});
        values_.insert(values_.end(), block.begin(), block.end());
        std::sort(values_.end() - static_cast<std::ptrdiff_t>(block.size()), values_.end());
      }
    }
  }

  double resampled(Random& random) {
    medians_.clear();
    for (std::size_t drawn = 0; drawn < sessions_.size(); ++drawn) {
      const auto& [first, count] = sessions_[random.index(sessions_.size())];
      for (std::size_t block = 0; block < count; ++block) {
        const auto& [value, median] = blocks_[first + random.index(count)];
        medians_.push_back(median->draw(values_.data() + value, random));
      }
    }
    return middle_of(medians_);
  }

 private:
  struct SessionPlace {
    std::size_t first_block, blocks;
  };
  struct BlockPlace {
    std::size_t first_value;
    ResampledMedian* median;
  };

  ResampledMedian& median_of(std::size_t values) {
    const auto found = std::ranges::find(median_of_, values, &ResampledMedian::size);
    return found != median_of_.end() ? *found : median_of_.emplace_back(values);
  }

  std::vector<double> values_;
  std::list<ResampledMedian> median_of_;  // blocks point into it; mostly all have one size
  std::vector<BlockPlace> blocks_;
  std::vector<SessionPlace> sessions_;
  std::vector<double> medians_;
};

// Hyndman & Fan 1996, definition 7. Moves the values.
double quantile(std::vector<double>& values, double p) {
  const double place = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  const auto at = values.begin() + below;
  std::nth_element(values.begin(), at, values.end());
  if (at + 1 == values.end()) return *at;
  return std::lerp(*at, *std::min_element(at + 1, values.end()),
                   place - static_cast<double>(below));
}

}  // namespace

std::vector<double> resampled_log_ratios(std::span<const Session> base,
                                         std::span<const Session> head, std::size_t resamples,
                                         Random& random) {
  if (!usable(base) || !usable(head)) return {};
  Side bases(base), heads(head);
  std::vector<double> ratios(resamples);
  for (double& ratio : ratios) {
    const double base_time = bases.resampled(random);
    ratio = std::log(heads.resampled(random) / base_time);
  }
  return ratios;
}

Interval ratio_interval(std::span<const double> log_ratios, double confidence) {
  if (log_ratios.empty()) return kAnything;
  std::vector<double> values(log_ratios.begin(), log_ratios.end());
  return {std::exp(quantile(values, (1 - confidence) / 2)),
          std::exp(quantile(values, (1 + confidence) / 2))};
}

Interval bootstrap_ratio(std::span<const Session> base, std::span<const Session> head,
                         double confidence, std::size_t resamples, Random& random) {
  return ratio_interval(resampled_log_ratios(base, head, resamples, random), confidence);
}

Interval bootstrap_geomean(std::span<const std::vector<double>> resampled_log_ratios,
                           double confidence) {
  if (resampled_log_ratios.empty()) return kAnything;
  const auto fewest =
      std::ranges::min_element(resampled_log_ratios, {}, &std::vector<double>::size)->size();
  std::vector<double> means(fewest, 0);
  const double benchmarks = static_cast<double>(resampled_log_ratios.size());
  for (const std::vector<double>& ratios : resampled_log_ratios) {
    for (std::size_t at = 0; at < fewest; ++at) means[at] += ratios[at] / benchmarks;
  }
  return ratio_interval(means, confidence);
}

}  // namespace assay::stats
