#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The four commands of docs/submissions.md, in a root that has coreutils, tar, gzip and ssh-keygen and nothing else.

usage: commands_test.py ASSAY ASSAY_SUBMIT_VERIFY

They are taken from the page, so that what is tried is what a reader types. A good submission passes all four. Four forged ones,
each of which gives itself one step more trouble than the one before, fail at the command that the page has for it.

Exit code 77: one of these programs is not here, or only root could enter such a root.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

from forgeries import ALICE, NAMESPACE, SOURCE, Workshop, edited, listed, packed
from ssh_forms import run

ASSAY, VERIFY = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
PAGE = SOURCE / "docs/submissions.md"
PROGRAMS = ("tar", "gzip", "ssh-keygen", "sha256sum")


def commands():
    """The words of each command, and the sentence behind it."""
    section = PAGE.read_text().split("## Checking one without Assay\n")[1].split("\n## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    return [(re.split(r"\s{2,}", line)[0], (re.split(r"\s{2,}", line) + [""])[1]) for line in lines]


def copy_with_libraries(program, root):
    """As a package would have installed it."""
    path = pathlib.Path(shutil.which(program)).resolve()
    libraries = re.findall(r"(?:=> )?(/\S+) \(0x", run(["ldd", path]).stdout.decode())
    for file in (path, *map(pathlib.Path, libraries)):
        target = root / (f"usr/bin/{program}" if file == path else str(file).lstrip("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


class BareRoot:
    def __init__(self, root):
        self.root = root
        for folder in ("etc", "dev", "usr/bin", "tmp"):
            (root / folder).mkdir(parents=True)
        for program in PROGRAMS:
            copy_with_libraries(program, root)
        # ssh-keygen asks who it is, and opens /dev/null, for which a file will do.
        (root / "etc/passwd").write_text("root:x:0:0:root:/:/usr/bin/false\n")
        (root / "dev/null").touch()
        self.here = root / "tmp/here"

    def run(self, command, **names):
        """One line of the page: words, and perhaps < FILE."""
        words = [names.get(word, word) for word in shlex.split(command)]
        read = b""
        if "<" in words:
            words, (file,) = words[:words.index("<")], words[words.index("<") + 1:]
            read = (self.here / file).read_bytes() if (self.here / file).exists() else b""

        def enter():
            os.chroot(self.root)
            os.chdir("/tmp/here")

        return subprocess.run(words, input=read, capture_output=True, timeout=120, check=False, preexec_fn=enter,
                              env={"PATH": "/usr/bin"})

    def checked(self, archive, signers):
        """Which of the four commands is the first that finds something; nothing when all of them are content."""
        shutil.rmtree(self.here, ignore_errors=True)
        self.here.mkdir()
        (self.here / "NAME.assay").write_bytes(archive)
        (self.here / "allowed_signers").write_text(signers)
        for number, (command, meaning) in enumerate(commands(), 1):
            ended = self.run(command, PRINCIPAL=ALICE)
            good = ended.returncode == 0
            if "has to stand in manifest.json" in meaning:
                good = good and ended.stdout.split()[0] in (self.here / "manifest.json").read_bytes()
            if not good:
                return number, ended.stderr.decode()
        return 0, ""


class CommandsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="assay-commands-")
        cls.addClassCleanup(folder.cleanup)
        cls.shop = Workshop(pathlib.Path(folder.name), ASSAY, VERIFY)
        cls.root = BareRoot(pathlib.Path(folder.name) / "root")

    def first_that_fails(self, files):
        archive = files if isinstance(files, bytes) else packed(files)
        number, said = self.root.checked(archive, self.shop.signers)
        self.assertNotIn("No such file", said)
        return number

    def test_the_page_has_four_and_they_are_these(self):
        self.assertEqual([command.split()[0] for command, _ in commands()], ["tar", "ssh-keygen", "sha256sum", "sha256sum"])
        for option in ("-I", "-s", f"-n {NAMESPACE}"):
            self.assertIn(option, commands()[1][0])

    def test_nothing_else_is_there(self):
        programs = sorted(path.name for path in (self.root.root / "usr/bin").iterdir())
        self.assertEqual(programs, sorted(PROGRAMS))
        with self.assertRaises(FileNotFoundError):
            self.root.here.mkdir(exist_ok=True)
            self.root.run("sh -c true")

    def test_an_honest_submission_passes_all_four(self):
        self.assertEqual(self.first_that_fails((self.shop.folder / "honest.assay").read_bytes()), 0)
        self.assertEqual(self.first_that_fails(self.shop.honest), 0)

    def test_a_forged_one_fails_at_its_command(self):
        changed = edited(self.shop.honest, "record.json", b"416.9", b"316.9")
        again = listed(changed)
        self.assertEqual(self.first_that_fails(changed), 4, "a record that is not the one of SHA256SUMS")
        self.assertEqual(self.first_that_fails(changed | {"SHA256SUMS": again["SHA256SUMS"]}), 3, "SHA256SUMS made again")
        self.assertEqual(self.first_that_fails(again), 2, "manifest.json made again too")
        self.assertEqual(self.first_that_fails(self.shop.signed(again, "eve")), 2, "and signed, by somebody else")
        self.assertEqual(self.first_that_fails(packed(self.shop.honest)[:-20]), 1, "cut off")


if __name__ == "__main__":
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing or os.geteuid() != 0:
        print(f"not here: {', '.join(missing)}" if missing else "only root can enter another root")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
