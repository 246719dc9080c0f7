# SPDX-License-Identifier: Apache-2.0
"""For tests of gates that are measured in a kit or at a place: two sides whose programs differ in the work of one benchmark."""

import json
import pathlib
import re
import statistics
import subprocess

SUITES = pathlib.Path(__file__).resolve().parent.parent.parent / "benchmarks/support"
STEADY, SLOWER = "tiny/steady", "tiny/slower"
TIMES = 2  # the work of SLOWER in the head
PROGRAM = """
#include <benchmark/benchmark.h>
#include <cstdint>
#include "opaque.h"
#include "slices.h"
template <int kSteps>
void steps(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : assay::slices(state)) {
    for (int i = 0; i < kSteps; ++i) {
      x = x * 6364136223846793005u + 1;  // each step waits for the one before
      assay::opaque(x);
    }
  }
}
BENCHMARK(steps<100>)->Name("steady");
BENCHMARK(steps<100 * TIMES>)->Name("slower");
"""


def make_sides(folder, google_benchmark):
    """base/tiny and head/tiny, static, with the Google Benchmark that a target's cells have."""
    source = folder / "tiny.cc"
    source.write_text(PROGRAM)
    for side, times in (("base", 1), ("head", TIMES)):
        (folder / side).mkdir()
        subprocess.run(["clang++-19", "-std=c++20", "-O2", "-static", f"-DTIMES={times}", f"-I{SUITES}", "-isystem", google_benchmark / "include",
                        source, SUITES / "worker/main.cc", "-o", folder / side / "tiny", f"-L{google_benchmark / 'lib'}", "-lbenchmark"],
                       check=True)


def verdicts_in(table):
    """The word by benchmark."""
    return {name: verdict for verdict, name in re.findall(r"^(\S+) +(tiny/\S+)", table, re.MULTILINE)}


def decided(ask):
    """What ends with a table, once this machine is quiet enough for a verdict: three tries."""
    for _ in range(3):
        ended = ask()
        if "unfit" not in verdicts_in(ended.stdout).values():
            break
    return ended


def ratios_in(record):
    """How many times as long the head's slices took, in the middle, by benchmark: from the samples alone."""
    return {benchmark["name"]: statistics.median(pair[1] / pair[0] for block in benchmark["blocks"] for pair in block["pairs"])
            for benchmark in json.loads(record.read_text())["paired"]["benchmarks"]}


def assert_finds_the_slower(case, ended, record):
    """What a test says of such a gate's end: the head's work is found, and nothing else is."""
    said = ended.stdout + ended.stderr
    case.assertEqual(ended.returncode, 1, said)
    verdicts = verdicts_in(ended.stdout)
    case.assertEqual(verdicts[SLOWER], "regressed", said)
    case.assertIn(verdicts[STEADY], ("not-slower", "inconclusive", "not-confirmed"), said)
    ratios = ratios_in(record)
    case.assertAlmostEqual(ratios[SLOWER], TIMES, delta=0.4)
    case.assertAlmostEqual(ratios[STEADY], 1, delta=0.2)
