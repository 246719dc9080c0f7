// SPDX-License-Identifier: Apache-2.0
// Small numerical programs in double: Mandelbrot set, planets, largest eigenvalue.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "chain.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::int32_t kMostSteps = 50;

// How many steps each point of an n x n grid over [left, left + 2.5) x [-1.25, 1.25) stays within a
// circle of radius 2.
[[gnu::noinline]] void escape_times(std::span<std::uint8_t> times, std::int32_t n, double left) {
  const double distance = 2.5 / n;
  for (std::int32_t row = 0; row < n; ++row) {
    const double ci = row * distance - 1.25;
    for (std::int32_t column = 0; column < n; ++column) {
      const double cr = column * distance + left;
      double zr = 0.0, zi = 0.0;
      std::int32_t steps = 0;
      while (steps < kMostSteps && zr * zr + zi * zi <= 4.0) {
        const double next = zr * zr - zi * zi + cr;
        zi = 2.0 * zr * zi + ci;
        zr = next;
        ++steps;
      }
      times[static_cast<std::size_t>(row * n + column)] = static_cast<std::uint8_t>(steps);
    }
  }
}

// When a point leaves the circle is one decision of each of 4,096 points: 32 grids, each a 32nd of
// the distance between two points beside the one before.
void mandelbrot(benchmark::State& state) {
  const auto n = static_cast<std::int32_t>(state.range(0));
  const double left = perturbed(-2.0);
  const double shift = 2.5 / n / 32;
  Bytes times(static_cast<std::size_t>(n * n));
  Turns turns(state, 32);
  const auto pass = [&](std::uint64_t turn) {
    escape_times(times.span(), n, left + static_cast<double>(turn) * shift);
  };
  const auto checksum_of_pass = [&](std::uint64_t turn) {
    poison(times);
    pass(turn);
    return Checksum{Fnv1a64().add(times)};
  };
  poison(times);
  for (auto _ : slices(state)) {
    pass(turns.next());
    benchmark::DoNotOptimize(times.data());
  }
  const Checksum left_by_loop{Fnv1a64().add(times)};
  report(state, {times.size(), "points"}, checksum_of_pass(0),
         Left{left_by_loop, checksum_of_pass(turns.last_of(passes_done(state)))});
}
BENCHMARK(mandelbrot)->Arg(64);

struct Body {
  std::array<double, 3> at, speed;
  double mass;
};

constexpr double kDaysPerYear = 365.24;
constexpr double kSunMass =
    4.0 * 3.141592653589793 * 3.141592653589793;  // so that the constant of gravity is 1

// Astronomical units, years, masses of the sun; JPL's figures as every version of this program has
// them.
std::array<Body, 5> solar_system() {
  std::array<Body, 5> bodies{{
      {{0, 0, 0}, {0, 0, 0}, 1.0},
      {{4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01},
       {1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05},
       9.54791938424326609e-04},
      {{8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01},
       {-2.76742510726411220e-03, 4.99852801234917238e-03, 2.30417297573763929e-05},
       2.85885980666130812e-04},
      {{1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01},
       {2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05},
       4.36624404335156298e-05},
      {{1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01},
       {2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05},
       5.15138902046611451e-05},
  }};
  for (Body& body : bodies) {
    body.mass *= kSunMass;
    for (double& v : body.speed) v *= kDaysPerYear;
  }
  bodies[1].at[0] = perturbed(bodies[1].at[0]);
  // The sun moves against the planets: no momentum in all.
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double momentum = 0.0;
    for (const Body& body : bodies) momentum += body.speed[axis] * body.mass;
    bodies[0].speed[axis] = -momentum / kSunMass;
  }
  return bodies;
}

