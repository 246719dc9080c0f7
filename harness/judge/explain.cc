// SPDX-License-Identifier: Apache-2.0
#include "judge/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "stats/sequential.h"

namespace assay::judge {
namespace {

using record::ExecutedBlock;

constexpr double kMostOfIt = 0.95;           // of the change, that is laid open piece by piece
constexpr std::size_t kMostFunctions = 5;    // of which that is done
constexpr std::size_t kMostCells = 1 << 24;  // of the table that finds the longest common part

struct FunctionKey {
  std::string file, name;
  auto operator<=>(const FunctionKey&) const = default;
};

// What one side executed of one function.
struct Executed {
  std::int64_t all = 0;     // instructions of all iterations
  double instructions = 0;  // an iteration
  std::vector<const ExecutedBlock*> blocks;
  const Function* listing = nullptr;
};

using Functions = std::map<FunctionKey, Executed>;

std::string library_of_block(const ExecutedBlock& block, const std::string& program) {
  if (block.file.empty()) return "generated code";
  if (block.file == program) return {};
  return block.file.substr(block.file.rfind('/') + 1);
}

// The copy of a function that gcc made for some of its callers, "f(int) (.constprop.0)", stands for
// the function where it is the only one that was executed.
void name_clones(Functions& functions) {
  std::map<FunctionKey, std::vector<FunctionKey>> clones;  // by the function's own name
  for (const auto& [key, executed] : functions) {
    const std::size_t mark = key.name.find(" (.");
    if (mark != std::string::npos) clones[{key.file, key.name.substr(0, mark)}].push_back(key);
  }
  for (const auto& [own, keys] : clones) {
    if (keys.size() != 1 || functions.contains(own)) continue;
    auto node = functions.extract(keys.front());
    node.key() = own;
    functions.insert(std::move(node));
  }
}

Functions functions_of(const ExplainedSide& side) {
  Functions functions;
  for (const ExecutedBlock& block : side.code.blocks) {
    const Disassembly* const listing = block.file.empty() ? nullptr : side.listing(block.file);
    const Function* const function =
        listing == nullptr ? nullptr : function_at(*listing, block.address);
    Executed& of = functions[{library_of_block(block, side.program),
                              function == nullptr ? block.symbol : function->name}];
    of.all += static_cast<std::int64_t>(block.instructions) * block.executions;
    of.instructions = static_cast<double>(of.all) / static_cast<double>(side.code.iterations);
    of.blocks.push_back(&block);
    if (function != nullptr) of.listing = function;
  }
  name_clones(functions);
  return functions;
}

double total_of(const Functions& functions, const ExplainedSide& side) {
  std::int64_t all = 0;
  for (const auto& [key, executed] : functions) all += executed.all;
  return all == 0 ? 0 : static_cast<double>(all) / static_cast<double>(side.code.iterations);
}

// Instructions from the first to the last that was executed, each with its executions per
// iteration.
struct Line {
  const Instruction* instruction = nullptr;
  double executions = 0;
};

// Nothing when the listing does not explain the count.
std::vector<Line> lines_of(const Executed& executed, std::uint64_t iterations) {
  std::vector<Line> lines;
  if (executed.listing == nullptr) return lines;
  const auto& all = executed.listing->instructions;
  std::vector<std::int64_t> executions(all.size());
  std::int64_t listed = 0;
  for (const ExecutedBlock* const block : executed.blocks) {
    auto at = std::ranges::lower_bound(all, block->address, {}, &Instruction::address);
    for (; at != all.end() && at->address < block->address + block->bytes; ++at) {
      executions[static_cast<std::size_t>(at - all.begin())] += block->executions;
      listed += block->executions;
    }
  }
  if (listed != executed.all) return lines;
  std::size_t first = 0, last = all.size();
  while (first < last && executions[first] == 0) ++first;
  while (last > first && executions[last - 1] == 0) --last;
  for (std::size_t i = first; i < last; ++i) {
    lines.push_back(
        {&all[i], static_cast<double>(executions[i]) / static_cast<double>(iterations)});
  }
  return lines;
}

// Lengths of the longest common subsequences of what follows each pair of places.
class CommonLengths {
 public:
  template <class Same>
  CommonLengths(std::size_t rows, std::size_t columns, const Same& same)
      : columns_(columns), lengths_((rows + 1) * (columns + 1)) {
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        lengths_[i * (columns_ + 1) + j] =
            same(i, j) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }

