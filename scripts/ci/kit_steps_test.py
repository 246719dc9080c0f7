#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Executes the machine's job of the job files in kits/ where nothing is installed, with a real kit.

usage: kit_steps_test.py SOURCE BUILD

BUILD/assay packs a kit of one benchmark for this machine. The machine is a file system that holds busybox and nothing else, with
/proc and /dev/null, no network, and a user who is not root. The job is done there twice in one folder, as on a machine that keeps
it, and has to measure twice. SOURCE's verdict is then made of the records with BUILD/assay. Where the kit is for another machine,
exit code 3 has to become a warning, and nothing may be red; a kit that lacks its program and a damaged archive have to be noticed.

What the CI server does itself, and the job that packs, are not tried. Exit code 77: not tried on this machine.
"""

import io
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

import kit_files

KIT_TARGETS = {"x86_64": "x86-64-v2", "aarch64": "phytium-s2500", "riscv64": "riscv64-gc"}
BENCHMARK = "^libc/string/strlen/64$"
WORKSPACE, RUNNER = "/w", 1001
# What the first process of the machine does: no mount or network of ours, and none of root's rights.
ENTER = """set -e
mount -t proc proc "$1/proc"
mount --bind /dev/null "$1/dev/null"
shift
exec "$@"
"""


def run(*argv, **settings):
    return subprocess.run([str(word) for word in argv], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=600, **settings)


def namespaces():
    users = [] if os.geteuid() == 0 else ["--user", "--map-root-user", "--map-auto"]
    return ["unshare", *users, "--mount", "--pid", "--net", "--fork", "--kill-child"]


def not_here(busybox):
    """Why nothing can be tried on this machine."""
    if platform.machine() not in KIT_TARGETS:
        return f"no target for {platform.machine()}"
    if busybox is None:
        return "no busybox: busybox-static brings it"
    if "INTERP" in run("readelf", "-lW", busybox).stdout:
        return f"{busybox} is not static: busybox-static brings one that is"
    tried = run(*namespaces(), "true")
    return "" if tried.returncode == 0 else f"no namespaces: {tried.stdout.strip()}"


class Machine:
    """A root with busybox."""

    def __init__(self, folder, busybox):
        self.root = folder
        for name in ("bin", "dev", "proc", WORKSPACE[1:]):
            (folder / name).mkdir(parents=True)
        (folder / "dev/null").touch()
        shutil.copy2(busybox, folder / "bin/busybox")
        for name in run(busybox, "--list").stdout.split():
            (folder / "bin" / name).symlink_to("busybox") if name != "busybox" else None
        self.workspace = folder / WORKSPACE[1:]

    def run(self, script, environment):
        """As CI servers do where there is no bash."""
        (self.root / "step").write_text(script)
        words = [f"{name}={value}" for name, value in environment.items()]
        if os.geteuid() == 0:
            os.chown(self.workspace, RUNNER, RUNNER)
        return run(*namespaces(), "sh", "-c", ENTER, "sh", self.root, "chroot", f"--userspec={RUNNER}:{RUNNER}", self.root,
                   "/bin/env", "-i", "PATH=/bin", *words, "/bin/sh", "-c", f"cd {WORKSPACE} && exec sh -e /step")

    def clear(self):
        shutil.rmtree(self.workspace)
        self.workspace.mkdir()

    def fetch(self, folder, archive):
        """Artifacts are the user's who does the job."""
        place = self.workspace / folder
        place.mkdir(exist_ok=True)
        shutil.copy2(archive, place)
        if os.geteuid() == 0:
            for path in (place, *place.iterdir()):
                os.chown(path, RUNNER, RUNNER)

    def job(self, name, text, archive, target):
        """The whole job: (exit code, output)."""
        code, out = 0, ""
        for kind, script in kit_files.measuring_steps(name, text):
            if kind == "clear":
                self.clear()
            elif kind == "fetch":
                self.fetch(script, archive)
            elif code == 0 or kind == "always":
                ran = self.run(script, {"TARGET": target})
                code, out = (ran.returncode if kind == "run" else code), out + ran.stdout
        return code, out


