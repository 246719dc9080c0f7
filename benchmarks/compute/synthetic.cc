// SPDX-License-Identifier: Apache-2.0
// After the two oldest synthetic programs: Dhrystone (R. Weicker 1984: records, strings, calls, few
// loops) and Whetstone (H. Curnow, B. Wichmann 1976: floating point and the mathematical library).
// Own code: figures are no DMIPS or MWIPS.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"

namespace assay {
namespace {

constexpr int kRuns = 100;  // in one pass

enum class Choice : std::int32_t { first, second, third, fourth, fifth };

using Name = std::array<char, 31>;

struct Entry {
  Entry* other;
  Choice choice;
  std::int32_t number;
  Name name;
};

struct World {
  Entry one, two;
  std::array<std::int32_t, 50> row;
  std::array<std::array<std::uint32_t, 50>, 50> table;  // some count runs, modulo 2^32
  std::int32_t number;
  std::uint32_t later_names;
  std::int32_t first_run;
};

[[gnu::noinline]] Choice opposite(Choice choice, std::int32_t number) {
  switch (choice) {
    case Choice::first:
      return Choice::fourth;
    case Choice::second:
      return number > 100 ? Choice::first : Choice::fourth;
    case Choice::third:
      return Choice::second;
    case Choice::fourth:
      return Choice::fifth;
    case Choice::fifth:
      return Choice::third;
  }
  return Choice::first;
}

[[gnu::noinline]] void enter(World& world, std::int32_t place, std::int32_t value) {
  const auto at = static_cast<std::size_t>(place + 5);
  world.row[at] = value;
  world.row[at + 1] = world.row[at];
  world.row[at + 30] = static_cast<std::int32_t>(at);
  for (std::size_t k = at; k <= at + 1; ++k) world.table[at][k] = static_cast<std::uint32_t>(at);
  ++world.table[at][at - 1];
  world.table[(at + 20) % 50][at] = static_cast<std::uint32_t>(world.row[at]);
  world.number = 5;
}

[[gnu::noinline]] bool later(const Name& a, const Name& b) {
  std::size_t i = 2;
  while (i < 20 && a[i] == b[i]) ++i;
  return std::strcmp(a.data(), b.data()) > 0 && i < 20;
}

[[gnu::noinline]] void follow(Entry* entry, std::int32_t number) {
  Entry* const next = entry->other;
  *next = *entry;
  next->other = entry;
  next->number = number;
  next->choice = opposite(entry->choice, number);
  entry->number = next->number + static_cast<std::int32_t>(next->choice);
}

[[gnu::noinline]] void run_once(World& world, std::int32_t run) {
  Name name{};
  std::memcpy(name.data(), "DHRYSTONE PROGRAM, 2'ND STRING", 31);
  name[10 + static_cast<std::size_t>(run % 7)] = static_cast<char>('A' + (world.number + run) % 26);
  if (later(name, world.one.name)) ++world.later_names;

  std::int32_t a = 2 + run % 3, b = 3;
  while (a < b) {
    world.number = 5 * a - b;
    ++a;
  }
  enter(world, a, world.number + run);
  world.one.choice = static_cast<Choice>(run % 5);
  follow(&world.one, world.number + world.row[static_cast<std::size_t>(a + 5)]);
  for (char letter = 'A'; letter <= 'C'; ++letter) {
    if (world.one.choice == opposite(Choice::second, letter + world.number)) {
      world.one.name[5] = letter;
      b = run;
    }
  }
  b = b * a + 1;
  a = b / 3;
  world.number = 7 * (b - a) - world.two.number % 100;
}

World made_world() {
  World world{};
  std::memcpy(world.one.name.data(), "DHRYSTONE PROGRAM, 1'ST STRING", 31);
  world.number = 10;
  world.first_run = perturbed(std::int32_t{0});
  return world;
}

[[gnu::noinline]] void run_all(World& world) {
  world.one.other = &world.two;
  for (std::int32_t run = 0; run < kRuns; ++run) run_once(world, world.first_run + run);
}

Checksum checksum_of(const World& world) {
  Fnv1a64 hash;
  hash.add(world.number).add(world.later_names).add(world.two.number).add(world.one.number);
  hash.add(world.one.name).add(world.row);
  for (const auto& row : world.table) hash.add(row);
  return Checksum{hash};
}

// From the second pass on, a pass finds what the one before left, and leaves the same but for the
// counters, which go on by as much in each pass.
World world_after(std::uint64_t passes) {
  World before = made_world();
  run_all(before);
  if (passes == 1) return before;
  World after = before;
  run_all(after);
  const auto more = static_cast<std::uint32_t>(passes - 2);
  after.later_names += more * (after.later_names - before.later_names);
  for (std::size_t i = 0; i < after.table.size(); ++i) {
    for (std::size_t k = 0; k < after.table[i].size(); ++k) {
      after.table[i][k] += more * (after.table[i][k] - before.table[i][k]);
    }
  }
  return after;
}

// All branches are those that the runs' numbers modulo 3, 5 and 7 decide: predictable, as
// Dhrystone's are.
void dhrystone_like(benchmark::State& state) {
  Buffer<World> place(1);
  World* world = place.data();
  *world = made_world();
  for (auto _ : slices(state)) {
    opaque(world);
    run_all(*world);
    benchmark::ClobberMemory();
  }
  report(state, {kRuns, "runs"}, checksum_of(world_after(1)),
         Left{checksum_of(*world), checksum_of(world_after(passes_done(state)))});
}
BENCHMARK(dhrystone_like);

// Whetstone's eight modules in their proportions (N1 = 0, N2 = 12, ... N11 = 93), ten times less of
// each.
struct Totals {
  double array, trigonometry, calls, standard;
  std::int32_t integers;
};

void rotate(std::array<double, 4>& e, double t) {
  e[0] = (e[0] + e[1] + e[2] - e[3]) * t;
  e[1] = (e[0] + e[1] - e[2] + e[3]) * t;
  e[2] = (e[0] - e[1] + e[2] + e[3]) * t;
  e[3] = (-e[0] + e[1] + e[2] + e[3]) / 2.0;
}

[[gnu::noinline]] void rotate_six_times(std::array<double, 4>& e, double t) {
  for (int i = 0; i < 6; ++i) rotate(e, t);
}

[[gnu::noinline]] double blend(double x, double y, double t) {
  x = t * (x + y);
  y = t * (x + y);
  return (x + y) / 2.0;
}

// `t` near 0.5 keeps all sequences bounded.
[[gnu::noinline]] Totals modules(double t) {
  Totals totals{};
  std::array<double, 4> e = {1.0, -1.0, -1.0, -1.0};
  for (int i = 0; i < 12; ++i) rotate(e, t);            // array elements
  for (int i = 0; i < 14; ++i) rotate_six_times(e, t);  // array as parameter
  for (const double value : e) totals.array += std::abs(value);

  std::int32_t j = 1;  // conditional jumps and integers
  std::int32_t k = 2, l = 3;
  for (std::int32_t i = 0; i < 345; ++i) j = j == 1 ? 2 : i > 2 ? 0 : 1;
  for (std::int32_t i = 0; i < 210; ++i) {
    j = (j + 1) * (k - j) * (l - k) % 17;
    k = (l * k - (l - j) * k + i) % 19;
    l = ((l - k) * (k + j) + i) % 23;
    totals.integers += j + k * l;
  }

  double x = 0.5, y = 0.5;  // trigonometric functions
  for (int i = 0; i < 32; ++i) {
    x = t * std::atan(2.0 * std::sin(x) * std::cos(x) / (std::cos(x + y) + std::cos(x - y) + 1.0));
    y = t * std::atan(2.0 * std::sin(y) * std::cos(y) / (std::cos(x + y) + std::cos(x - y) + 1.0)) +
        0.25;
  }
  totals.trigonometry = x + y;

  double z = 1.0;  // procedure calls
  for (int i = 0; i < 899; ++i) z = blend(1.0, z, t);
  totals.calls = z;

  x = 0.75;  // standard functions
  for (int i = 0; i < 93; ++i) x = std::sqrt(std::exp(std::log(x) / (2.0 * t + 0.02)));
  totals.standard = x;
  return totals;
}

// Its branches depend on counters only: predictable, as Whetstone's are.
void whetstone_like(benchmark::State& state) {
  const double start = perturbed(0.499975);
  double t = start;
  Totals last{};
  for (auto _ : slices(state)) {
    benchmark::DoNotOptimize(t);
    Totals* const totals = ::new (&last) Totals(modules(t));  // not a copy
    benchmark::DoNotOptimize(*totals);
  }
  const auto checksum = [](const Totals& totals) {
    WeightedSum sum;
    sum.add(totals.array).add(totals.trigonometry).add(totals.calls).add(totals.standard);
    return Checksum{sum.add(totals.integers)};
  };
  report(state, {1, "rounds"}, checksum(modules(start)), checksum(last));
}
BENCHMARK(whetstone_like);

}  // namespace
}  // namespace assay