  std::uint32_t at(std::size_t i, std::size_t j) const { return lengths_[i * (columns_ + 1) + j]; }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> lengths_;
};

// Places in both of the lines that are the same, in order: a longest common subsequence (Wagner &
// Fischer 1974). Nothing when the table would be too large.
std::optional<std::vector<std::pair<std::size_t, std::size_t>>> common(const std::vector<Line>& a,
                                                                       const std::vector<Line>& b) {
  const auto same = [&](std::size_t i, std::size_t j) {
    return a[i].instruction->key == b[j].instruction->key;
  };
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::size_t front = 0, a_end = a.size(), b_end = b.size();
  while (front < a_end && front < b_end && same(front, front)) {
    pairs.emplace_back(front, front);
    ++front;
  }
  while (a_end > front && b_end > front && same(a_end - 1, b_end - 1)) {
    --a_end;
    --b_end;
  }
  const std::size_t rows = a_end - front, columns = b_end - front;
  if ((rows + 1) * (columns + 1) > kMostCells) return std::nullopt;
  const CommonLengths lengths(
      rows, columns, [&](std::size_t i, std::size_t j) { return same(front + i, front + j); });
  for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
    if (same(front + i, front + j)) {
      pairs.emplace_back(front + i++, front + j++);
    } else if (lengths.at(i + 1, j) >= lengths.at(i, j + 1)) {
      ++i;
    } else {
      ++j;
    }
  }
  for (std::size_t i = 0; a_end + i < a.size(); ++i) pairs.emplace_back(a_end + i, b_end + i);
  return pairs;
}

class Pieces {
 public:
  void add(const Line* base, const Line* head) {
    const double before = base == nullptr ? 0 : base->executions;
    const double after = head == nullptr ? 0 : head->executions;
    const bool same = base != nullptr && head != nullptr;
    const bool fits = !pieces_.empty() && pieces_.back().same == same &&
                      last_ == std::pair(base != nullptr, head != nullptr) &&
                      pieces_.back().base_executions == before &&
                      pieces_.back().head_executions == after;
    if (!fits) {
      pieces_.push_back({.base_executions = before,
                         .head_executions = after,
                         .change = 0,
                         .same = same,
                         .lines = {}});
    }
    last_ = {base != nullptr, head != nullptr};
    Piece& piece = pieces_.back();
    piece.change += after - before;
    piece.lines.push_back({base == nullptr ? "" : base->instruction->text,
                           head == nullptr ? "" : head->instruction->text});
  }
  std::vector<Piece> take() { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
  std::pair<bool, bool> last_;
};

std::vector<Piece> pieces_of(const std::vector<Line>& base, const std::vector<Line>& head,
                             const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  Pieces pieces;
  std::size_t i = 0, j = 0;
  const auto add_until = [&](std::size_t base_end, std::size_t head_end) {
    while (i < base_end) pieces.add(&base[i++], nullptr);
    while (j < head_end) pieces.add(nullptr, &head[j++]);
  };
  for (const auto& [in_base, in_head] : pairs) {
    add_until(in_base, in_head);
    pieces.add(&base[i++], &head[j++]);
  }
  add_until(base.size(), head.size());
  return pieces.take();
}

void lay_open(FunctionChange& change, const Executed& base, const Executed& head,
              const ExplainedSide& base_side, const ExplainedSide& head_side) {
  const auto before = lines_of(base, base_side.code.iterations);
  const auto after = lines_of(head, head_side.code.iterations);
  if ((before.empty() && !base.blocks.empty()) || (after.empty() && !head.blocks.empty())) {
    change.note = "llvm-objdump lists no such instructions";
    return;
  }
  const auto pairs = common(before, after);
  if (!pairs) {
    change.note = fmt::format("{} and {} instructions are too many to lay side by side",
                              before.size(), after.size());
    return;
  }
  change.pieces = pieces_of(before, after, *pairs);
}

bool differs(const Executed& base, const Executed& head) {
  if (base.listing == nullptr || head.listing == nullptr) return false;
  return !same_code(*base.listing, *head.listing);
}

// By block estimates of ln(head / base).
Movement of_times(std::string what, const record::PairedBenchmark& benchmark,
                  std::int64_t record::Pair::* base, std::int64_t record::Pair::* head,
                  std::optional<double> (*log_ratio)(const record::Block&)) {
  Movement movement{.what = std::move(what), .unit = "ns"};
  std::vector<double> ratios;
  std::int64_t before = 0, after = 0;
  std::size_t slices = 0;
  for (const record::Block& block : benchmark.blocks) {
    const auto ratio = log_ratio(block);
    if (!ratio) continue;
    ratios.push_back(*ratio);
    for (const record::Pair& pair : block.pairs) {
      if (pair.disturbed) continue;
      before += pair.*base;
      after += pair.*head;
      ++slices;
    }
  }
  if (slices == 0 || benchmark.passes == 0) return movement;
  const double passes = static_cast<double>(slices) * static_cast<double>(benchmark.passes);
  movement.base = static_cast<double>(before) / passes;
  movement.head = static_cast<double>(after) / passes;
  if (ratios.size() < 2) return movement;
  const auto estimate = stats::estimate(ratios, stats::kConfidence);
  movement.low = std::exp(estimate.interval.low);
  movement.high = std::exp(estimate.interval.high);
  movement.moved = *movement.low > 1 || *movement.high < 1;
  return movement;
}

// By differences of the blocks' events a pass, disturbed pairs included.
Movement of_events(std::string what, const record::PairedBenchmark& benchmark,
                   std::int64_t record::Pair::* base, std::int64_t record::Pair::* head) {
  Movement movement{.what = std::move(what), .unit = {}};
  std::vector<double> differences;
  double before = 0, after = 0, passes = 0;
  for (const record::Block& block : benchmark.blocks) {
    double of_base = 0, of_head = 0;
    for (const record::Pair& pair : block.pairs) {
      of_base += static_cast<double>(pair.*base);
      of_head += static_cast<double>(pair.*head);
    }
    const double here =
        static_cast<double>(block.pairs.size()) * static_cast<double>(benchmark.passes);
    if (here == 0) continue;
    differences.push_back((of_head - of_base) / here);
    before += of_base;
    after += of_head;
    passes += here;
  }
  if (passes == 0) return movement;
  movement.base = before / passes;
  movement.head = after / passes;
  if (differences.size() < 2) return movement;
  const auto estimate = stats::estimate(differences, stats::kConfidence);
  movement.low = estimate.interval.low;
  movement.high = estimate.interval.high;
  movement.moved = *movement.low > 0 || *movement.high < 0;
  return movement;
}

// Nothing executed when the side has no such function.
const Executed& find_executed(const Functions& functions, const FunctionKey& key) {
  static const Executed kNone;
  const auto at = functions.find(key);
  return at == functions.end() ? kNone : at->second;
}

double size_of(const FunctionChange& change) { return std::abs(change.head - change.base); }

// Lays open the largest changes, which stand first, until they are most of the change.
void lay_open_largest(std::vector<FunctionChange>& changes, const Functions& before,
                      const Functions& after, const ExplainedSide& base,
                      const ExplainedSide& head) {
  double all = 0, so_far = 0;
  for (const auto& each : changes) all += size_of(each);
  std::size_t laid_open = 0;
  for (FunctionChange& each : changes) {
    if (laid_open++ == kMostFunctions || (all > 0 && so_far >= kMostOfIt * all)) break;
    so_far += size_of(each);
    const FunctionKey key{each.file, each.name};
    lay_open(each, find_executed(before, key), find_executed(after, key), base, head);
  }
}

}  // namespace

void explain_counts(Explanation& explanation, const ExplainedSide& base,
                    const ExplainedSide& head) {
  explanation.counted = true;
  const Functions before = functions_of(base), after = functions_of(head);
  explanation.base = total_of(before, base);
  explanation.head = total_of(after, head);
  std::set<FunctionKey> keys;
  for (const auto* side : {&before, &after}) {
    for (const auto& [key, executed] : *side) keys.insert(key);
  }
  for (const FunctionKey& key : keys) {
    const Executed &of_base = find_executed(before, key), &of_head = find_executed(after, key);
    const bool code_differs = differs(of_base, of_head);
    if (of_base.instructions == of_head.instructions && !code_differs) {
      ++explanation.unchanged;
      continue;
    }
    explanation.functions.push_back({.name = key.name,
                                     .file = key.file,
                                     .base = of_base.instructions,
                                     .head = of_head.instructions,
                                     .code_differs = code_differs,
                                     .pieces = {},
                                     .note = {}});
  }
  std::ranges::stable_sort(explanation.functions, [](const auto& a, const auto& b) {
    if (size_of(a) != size_of(b)) return size_of(a) > size_of(b);
    return a.head > b.head;  // where only the code differs, what is executed most
  });
  lay_open_largest(explanation.functions, before, after, base, head);
}

std::vector<Movement> movements(const record::PairedBenchmark& benchmark) {
  using record::Pair;
  std::vector<Movement> all{
      of_times("wall time", benchmark, &Pair::base_wall_ns, &Pair::head_wall_ns, record::log_ratio),
      of_times("CPU time", benchmark, &Pair::base_cpu_ns, &Pair::head_cpu_ns,
               record::cpu_log_ratio)};
  if (benchmark.mode == "processes") return all;
  all.push_back(of_events("page faults", benchmark, &Pair::base_faults, &Pair::head_faults));
  all.push_back(
      of_events("involuntary switches", benchmark, &Pair::base_switches, &Pair::head_switches));
  return all;
}

}  // namespace assay::judge