class Trial:
    def __init__(self, source, build, folder, busybox, archive):
        self.source, self.build, self.folder, self.busybox, self.archive = source, build, folder, busybox, archive
        self.target = KIT_TARGETS[platform.machine()]
        self.faults = []

    def machine(self):
        return Machine(pathlib.Path(tempfile.mkdtemp(dir=self.folder)) / "root", self.busybox)

    def expect(self, what, code, wanted, out):
        if code != wanted:
            self.faults.append(f"{what} ends with {code}, not {wanted}:\n{out[-1500:]}")

    def measured(self, name, machine):
        """The record that the job has left, which has to be whole."""
        folder = machine.workspace / "measured" / self.target
        status, record = folder / "status", folder / "record.json"
        if not status.exists() or status.read_text() != "0\n" or not record.exists():
            self.faults.append(f"{name}: the job leaves {sorted(path.name for path in folder.glob('*'))}")
            return None
        content = json.loads(record.read_text())
        seen = [benchmark for cell in content["cells"] for benchmark in cell["benchmarks"]]
        if not seen or any(not each["name"].startswith("libc/string/strlen") or each["outcome"] != "ok" for each in seen):
            self.faults.append(f"{name}: the record has {[(each['name'], each['outcome']) for each in seen]}")
        return content["id"]

    def twice(self, name, text):
        machine, seen = self.machine(), []
        for attempt in ("first", "second"):
            code, out = machine.job(name, text, self.archive, self.target)
            self.expect(f"{name}, {attempt} time", code, 0, out)
            seen.append(self.measured(name, machine))
        if seen[0] == seen[1]:
            self.faults.append(f"{name}: the second job in a folder has the first one's record, {seen[0]}")
        return machine

    def verdict(self, name, text, machine):
        """Beside it, on the machine that has the program."""
        here = machine.root.parent / "verdict"
        (here / "scripts/ci/kits").mkdir(parents=True)
        (here / "kits").mkdir()
        for place in ("scripts/ci/kits", "kits"):
            shutil.copy2(self.source / "scripts/ci/kits/verdict", here / place)
        (here / "measured").symlink_to(machine.workspace / "measured")
        ran = run("sh", "-e", "-c", kit_files.verdict_script(name, text), cwd=here,
                  env={"PATH": f"{self.build}:/usr/bin:/bin", "TARGETS": self.target, "HOME": str(here),
                       "GITHUB_STEP_SUMMARY": str(here / "summary.md")})
        page = (here / "verdict.md").read_text() if (here / "verdict.md").exists() else ""
        self.expect(f"{name}: the verdict", ran.returncode, 0, ran.stdout)
        if f"| {self.target} | 0 |" not in page or "libc/string/strlen" not in page:
            self.faults.append(f"{name}: the page of the verdict:\n{page}{ran.stdout}")

    def refused(self, name, text):
        """Where nothing can be decided, and where something is broken."""
        github = name == "github-actions.yml"
        code, out = self.machine().job(name, text, for_others(self.folder, self.archive), self.target)
        self.expect(f"{name}: on another machine", code, 0 if github else 3, out)
        if f"(sparc64), and this machine is {platform.machine()}" not in out or github != ("::warning" in out):
            self.faults.append(f"{name}: on another machine it says:\n{out}")
        code, out = self.machine().job(name, text, without_program(self.folder, self.archive), self.target)
        self.expect(f"{name}: without the kit's program", code, 0 if github else 3, out)
        if "assay-kit is missing" not in out:
            self.faults.append(f"{name}: without the kit's program it says:\n{out}")
        code, out = self.machine().job(name, text, cut(self.folder, self.archive), self.target)
        if code in (0, 3):
            self.faults.append(f"{name}: an archive that was cut ends with {code}:\n{out}")


def changed(folder, archive, kind, change):
    """The kit, of which `change` makes each file's bytes anew, or nothing."""
    place = folder / kind
    place.mkdir(exist_ok=True)
    with tarfile.open(archive) as whole, tarfile.open(place / archive.name, "w:gz", compresslevel=1) as part:
        for member in whole:
            if member.isfile() and (content := change(member.name, whole.extractfile(member).read())) is not None:
                member.size = len(content)
                part.addfile(member, io.BytesIO(content))
    return place / archive.name


def without_program(folder, archive):
    return changed(folder, archive, "without", lambda name, content: None if name.endswith("/assay-kit") else content)


def for_others(folder, archive):
    """As of another architecture. A uname of our own would not be asked: busybox's shell takes its own first."""
    ours = f"machines='{platform.machine()}'".encode()
    return changed(folder, archive, "others", lambda _, content: content.replace(ours, b"machines='sparc64'"))


def cut(folder, archive):
    place = folder / "cut"
    place.mkdir(exist_ok=True)
    (place / archive.name).write_bytes(archive.read_bytes()[:4096])
    return place / archive.name


def main():
    source, build = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    busybox = shutil.which("busybox")
    if reason := not_here(busybox):
        print(f"not tried: {reason}")
        return 77
    faults = []
    with tempfile.TemporaryDirectory(prefix="assay-kit-steps-") as temporary:
        folder = pathlib.Path(temporary)
        folder.chmod(0o755)
        target = KIT_TARGETS[platform.machine()]
        begin = time.monotonic()
        made = run(build / "assay", "kit", target, "--suite", "libc", "--filter", BENCHMARK, "--output", folder)
        if made.returncode != 0:
            print(f"assay kit ended with {made.returncode}:\n{made.stdout}")
            return 1
        (archive,) = folder.glob("assay-kit-*.tar.gz")
        print(f"{archive.name}: {time.monotonic() - begin:.0f} s", flush=True)
        for name in kit_files.FILES:
            text = (source / "scripts/ci/kits" / name).read_text()
            begin = time.monotonic()
            trial = Trial(source, build, folder, busybox, archive)
            trial.verdict(name, text, trial.twice(name, text))
            trial.refused(name, text)
            print("\n".join([f"{name}: {time.monotonic() - begin:.0f} s", *trial.faults]), flush=True)
            faults += trial.faults
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