[[gnu::noinline]] void advance(std::array<Body, 5>& bodies, std::int64_t steps, double years) {
  for (std::int64_t step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      for (std::size_t j = i + 1; j < bodies.size(); ++j) {
        std::array<double, 3> apart{};
        for (std::size_t axis = 0; axis < 3; ++axis)
          apart[axis] = bodies[i].at[axis] - bodies[j].at[axis];
        const double square = apart[0] * apart[0] + apart[1] * apart[1] + apart[2] * apart[2];
        const double pull = years / (square * std::sqrt(square));
        for (std::size_t axis = 0; axis < 3; ++axis) {
          bodies[i].speed[axis] -= apart[axis] * bodies[j].mass * pull;
          bodies[j].speed[axis] += apart[axis] * bodies[i].mass * pull;
        }
      }
    }
    for (Body& body : bodies) {
      for (std::size_t axis = 0; axis < 3; ++axis) body.at[axis] += years * body.speed[axis];
    }
  }
}

// Not the energy, which is the published figure: it stays nearly the same whatever the steps do.
Checksum places_and_speeds(const std::array<Body, 5>& bodies) {
  WeightedSum sum;
  for (const Body& body : bodies) sum.add(body.at).add(body.speed);
  return Checksum{sum};
}

void nbody(benchmark::State& state) {
  constexpr double kYears = 0.01;
  auto bodies = solar_system();
  Milestone<std::array<Body, 5>> last{bodies};  // where planets are has no closed form
  for (auto _ : slices(state, bodies, last)) {
    advance(bodies, state.range(0), kYears);
    benchmark::DoNotOptimize(bodies);
  }
  advance(last.value, last.passes * state.range(0), kYears);
  auto fixed = solar_system();
  advance(fixed, state.range(0), kYears);
  report(state, {static_cast<std::uint64_t>(state.range(0)), "steps"}, places_and_speeds(fixed),
         Left{places_and_speeds(bodies), places_and_speeds(last.value)});
}
BENCHMARK(nbody)->Arg(1000);

// SIAM Hundred-Dollar Challenge, problem 3, for an n x n corner of the matrix: 1 on the corner if
// not perturbed.
struct Matrix {
  double corner;
  double at(std::size_t i, std::size_t j) const {
    return 1.0 / (static_cast<double>((i + j) * (i + j + 1) / 2 + i) + corner);
  }
};

using Vector = Buffer<double>;

void times(const Matrix& a, const Vector& x, Vector& y) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += a.at(i, j) * x[j];
  }
}

void transposed_times(const Matrix& a, const Vector& x, Vector& y) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) y[i] += a.at(j, i) * x[j];
  }
}

constexpr int kRounds = 3;  // of the power method; ten would give ten digits of the norm

[[gnu::noinline]] double norm(const Matrix& a, Vector& u, Vector& v, Vector& w) {
  for (double& element : u) element = 1.0;
  for (int round = 0; round < kRounds; ++round) {
    times(a, u, w), transposed_times(a, w, v);
    times(a, v, w), transposed_times(a, w, u);
  }
  double uv = 0.0, vv = 0.0;
  for (std::size_t i = 0; i < u.size(); ++i) uv += u[i] * v[i], vv += v[i] * v[i];
  return std::sqrt(uv / vv);
}

void spectral_norm(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const Matrix start{perturbed(1.0)};
  const Matrix* matrix = &start;
  Vector u(n), v(n, 192), w(n, 384);
  const auto poison_all = [&] { poison(u), poison(v), poison(w); };
  const auto all = [&](double result) {
    return Checksum{WeightedSum().add(result).add(u).add(v).add(w)};
  };
  double result = 0.0;
  poison_all();
  for (auto _ : slices(state)) {
    opaque(matrix);
    result = norm(*matrix, u, v, w);
    benchmark::DoNotOptimize(result);
  }
  const Checksum left = all(result);
  poison_all();
  const double fixed = norm(start, u, v, w);
  report(state, {static_cast<std::uint64_t>(4 * kRounds) * n * n, "elements"}, Checksum{fixed},
         Left{left, all(fixed)});
}
BENCHMARK(spectral_norm)->Arg(100);

}  // namespace
}  // namespace assay
