#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the packages, looks into them, and uses what the Debian package installs.

usage: package_test.py SOURCE BUILD VERSION

The Debian package is unpacked into an empty root, and its program is run by a user who may write
nothing there. What the package needs is asked of the ELF files by readelf and of dpkg; what it has
to hold is asked of the source tree. Pages are given to groff and mandoc; completion is typed into a
real bash, zsh and fish.
"""

import os
import pathlib
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

SOURCE, BUILD, VERSION = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
NOBODY = 65534
KEPT = SOURCE / "harness/record/testdata/schema2/counted.json"
KEPT_ID = "20260112T091403Z-6c2491"  # and its benchmarks, as they stand in that file
KEPT_NAMES = ["loops/mix", "loops/sum/4096", "loops/clocked", "loops/wait_a_bit/iterations:100"]


def run(words, **settings):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True,
                          timeout=120, check=False, **settings)


def output_of(words, **settings):
    ended = run(words, **settings)
    if ended.returncode != 0:
        raise AssertionError(f"{words} ended with {ended.returncode}: {ended.stderr}")
    return ended.stdout


def pack(config, folder):
    """The one file that cpack makes."""
    output_of(["cpack", "--config", BUILD / config, "-B", folder], cwd=BUILD)
    made = [path for path in folder.iterdir() if path.is_file()]
    assert len(made) == 1, made
    return made[0]


def state_of(folder):
    """Every path below the folder with its size and time."""
    return {path: (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="assay-package-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.folder.chmod(0o755)
        cls.deb = pack("CPackConfig.cmake", cls.folder / "deb")
        cls.root = cls.folder / "root"
        output_of(["dpkg-deb", "--extract", cls.deb, cls.root])
        cls.root.chmod(0o755)
        cls.home = cls.folder / "home"
        cls.home.mkdir(mode=0o755)
        if os.geteuid() == 0:
            os.chown(cls.home, NOBODY, NOBODY)
        cls.program = cls.root / "usr/bin/assay"

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def environment(self):
        path = f"{self.root}/usr/bin:{os.environ['PATH']}"
        return {"HOME": str(self.home), "PATH": path, "TERM": "dumb", "LANG": "C.UTF-8"}

    def as_user(self, words, program=None):
        """The program run by somebody who owns nothing but a home."""
        words = [program or self.program, *words]
        if os.geteuid() == 0:
            words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *words]
        return run(words, cwd=self.home, env=self.environment())

    def field(self, name):
        return output_of(["dpkg-deb", "--field", self.deb, name]).strip()

    def test_control_fields(self):
        self.assertEqual(self.deb.name, f"assay_{VERSION}_amd64.deb")
        self.assertEqual(self.field("Package"), "assay")
        self.assertEqual(self.field("Version"), VERSION)
        self.assertEqual(self.field("Architecture"), "amd64")
        for package in ("qemu-user", "cmake", "ninja-build"):
            self.assertIn(package, self.field("Recommends"))

    def test_depends_on_every_library_of_the_program(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output_of(["readelf", "-d", self.program]))
        self.assertIn("libc.so.6", needed)
        depends = [part.split()[0] for part in self.field("Depends").split(", ")]
        for library in needed:
            found = output_of(["dpkg-query", "--search", f"*/{library}"]).splitlines()
            packages = {line.split(":")[0] for line in found}
            self.assertTrue(packages & set(depends), f"{library} of {packages}: {depends}")

    def test_holds_what_the_program_reads(self):
        share = self.root / "usr/share/assay"
        for folder in ("targets", "benchmarks"):
            kept = {path.relative_to(SOURCE) for path in (SOURCE / folder).rglob("*")
                    if path.is_file() and "__pycache__" not in path.parts}
            there = {path.relative_to(share) for path in (share / folder).rglob("*")
                     if path.is_file()}
            self.assertEqual(there, kept)
        plugin = self.root / "usr/lib/assay/plugin"
        self.assertTrue((plugin / "libassay-counts.so").is_file())
        checks = {path.name for path in (plugin / "self_check").iterdir()}
        self.assertEqual(checks, {"expected.txt"} | {f"self_check-{arch}" for arch in (
            "aarch64", "arm", "loongarch64", "riscv64", "x86_64")})
        self.assertTrue((share / "init/init.c").is_file())
        self.assertTrue((self.root / "usr/share/doc/assay/copyright").is_file())

    def test_belongs_to_root_and_holds_no_path_of_the_build(self):
        for line in output_of(["dpkg-deb", "--contents", self.deb]).splitlines():
            self.assertEqual(line.split()[1], "root/root", line)
            self.assertNotRegex(line.split()[0][1:], "......w.|.......w", line)
        self.assertNotIn(str(BUILD).encode(), self.program.read_bytes())

    def test_has_a_page_for_every_sub_command(self):
        overview = output_of([self.program, "--help"], env=self.environment())
        names = re.findall(r"^  ([a-z]+)  +\S", overview.split("sub-commands:\n")[1], re.MULTILINE)
        self.assertIn("gate", names)
        pages = sorted((self.root / "usr/share/man/man1").iterdir())
        self.assertEqual([page.name for page in pages],
                         sorted(["assay.1"] + [f"assay-{name}.1" for name in names]))
        for page in pages:
            shown = run(["groff", "-man", "-Tascii", "-ww", page])
            self.assertEqual(shown.stderr, "", page)
            self.assertEqual(run(["mandoc", "-Tlint", "-Wwarning", page]).stdout, "", page)
        gate = self.root / "usr/share/man/man1/assay-gate.1"
        text = output_of(["man", "-l", gate], env=self.environment() | {"MANPAGER": "cat"})
        self.assertIn("assay gate [option...] BASE HEAD", text)

    def test_runs_as_another_user_and_writes_nothing_beside_the_program(self):
        before = state_of(self.root)
        self.assertTrue(self.as_user(["--version"]).stdout.startswith(f"assay {VERSION}"))
        self.assertIn("riscv64-gcv", self.as_user(["targets"]).stdout)
        doctor = self.as_user(["doctor"]).stdout  # this home has no tool root
        self.assertIn("missing: assay-setup", doctor)
        self.assertNotIn("scripts/setup", doctor)
        guest = self.folder / "guest"
        shutil.copy(BUILD / "guests/guest-x86_64", guest)
        ran = self.as_user(["run", "--binary", guest, "--filter", "good/short"])
        self.assertEqual(ran.returncode, 0, ran.stderr)
        listed = self.as_user(["records"])
        self.assertIn("1 benchmark: counts, times", listed.stdout + listed.stderr)
        planned = self.as_user(["build", "--dry-run"])
        self.assertIn(planned.returncode, (0, 3), planned.stderr)
        checked = self.as_user(["results", "check"])  # of nothing, and so not good
        self.assertEqual((checked.returncode, checked.stdout), (2, ""))
        self.assertIn("results is no folder", checked.stderr)
        self.assertEqual(state_of(self.root), before)
        top = {path.relative_to(self.home).as_posix() for path in self.home.glob("*/*")}
        self.assertLessEqual(top, {".cache/assay", ".local/state"})

    def test_a_tree_that_somebody_else_built_is_only_read(self):
        guest = self.folder / "guest"
        shutil.copy(BUILD / "guests/guest-x86_64", guest)
        tree = self.folder / "tree"
        for name in ("targets", "benchmarks"):
            shutil.copytree(SOURCE / name, tree / name)
        (tree / "CMakeLists.txt").write_text("")
        shutil.copytree(self.root / "usr/lib/assay/plugin", tree / "build/plugin")
        program = pathlib.Path(shutil.copy(self.program, tree / "build/assay"))
        run(["chmod", "-R", "a-w", tree])
        before = state_of(tree)
        ran = self.as_user(["run", "--binary", guest, "--filter", "good/short", "-o", "mine.json"],
                           program)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertTrue((self.home / "mine.json").is_file())
        self.assertEqual(state_of(tree), before)
        refused = self.as_user(["run", "--binary", guest, "--filter", "good/short"], program)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("--output", refused.stderr)
        run(["chmod", "-R", "u+w", tree])

    def test_source_archive_is_the_commit(self):
        archive = pack("CPackSourceConfig.cmake", self.folder / "source")
        self.assertEqual(archive.name, f"assay-{VERSION}.tar.xz")
        with tarfile.open(archive) as files:
            names = set(files.getnames())
            top = f"assay-{VERSION}"
            self.assertIn(f"{top}/CHANGELOG.md", names)
            self.assertFalse([name for name in names if name.startswith((f"{top}/build/", f"{top}/.git/"))])
            if (SOURCE / ".git").exists():
                commit = output_of(["git", "-C", SOURCE, "rev-parse", "HEAD"]).strip()
                self.assertIn(commit, files.extractfile(f"{top}/cmake/commit.txt").read().decode())

    def test_changelog_has_the_version(self):
        self.assertRegex((SOURCE / "CHANGELOG.md").read_text(),
                         rf"(?m)^## \[{re.escape(VERSION)}\] - \d{{4}}-\d\d-\d\d$")


class CompletionTest(unittest.TestCase):
    """In shells as people use them: what the tab key leaves on the line."""

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="assay-completion-")
        cls.home = pathlib.Path(cls.temporary.name)
        cls.root = cls.home / "root"
        output_of(["cmake", "--install", BUILD, "--prefix", cls.root / "usr"])
        cls.records = cls.home / ".local/state/assay/runs"
        cls.records.mkdir(parents=True)
        shutil.copy(KEPT, cls.records / f"{KEPT_ID}.json")
        (cls.records / "20250101T000000Z-000000.json").write_text('{"schema": "assay.rec')
        ugly = '{"cells": [{"benchmarks": [{"name": "u/$(touch hacked)"}, {"name": "u/`touch hacked`;x"}]}]}'
        (cls.records / "ugly.json").write_text(ugly)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def environment(self):
        return {"HOME": str(self.home), "PATH": f"{self.root}/usr/bin:{os.environ['PATH']}",
                "TERM": "dumb", "LANG": "C.UTF-8", "PS1": "READY>", "COLUMNS": "500"}

    def type_into(self, shell, start, lines):
        """Types each line and a tab, and waits for what has to follow on the terminal."""
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.home)
            os.execvpe(shell[0], shell, self.environment())
        shown = ""

        def expect(text):
            nonlocal shown
            end = time.monotonic() + 60
            while text not in shown:
                self.assertLess(time.monotonic(), end, f"{text!r} did not come: {shown!r}")
                if select.select([terminal], [], [], 0.1)[0]:
                    part = os.read(terminal, 65536).decode(errors="replace")
                    shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x07", "", part)
            shown = shown.split(text, 1)[1]

        try:
            expect("READY>")
            os.write(terminal, f"{start}; echo DO''NE\n".encode())
            expect("DONE")
            for line, expected in lines:
                expect("READY>")
                os.write(terminal, f"{line}\t".encode())
                expect(expected)
                os.write(terminal, b"\x15\n")  # away with the line, and a new prompt
        finally:
            os.close(terminal)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def bash(self, lines):
        script = self.root / "usr/share/bash-completion/completions/assay"
        self.type_into(["bash", "--norc", "--noprofile", "-i"], f"source {script}", lines)

    def test_bash(self):
        self.bash([("assay show 2026", f"assay show {KEPT_ID} "),
                   (f"assay show {KEPT_ID} loops/m", f"{KEPT_ID} loops/mix "),
                   (f"assay show {KEPT_ID} loops/wait_a_bit/iterations:1", "iterations:100 "),
                   ("assay run --target riscv64", "--target riscv64-gc"),
                   ("assay run --target=riscv64", "--target=riscv64-gc"),
                   ("assay compl", "assay completion ")])

    def test_bash_never_runs_a_name(self):
        self.bash([("assay show ugly u/\\$", r"u/\$\(touch\ hacked\) "),
                   ("assay show ugly u/\\`", r"u/\`touch\ hacked\`\;x ")])
        self.assertFalse((self.home / "hacked").exists())

    def test_zsh(self):
        start = (f"fpath=({self.root}/usr/share/zsh/vendor-completions $fpath); autoload -U compinit;"
                 " compinit -u; PS1='READY>'")
        self.type_into(["zsh", "-f", "-i"], start,
                       [(f"assay show {KEPT_ID} loops/m", "loops/mix"), ("assay show 2026", KEPT_ID),
                        ("assay compl", "completion")])

    def test_fish(self):
        script = self.root / "usr/share/fish/vendor_completions.d/assay.fish"
        for line, expected in ((f"assay show {KEPT_ID} ", KEPT_NAMES), ("assay show 2026", [KEPT_ID]),
                               ("assay compl", ["completion"])):
            words = output_of(["fish", "-c", f"source {script}; complete -C '{line}'"],
                              env=self.environment(), cwd=self.home)
            self.assertEqual(sorted(word.split("\t")[0] for word in words.splitlines()),
                             sorted(expected))

    def test_answers_at_once_however_many_records_there_are(self):
        for number in range(3000):
            name = f"2024{number // 250 + 1:02}01T{number:06}Z-000000.json"
            os.link(self.records / f"{KEPT_ID}.json", self.records / name)
        try:
            for words in (["show", ""], ["show", KEPT_ID, ""], ["show", "loongarch64", ""]):
                took = []  # CPU time: what else the machine does is not the program's doing
                for _ in range(5):
                    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
                    ended = run([self.root / "usr/bin/assay", "--complete", *words],
                                env=self.environment())
                    end = resource.getrusage(resource.RUSAGE_CHILDREN)
                    took.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
                    self.assertEqual((ended.returncode, ended.stderr), (0, ""))
                self.assertLess(min(took), 0.1, words)
        finally:
            for path in self.records.glob("2024*"):
                path.unlink()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
