# SPDX-License-Identifier: Apache-2.0
"""For tests of kits that are started as TEST SOURCE BUILD: making, unpacking and starting them, here and as emulated machines.

Journals and records are read by JSON alone.
"""

import collections
import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

from foreign import ARCHITECTURES

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from source_tree import SourceTree  # noqa: E402, F401

SOURCE, BUILD = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
ASSAY = BUILD / "assay"
NATIVE = "x86-64-v2"
SMALL = "^libc/string/(strlen|strcmp)/"  # benchmarks that take little time
MANY = "^libc/string/"  # more than thirty
OF_ROUND = "^libc/string/(strlen|strcmp)/|^memory/chase/16384$"  # of more than one turn, and with a control kernel

PLAIN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def run(words, **settings):
    settings.setdefault("timeout", 900)
    settings.setdefault("check", False)
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, **settings)


def lines_of(journal):
    return [json.loads(line) for line in journal.read_text().splitlines()]


def executions_in(journal):
    """How often each process of each benchmark stands in the journal."""
    seen = collections.Counter()
    for line in lines_of(journal):
        for benchmark in line.get("cell", {}).get("benchmarks", []) if "part" in line else []:
            samples = benchmark.get("samples") or [{"process": 1}]
            for process in {sample.get("process", 1) for sample in samples}:
                seen[benchmark["name"], process] += 1
    return seen


def as_committed(archive, folder):
    """The kit as a tree makes it whose changes are all in a commit: no other one is of a round."""
    with tarfile.open(archive) as packed:
        members = [(member, packed.extractfile(member).read() if member.isfile() else b"") for member in packed]
    (manifest,) = [content for member, content in members if member.name.endswith("/manifest.json")]
    committed = manifest.replace(b'"changed":1', b'"changed":0')
    if committed == manifest:
        return archive
    folder.mkdir(exist_ok=True)
    before, after = (hashlib.sha256(content).hexdigest().encode() for content in (manifest, committed))
    with tarfile.open(folder / archive.name, "w:gz", compresslevel=1) as packed:
        for member, content in members:
            content = committed if content == manifest else content.replace(before, after)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return folder / archive.name


def unpack(archive, folder):
    with tarfile.open(archive) as packed:
        packed.extractall(folder)
    (unpacked,) = [path for path in folder.iterdir() if path.name.startswith("assay-kit-") and path.is_dir()]
    return unpacked


def foreign_words(architecture, *words, root=None):
    of_root = ["--root", root] if root else []
    return [sys.executable, SOURCE / "harness/kit/foreign.py", *of_root, architecture, "--", *words]


def foreign(architecture, *words):
    return run(foreign_words(architecture, *words))


def kill_when(words, is_time, **settings):
    """Starts a program, kills it at that time, and gives its exit status."""
    started = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)
    deadline = time.monotonic() + 300
    while started.poll() is None and time.monotonic() < deadline and not is_time():
        time.sleep(0.002)
    started.kill()
    return started.wait()


class EmptyRoot:
    """A root folder that has busybox, /proc and a kit, and nothing else: no library, not even a /dev/null.

    The kit is unpacked in it by a user without a name. With an architecture, programs of that one are emulated.
    """

    SHELL = 'root=$1 && shift && mount -t proc none "$root/proc" && cd / && exec chroot --userspec=4242:4242 "$root" /bin/sh "$@"'

    def __init__(self, folder, archive, architecture=None):
        self.folder, self.architecture = folder, architecture
        for name in ("bin", "proc", "dev", "kit"):
            (folder / name).mkdir(parents=True)
        (folder / "kit").chmod(0o777)
        shutil.copy(shutil.which("busybox"), folder / "bin/busybox")
        run(["chroot", folder, "/bin/busybox", "--install", "-s", "/bin"], check=True)
        shutil.copy(archive, folder / "kit/kit.tar.gz")
        self.run("cd /kit && tar -xzf kit.tar.gz && rm kit.tar.gz", check=True)
        (self.kit,) = (folder / "kit").iterdir()

    def words(self, line, *words):
        """Of a command that runs this line of the shell, with $0 and so on."""
        if self.architecture:
            return foreign_words(self.architecture, "/bin/sh", "-c", line, *words, root=self.folder)
        return ["unshare", "-m", "sh", "-c", self.SHELL, "sh", self.folder, "-c", line, *words]

    def start_words(self, *words):
        """Busybox's shell looks for its own uname before it looks for programs, and that one is not emulated."""
        line = 'exec "$0" "$@"'
        if self.architecture:
            machine = ARCHITECTURES[self.architecture][1]
            line = f'uname() {{ [ "$1" != -m ] && busybox uname "$@" || echo {machine}; }} && . "$0"'
        return self.words(f"cd /kit/{self.kit.name} && {line}", "./start", *words)

    def run(self, *words, **settings):
        return run(self.words(*words), env=PLAIN, **settings)

    def start(self, *words):
        return run(self.start_words(*words), env=PLAIN)

    def files_outside_the_kit(self):
        made = {path.relative_to(self.folder) for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()}
        return {path for path in made if path.parts[0] not in ("kit", "bin", "proc")}


class KitsCase(unittest.TestCase):
    """A test with kits of these targets, which are made once, and with a folder of its own."""

    targets = []

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="assay-kits-")
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.folder.chmod(0o755)
        words = ["kit", *cls.targets, "--suite", "libc", "--suite", "memory", "-o", cls.folder, "--json"]
        ended = run([ASSAY, *words], timeout=3000)  # the first time, each program takes minutes
        if ended.returncode != 0:
            raise AssertionError(f"assay kit ended with {ended.returncode}: {ended.stderr}")
        cls.made = {kit["target"]: pathlib.Path(kit["path"]) for kit in json.loads(ended.stdout)["kits"]}
        cls.of_rounds = {target: as_committed(kit, cls.folder / "committed") for target, kit in cls.made.items()}

    def setUp(self):
        own = tempfile.TemporaryDirectory(prefix="own-", dir=self.folder)
        self.addCleanup(own.cleanup)
        self.here = pathlib.Path(own.name)
        self.here.chmod(0o755)

    def assert_ends(self, ended, code):
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)

    def assert_checked_without_times(self, record):
        self.assertEqual(record["hosts"][0]["class"], "emulated")
        (cell,) = [cell for cell in record["cells"] if cell["suite"] == "libc"]
        self.assertEqual((cell["outcome"], cell["code"]), ("unavailable", "emulated-host"))
        self.assertTrue(cell["benchmarks"])
        for benchmark in cell["benchmarks"]:
            self.assertEqual(benchmark["outcome"], "ok", benchmark)
            self.assertTrue(benchmark["checksum"])
            self.assertFalse(benchmark.get("samples"))

    def new_round(self, path, *targets, first="2020-01-01", last="2099-12-31"):
        kits = [self.of_rounds[target] for target in targets]
        self.assert_ends(run([ASSAY, "round", "new", path.stem, *kits, "--from", first, "--to", last, "-o", path]), 0)
        return path
