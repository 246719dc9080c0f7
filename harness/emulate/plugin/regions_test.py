#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin on a real Google Benchmark program: which loops get regions, and that they are exact."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from qemu_runs import CACHE, count, emulators

TRIPLES = {"aarch64": "aarch64-linux-gnu", "riscv64": "riscv64-linux-gnu"}
HERE = pathlib.Path(__file__).resolve().parent
given = argparse.Namespace()


def build(arch):
    """The program for an architecture, static, with Google Benchmark's own sources; kept."""
    program = given.folder / f"regions_test/regions-{arch}"
    source = CACHE / "sources/google-benchmark"
    if not (source / "src/benchmark.cc").exists():
        sys.exit(f"{source} is missing: scripts/setup fetches it")
    compiler = [given.clang.replace("clang", "clang++"), f"--target={TRIPLES[arch]}", "-std=c++17",
                "-O2", f"-I{source}/include", f"-I{source}/src", "-DBENCHMARK_STATIC_DEFINE",
                "-DHAVE_STD_REGEX", "-DHAVE_STEADY_CLOCK", '-DBENCHMARK_VERSION="1.9.1"']
    launcher = [ccache] if (ccache := shutil.which("ccache")) else []
    objects = []
    program.parent.mkdir(exist_ok=True)
    running = []
    for file in [*sorted((source / "src").glob("*.cc")), HERE / "regions_program.cc"]:
        if file.name == "benchmark_main.cc":
            continue
        objects.append(program.with_name(f"{arch}-{file.stem}.o"))
        if objects[-1].exists() and objects[-1].stat().st_mtime > file.stat().st_mtime:
            continue
        running.append(subprocess.Popen([*launcher, *compiler, "-c", file, "-o", objects[-1]]))
        if len(running) >= (os.cpu_count() or 1) and running.pop(0).wait() != 0:
            sys.exit(f"cannot compile Google Benchmark for {arch}")
    if any(process.wait() != 0 for process in running):
        sys.exit(f"cannot compile Google Benchmark for {arch}")
    subprocess.run([*compiler, "-static", f"--ld-path={given.lld}", *objects, "-o", program],
                   check=True)
    return program


class Regions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programs = {arch: build(arch) for arch in TRIPLES}

    def each(self, check):
        for arch, program in self.programs.items():
            for qemu in emulators(arch):
                with self.subTest(arch=arch, qemu=str(qemu)):
                    check(qemu, program)

    def run_program(self, qemu, program, benchmarks, iterations, **more):
        counted = count(qemu, given.folder / "libassay-counts.so", program,
                        f"--benchmark_filter=^({benchmarks})", "--benchmark_format=json",
                        f"--benchmark_min_time={iterations}x", **more)
        self.assertEqual(counted.status, 0, counted.stderr)
        names = [entry["name"] for entry in json.loads(counted.stdout)["benchmarks"]]
        self.assertEqual(counted.end()["states"], str(counted.states()))
        return counted, names

    def test_each_state_is_a_json_entry_and_loops_left_early_have_no_region(self):
        def check(qemu, program):
            counted, names = self.run_program(
                qemu, program, "sum|skipped|left|keep|closes|text", 100)
            self.assertEqual(counted.states(), len(names))
            # One repetition of each, which begins before its state.
            self.assertEqual(counted.lines[1:3], ["repetition 1", "state 1"])
            repetitions = sum(line.startswith("repetition ") for line in counted.lines)
            self.assertEqual(repetitions, len(names))
            with_region = [names[state - 1] for state in counted.regions()]
            self.assertEqual(with_region, ["sum", "text", "skipped_before_its_loop", "keep_running",
                                           "keep_running_batch", "closes_descriptors"])
            self.assertEqual(set(names) - set(with_region),
                             {"skipped_without_loop", "left_in_its_loop"})
        self.each(check)

    def test_counts_do_not_depend_on_the_environment(self):
        def check(qemu, program):
            sizes = [{}, {"PADDING": "x" * 77}, {"PADDING": "x" * 4096}]
            runs = [self.run_program(qemu, program, "sum|text|paused|keep", 300, environment=size)[0]
                    for size in sizes]
            self.assertEqual(len(runs[0].regions()), 6)
            self.assertEqual(runs[0].regions(), runs[1].regions())
            self.assertEqual(runs[0].regions(), runs[2].regions())
        self.each(check)

    def slopes(self, qemu, program, benchmarks, first):
        """Counts per iteration between N and 2N, and 2N and 4N, where N is `first`."""
        runs = [self.run_program(qemu, program, benchmarks, n)[0].regions()
                for n in (first, 2 * first, 4 * first)]
        slope = {}
        for state in runs[0]:
            low, high = ([(b - a) / n for a, b in zip(runs[i][state], runs[i + 1][state])]
                         for i, n in ((0, first), (1, 2 * first)))
            slope[state] = (low, high)
        return slope

    def test_the_slope_is_the_same_between_any_numbers_of_iterations(self):
        def check(qemu, program):
            for state, (low, high) in self.slopes(qemu, program, "sum|keep", 200).items():
                self.assertEqual(low, high, f"state {state}")
                self.assertGreater(low[0], 0.5)
        self.each(check)

    def test_what_is_paused_does_not_count(self):
        # 200 pauses stay below the number at which the plugin flushes QEMU's code, 400 are above.
        def check(qemu, program):
            slope = self.slopes(qemu, program, "paused", 200)
            self.assertEqual(slope[1], slope[2])
            self.assertEqual(slope[1][0], slope[1][1])
            self.assertEqual(slope[1][0][5], 1)  # a pause an iteration
            self.assertLess(slope[1][0][0], 500)
        self.each(check)

    def test_a_pause_of_which_only_one_end_is_seen_is_no_count(self):
        def check(qemu, program):
            for passes in (1, 2, 300):  # 300 pauses flush QEMU's code
                counted, _ = self.run_program(qemu, program, "with_inlined|sum", passes)
                self.assertEqual(list(counted.regions()), [1])
                faults = [line.split(" was ")[0] for line in counted.lines
                          if line.startswith("fault ")]
                self.assertEqual(faults, ["fault 2 ResumeTiming", "fault 3 PauseTiming"])
        self.each(check)

    def test_a_forked_child_reports_nothing(self):
        def check(qemu, program):
            counted, _ = self.run_program(qemu, program, "forks|sum", 10)
            self.assertEqual(sorted(counted.regions()), [1, 2])
            self.assertEqual(sum(line.startswith("end ") for line in counted.lines), 1)
        self.each(check)

    def test_threads_are_survived_and_named(self):
        def check(qemu, program):
            counted, _ = self.run_program(qemu, program, "threads", 1000)
            self.assertGreaterEqual(int(counted.end()["threads"]), 3)
        self.each(check)

    def test_a_stripped_program_has_no_regions_and_the_end_says_why(self):
        def check(qemu, program):
            stripped = program.with_suffix(".stripped")
            strip = pathlib.Path(os.path.realpath(given.clang)).with_name("llvm-strip")
            subprocess.run([strip, program, "-o", stripped], check=True)
            counted, _ = self.run_program(qemu, stripped, "sum", 10)
            self.assertEqual((counted.end()["regions"], counted.end()["symbols"]), ("0", "no"))
        self.each(check)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=lambda name: pathlib.Path(name).resolve())
    parser.add_argument("--clang", required=True)
    parser.add_argument("--lld", required=True)
    given, rest = parser.parse_known_args()
    unittest.main(argv=sys.argv[:1] + rest)
