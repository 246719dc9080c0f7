#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A gate that is measured at a stand-in machine (bed/machine.py) and decided here, over ssh.

usage: gate_at_place_test.py BUILD

Exit code 77: not tried on this machine.
"""

import pathlib
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

    def gate(self, head):
        environment = self.bed.environment(XDG_STATE_HOME=str(self.folder / "state"), XDG_CACHE_HOME=str(user_cache()))
        return subprocess.run([ASSAY, "gate", "base", head, "--target", TARGET, "--on", "ssh:lab", "-o", "gate.json"], cwd=self.folder,
                              env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False)

    def test_finds_what_became_slower(self):
        assert_finds_the_slower(self, decided(lambda: self.gate("head")), self.folder / "gate.json")


if __name__ == "__main__":
    world.enter_own_world(sys.argv)
    ASSAY = pathlib.Path(sys.argv[1]).resolve() / "assay"
    unittest.main(argv=sys.argv[:1], verbosity=2)
