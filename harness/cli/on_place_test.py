#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What "assay run --on" measures and says, at a place that is this machine, through an sshd that is started for it.

usage: on_place_test.py SOURCE BUILD

What a place's faults do is harness/reach/faults_test.py's. Records are read here by JSON alone.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from documents_test import sshd

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts/lib"))
from tool_root import tool_root  # noqa: E402

SOURCE, BUILD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
ASSAY = BUILD / "assay"
LAB = f"lab-{os.getpid()}"  # a name that nobody has kept anything of
TARGET = "x86-64-v2"
ONE = "^libc/string/strlen/8$"
OTHERS = {"riscv64-gc", "kunpeng-920"}  # targets that this machine cannot execute
MINE = """
#include <benchmark/benchmark.h>
#include "data.h"
#include "opaque.h"
#include "report.h"
#include "slices.h"
namespace {
using namespace assay;
[[gnu::noinline]] std::uint64_t steps(std::uint64_t x) {
  for (int i = 0; i < 100; ++i) { x = x * 6364136223846793005u + 1; opaque(x); }
  return x;
}
void steady(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : slices(state)) { x = steps(x); used(x); }
  report(state, {100, "steps"}, Checksum{std::uint64_t{7}});
}
BENCHMARK(steady);
}  // namespace
"""


def kept_runs():
    """What this side keeps of runs elsewhere."""
    return set((tool_root() / "places").glob("*"))


class OnPlaceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ssh = cls.enterClassContext(sshd((LAB,)))
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="assay-on-")))
        cls.kept = kept_runs()

    @classmethod
    def tearDownClass(cls):
        for folder in kept_runs() - cls.kept:
            shutil.rmtree(folder)

    def setUp(self):
        self.here = self.folder / self.id().rpartition(".")[2]
        self.here.mkdir()

    def environment(self):
        return os.environ | {"PATH": f"{self.ssh}:{os.environ['PATH']}", "XDG_CONFIG_HOME": str(self.folder / "none")}

    def assay(self, *words, code=0):
        ended = subprocess.run([ASSAY, *map(str, words)], cwd=self.here, env=self.environment(), stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, timeout=3000, check=False)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        return ended

    def run_on(self, *words, code=0):
        """What was said, and the cells of the record."""
        ended = self.assay("run", "--on", f"ssh:{LAB}", *words, "-o", "record.json", code=code)
        record = self.here / "record.json"
        return ended.stderr, json.loads(record.read_text())["cells"] if record.exists() else []

    def assert_two_columns(self, cells, record):
        """One of each compiler, from two programs, in one table."""
        self.assertEqual({cell["toolchain"] for cell in cells}, {"clang", "gcc"})
        self.assertEqual({cell["outcome"] for cell in cells}, {"ok"})
        self.assertEqual({cell["program"]["path"] for cell in cells}, {"programs/clang/debian-12/libc", "programs/gcc/debian-12/libc"})
        self.assertEqual(len({cell["program"]["sha256"] for cell in cells}), 2)
        shown = json.loads(self.assay("compare", record, "--json").stdout)
        self.assertEqual(len(shown["tables"]), 1)
        self.assertEqual(len(shown["tables"][0]["columns"]), 2)

    def test_two_toolchains_are_two_columns_of_one_table(self):
        words = [TARGET, "--toolchain", "clang,gcc", "--suite", "libc", "--filter", ONE]
        _, cells = self.run_on("--target", *words)
        self.assert_two_columns(cells, "record.json")
        self.assay("kit", *words, "-o", self.here)
        (archive,) = self.here.glob("*.tar.gz")
        subprocess.run(["tar", "-xzf", archive], cwd=self.here, check=True)
        (kit,) = [path for path in self.here.iterdir() if path.is_dir()]
        self.assertEqual(subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=kit, check=False).returncode, 0)
        ended = subprocess.run([kit / "start"], env={}, capture_output=True, text=True, timeout=600, check=False)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assert_two_columns(json.loads((kit / "results/record.json").read_text())["cells"], kit / "results/record.json")

    def test_one_toolchain_has_short_paths(self):
        _, cells = self.run_on("--target", TARGET, "--suite", "libc", "--filter", ONE)
        self.assertEqual([cell["program"]["path"] for cell in cells], ["programs/libc"])

    def test_targets_that_nobody_named_and_no_place_can_execute_are_mentioned(self):
        said, cells = self.run_on("--suite", "libc", "--filter", ONE)
        (line,) = [line for line in said.splitlines() if line.startswith("left out: no place can execute ")]
        measured = {cell["target"] for cell in cells}
        self.assertIn(TARGET, measured)
        left = set(line.removeprefix("left out: no place can execute ").split(", "))
        self.assertLessEqual(OTHERS, left)
        self.assertEqual(measured & left, set())

    def test_a_target_that_was_named_and_a_place_that_gets_nothing_are_missed(self):
        said, cells = self.run_on("--target", f"{TARGET},riscv64-gc", "--suite", "libc", "--filter", ONE, code=3)
        self.assertIn("no place can execute riscv64-gc (", said)
        self.assertEqual({cell["target"] for cell in cells}, {TARGET})
        (self.here / "record.json").unlink()
        said, cells = self.run_on("--target", "riscv64-gc", "--suite", "libc", "--filter", ONE, code=3)
        self.assertEqual(cells, [])
        self.assertIn(f"ssh:{LAB}: its machine is x86_64, and no program here is for that", said)

    def test_words_that_fit_nothing_are_the_user_s_fault(self):
        said, cells = self.run_on("--target", TARGET, "--suite", "libc", "--filter", "no such name", code=2)
        self.assertEqual(cells, [])
        self.assertIn(f"ssh:{LAB}: the kit ended with exit code 2", said)

    def test_carries_a_suite_of_one_s_own(self):
        suite = self.here / "mine"
        suite.mkdir()
        (suite / "suite.toml").write_text('[suite]\nname = "mine"\ntitle = "for a test"\ndescription = "made by a test"\n')
        (suite / "checksums.toml").write_text('[checksums]\n"steady" = { value = "0000000000000007", source = "by hand" }\n')
        (suite / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.20)\nproject(assay_mine LANGUAGES CXX)\n"
                                              f"include({SOURCE}/benchmarks/support/suite.cmake)\nassay_suite(mine SOURCES mine.cc)\n")
        (suite / "mine.cc").write_text(MINE)
        _, cells = self.run_on("--target", TARGET, "--suite-dir", suite, "--suite", "mine")
        (cell,) = cells
        (benchmark,) = cell["benchmarks"]
        self.assertEqual((cell["suite"], benchmark["outcome"], benchmark["checksum"]), ("mine", "ok", "0000000000000007"))

    def test_says_how_far_it_is_and_the_time_left(self):
        """Here off a terminal, and the kit's program there: both know no earlier run."""
        awaited = {re.compile(rf"measuring: 0 of 1 done, .* so far, about [\dhmins ]+ left; {TARGET} on ssh:{LAB}: [\d,]+ of [\d,]+ executions"),
                   re.compile(rf"ssh:{LAB}: running: 0 of 1 done, .* so far, about [\dhmins ]+ left; .*: [\d,]+ of [\d,]+ executions")}
        words = ["run", "-v", "--on", f"ssh:{LAB}", "--target", TARGET, "--suite", "memory", "-o", "record.json"]
        started = subprocess.Popen([ASSAY, *words], cwd=self.here, env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        timer = threading.Timer(1500, started.kill)  # building may take minutes
        timer.start()
        said = []
        try:
            for line in started.stderr:
                said.append(line)
                awaited -= {each for each in awaited if each.search(line)}
                if not awaited:
                    break
            self.assertEqual(awaited, set(), "".join(said))
            os.kill(started.pid, signal.SIGINT)
            said += started.stderr.readlines()
            self.assertEqual(started.wait(timeout=120), 130, "".join(said))
        finally:
            timer.cancel()
            started.kill()
            started.stderr.close()
            started.wait()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
