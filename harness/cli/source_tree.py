# SPDX-License-Identifier: Apache-2.0
"""For tests of results/: a source tree of its own, in which the program finds its data."""

import os
import pathlib
import shutil
import subprocess

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def run(words, **settings):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=600, check=False, **settings)


class SourceTree:
    def __init__(self, root, program):
        self.root = pathlib.Path(root)
        for folder in ("targets", "benchmarks", "build", "results/trust"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "CMakeLists.txt").write_text("# marks a source tree\n")
        shutil.copy(program, self.root / "build/assay")
        self.results = self.root / "results"
        self.submissions = self.results / "submissions"

    def assay(self, *words):
        return run([self.root / "build/assay", *words], cwd=self.root)

    def git(self, *words, data=None):
        ended = run(["git", "-C", self.root, "-c", "user.name=Tests", "-c", "user.email=t@t", *words], input=data)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def made_key(self, path):
        """A new key, in this file."""
        ended = self.assay("submission", "key", path)
        assert ended.returncode == 0, ended.stderr
        return path

    def enrol(self, key, principal):
        with open(self.results / "trust/allowed_signers", "a", encoding="ascii") as signers:
            public = " ".join(pathlib.Path(f"{key}.pub").read_text().split()[:2])
            signers.write(f'{principal} namespaces="assay-submission" {public}\n')

    def made_submission(self, path, record, key, *words):
        ended = self.assay("submission", "make", record, "--key", key, "-o", path, *words)
        assert ended.returncode == 0, ended.stderr
        return path
