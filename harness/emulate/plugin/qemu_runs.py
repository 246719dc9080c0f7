# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a guest program under QEMU with the counting plugin, for the tests beside this file."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "scripts/lib"))
from tool_root import tool_root  # noqa: E402

CACHE = tool_root()


def emulators(arch):
    """Each QEMU for an architecture: the distribution's and the tool root's."""
    found = [shutil.which(f"qemu-{arch}"), shutil.which(f"qemu-{arch}", path=CACHE / "tools/qemu/bin")]
    return [pathlib.Path(path) for path in found if path]


@dataclass
class Counted:
    """What one run left."""
    status: int
    stdout: str
    stderr: str
    lines: list = field(default_factory=list)   # of out=
    blocks: list = field(default_factory=list)  # of blocks=, split into words

    def regions(self):
        """State number: [instructions, loads, stores, branches, vector, pauses]."""
        return {int(words[1]): [int(word) for word in words[2:]]
                for words in map(str.split, self.lines) if words[0] == "region"}

    def states(self):
        return sum(line.startswith("state ") for line in self.lines)

    def end(self):
        """The last line's keys; empty when it is missing."""
        words = self.lines[-1].split() if self.lines else [""]
        return dict(word.split("=") for word in words[1:]) if words[0] == "end" else {}


def count(qemu, plugin, program, *arguments, cpu=None, environment=None, options=()):
    """`options` go to the plugin: "blocks=FILE", "elf=FILE"."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")
        blocks = pathlib.Path(folder, "blocks")
        options = ",".join([f"out={out}", f"blocks={blocks}", *options])
        command = [qemu, *(["-cpu", cpu] if cpu else []), "-d", "plugin", "-D", "/dev/null",
                   "-plugin", f"{plugin},{options}", program, *arguments]
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300,
                             env=environment)
        return Counted(run.returncode, run.stdout, run.stderr,
                       out.read_text().splitlines() if out.exists() else [],
                       [line.split() for line in blocks.read_text().splitlines()]
                       if blocks.exists() else [])
