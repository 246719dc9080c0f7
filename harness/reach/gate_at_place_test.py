#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A gate that is measured at a stand-in machine (bed/machine.py) and decided here, over ssh.

usage: gate_at_place_test.py BUILD

Exit code 77: not tried on this machine.
"""

import concurrent.futures
import fcntl
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "bed"), str(HERE.parent / "kit"), str(HERE.parents[1] / "scripts/lib")]
import world  # noqa: E402
from bed import Bed  # noqa: E402
from gate_sides import assert_finds_the_slower, decided, make_sides  # noqa: E402
from tool_root import user_cache  # noqa: E402

SOURCE = HERE.parent.parent
TARGET = "x86-64-v2"


class GateAtPlace(unittest.TestCase):
    def setUp(self):
        own = tempfile.TemporaryDirectory(prefix="assay-gate-")
        self.addCleanup(own.cleanup)
        self.folder = pathlib.Path(own.name)
        world.done(ASSAY, "kit", TARGET, "--suite", "libc", "-o", self.folder / "kits", timeout=1500)  # compiles, once
        make_sides(self.folder, SOURCE / f"build/cells/{TARGET}/clang/debian-12/google-benchmark")
        self.bed = Bed()
        self.addCleanup(self.bed.close)
        self.bed.machine("lab")

    def gate(self, *words, stderr=subprocess.PIPE):
        environment = self.bed.environment(XDG_STATE_HOME=str(self.folder / "state"), XDG_CACHE_HOME=str(user_cache()))
        return subprocess.run([ASSAY, "gate", "base", "head", "--target", TARGET, "--on", "ssh:lab", "-o", "gate.json", *words], cwd=self.folder,
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=600, check=False)

    def test_finds_what_became_slower(self):
        assert_finds_the_slower(self, decided(self.gate), self.folder / "gate.json")

    def test_says_without_a_terminal_that_the_place_waits(self):
        root = os.open(self.bed.machines["lab"].at("/"), os.O_RDONLY)
        self.addCleanup(os.close, root)
        fcntl.flock(root, fcntl.LOCK_EX)
        for words, times in (([], 1), (["-q"], 0)):
            ended = self.gate("--wait", "1s", *words)
            self.assertEqual(ended.returncode, 3, ended.stderr)
            self.assertIn("this machine is measuring already", ended.stderr)
            self.assertEqual(ended.stderr.count("ssh:lab: waiting for another measurement on this machine: "), times, ended.stderr)

    def test_shows_on_a_terminal_what_it_does(self):
        ours, theirs = pty.openpty()
        with open(ours, "rb", buffering=0) as screen, open(theirs, "wb", buffering=0) as terminal:
            with concurrent.futures.ThreadPoolExecutor(1) as reader:
                shown = reader.submit(self.read_all, screen)
                self.gate("--filter", "^tiny/slower$", stderr=terminal)
                terminal.close()
                self.assertIn("sending assay-kit: 0 of 1 done", shown.result())
                self.assertIn("sending assay-kit [1/1] ssh:lab: sent", shown.result())
                self.assertRegex(shown.result(), rf"measuring: 0 of 1 done, .*; {TARGET} on ssh:lab: [1-9]\d* blocks")

    @staticmethod
    def read_all(screen):
        shown = b""
        try:
            while part := screen.read(4096):
                shown += part
        except OSError:  # nobody has the terminal any more
            pass
        return shown.decode(errors="replace")


if __name__ == "__main__":
    world.enter_own_world(sys.argv)
    ASSAY = pathlib.Path(sys.argv[1]).resolve() / "assay"
    unittest.main(argv=sys.argv[:1], verbosity=2)
