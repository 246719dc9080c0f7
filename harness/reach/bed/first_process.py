#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The stand-in machine's side of machine.py: makes the namespaces and becomes the first process in them.

usage: first_process.py SETTINGS.json

It says "ready" on standard output, waits for a line on standard input (the network cable is in), and starts sshd. It reaps what
nobody else does, and starts an sshd that ended again. HUP: sshd reads its configuration again. TERM: the machine is shut down.
Its death by KILL is a power cut: the kernel ends all other processes of a namespace with the first.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import namespaces  # harness/kit, which machine.py puts into PYTHONPATH
import foreign

DEVICES = ["null", "zero", "full", "random", "urandom", "tty"]
FROM_HOST = ["usr"]  # and the links to it, such as bin
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LOGOUT_POLL_S = 0.1


def new_namespaces(settings):
    """All but the process ids', which begin with the next child; the clocks that count from the start begin at 0."""
    if settings["foreign"]:
        namespaces.enter_user_namespace()
    namespaces.own_mounts()
    namespaces.unshare(namespaces.CLONE_NEWUTS | namespaces.CLONE_NEWIPC | namespaces.CLONE_NEWNET |
                       namespaces.CLONE_NEWPID | namespaces.CLONE_NEWTIME)
    offsets = ((name, -int(time.clock_gettime(clock)), 0) for name, clock in
               (("monotonic", time.CLOCK_MONOTONIC), ("boottime", time.CLOCK_BOOTTIME)))
    namespaces.write("/proc/self/timens_offsets", "".join(f"{name} {s} {ns}\n" for name, s, ns in offsets))


def host_files(root):
    """/usr as it is here, for reading; where /bin and the others are no links to it, they as well."""
    for name in sorted(os.listdir("/")):
        there = pathlib.Path("/", name)
        if name not in FROM_HOST and not name.startswith(("bin", "sbin", "lib")):
            continue
        if there.is_symlink():
            if not (root / name).is_symlink():
                os.symlink(os.readlink(there), root / name)
            continue
        (root / name).mkdir(exist_ok=True)
        namespaces.bind(there, root / name, namespaces.MS_RDONLY)


def devices(root, settings):
    namespaces.mount("none", root / "dev", "tmpfs", namespaces.MS_NOSUID, "mode=755")
    for name in DEVICES:
        (root / "dev" / name).touch()
        namespaces.bind(f"/dev/{name}", root / "dev" / name)
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2"), ("ptmx", "pts/ptmx")):
        os.symlink(target, root / "dev" / name)
    for name in ("pts", "shm"):
        (root / "dev" / name).mkdir()
    namespaces.mount("none", root / "dev/pts", "devpts", 0, "newinstance,ptmxmode=0666")
    in_memory(root / "dev/shm", settings["memory_options"])


def in_memory(place, options=""):
    place.mkdir(exist_ok=True)
    namespaces.mount("none", place, "tmpfs", namespaces.MS_NOSUID | namespaces.MS_NODEV, "mode=1777" + (options and f",{options}"))


def kernel_files(root, settings):
    hide = "hidepid=2" if settings["hidepid"] else None
    namespaces.mount("proc", root / "proc", "proc", 0, hide)
    namespaces.bind("/sys", root / "sys")
    cgroups = root / "sys/fs/cgroup"
    if settings["cgroups"] == "none":
        namespaces.mount("none", cgroups, "tmpfs", namespaces.MS_RDONLY)
    elif settings["cgroups"] == "v2":
        namespaces.mount("none", cgroups, "cgroup2")
    elif settings["cgroups"] == "v1":
        namespaces.mount("none", cgroups, "tmpfs")
        for controller in ("cpu", "memory"):
            (cgroups / controller).mkdir()
            namespaces.mount("none", cgroups / controller, "cgroup", 0, controller)
    for source, target in settings["covered"].items():  # files and folders of the kernel's that look otherwise here
        namespaces.bind(source, root / target.lstrip("/"))


def restricted(settings):
    """Read-only or noexec places. Every home is a mount point, so that machine.py can change its options later."""
    flags = {"ro": namespaces.MS_RDONLY, "noexec": namespaces.MS_NOEXEC}
    for place, words in settings["restricted"].items():
        namespaces.bind(place, place, sum(flags[word] for word in words.split(",") if word))


def small_root(root):
    """A second root folder for users that have nothing but busybox."""
    for name in ("proc", "dev"):
        namespaces.bind(root / name, root / "small" / name)


def network(settings):
    for words in (["link", "set", "lo", "up"], ["addr", "add", f"{settings['address']}/24", "dev", "eth0"],
                  ["link", "set", "eth0", "up"]):
        subprocess.run(["ip", *words], check=True)


def build_machine(settings):
    root = pathlib.Path(settings["disk"])
    namespaces.bind(root, root)
    host_files(root)
    for name in ("dev", "proc", "sys"):
        (root / name).mkdir(exist_ok=True)
    kernel_files(root, settings)
    devices(root, settings)
    for name in ("run", "tmp"):
        in_memory(root / name)
    (root / "run/sshd").mkdir(mode=0o755)
    for user in settings["runtime"]:
        folder = root / f"run/user/{user}"
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        os.chown(folder, user, user)
    if settings["small_root"]:
        small_root(root)
    if settings["foreign"]:
        through = "/opt/emulator" if settings["foreign_cpu"] else ""
        if through:
            foreign.write_script(root / "opt/emulator", *settings["foreign"], settings["foreign_cpu"])
        foreign.make_executable(settings["foreign"], root / "proc/sys/fs/binfmt_misc", through)
        foreign.name_machine(settings["foreign"][0], root / "usr/bin/uname")
    namespaces.pivot_root(root)
    restricted(settings)
    name = settings["name"].encode()
    namespaces.checked(namespaces.LIBC.sethostname(name, len(name)), "sethostname")
    if settings["cpus"]:
        os.sched_setaffinity(0, settings["cpus"])


class FirstProcess:
    def __init__(self, settings):
        self.settings, self.sessions = settings, {}
        self.start_sshd()

    def start_sshd(self):
        words = [*self.settings["before"], "/usr/sbin/sshd", "-D", "-e", "-o", "PidFile=none"]
        self.sshd = os.fork()
        if self.sshd == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, [])  # ours are blocked: run() waits for them
            os.setsid()
            os.execvpe(words[0], words, {"PATH": PATH})

    def reap(self):
        while True:
            try:
                ended, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                ended = self.sshd
            if ended == self.sshd:
                time.sleep(0.2)
                self.start_sshd()
            if ended == 0:
                return

    def end_after_logout(self):
        """As systemd-logind with KillUserProcesses=yes: with a user's last session everything of theirs ends."""
        present, owned = set(), {user: [] for user in self.settings["killed_at_logout"]}
        for name in os.listdir("/proc"):
            try:
                user = name.isdigit() and os.stat(f"/proc/{name}").st_uid
                if name.isdigit() and user in owned:
                    owned[user].append(int(name))
                    if pathlib.Path(f"/proc/{name}/comm").read_text().strip() == "sshd":
                        present.add(user)
            except OSError:
                continue
        for user, processes in owned.items():
            if user not in present:
                for process in processes:
                    os.kill(process, signal.SIGKILL)

    def run(self, waited):
        while True:
            if not self.settings["killed_at_logout"]:
                number = signal.sigwait(waited)
            else:
                number = (signal.sigtimedwait(waited, LOGOUT_POLL_S) or [0])[0]
                self.end_after_logout()
            if number == signal.SIGCHLD:
                self.reap()
            elif number == signal.SIGHUP:
                os.kill(self.sshd, signal.SIGHUP)
            elif number == signal.SIGTERM:
                os.kill(-1, signal.SIGTERM)
                time.sleep(0.2)
                return


def main():
    settings = json.loads(pathlib.Path(sys.argv[1]).read_text())
    new_namespaces(settings)
    first = os.fork()
    if first:
        os.close(0)
        os.close(1)
        _, status = os.waitpid(first, 0)
        return os.waitstatus_to_exitcode(status) & 0x7F
    namespaces.die_with_parent(signal.SIGKILL)
    os.setsid()
    waited = {signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, waited)
    build_machine(settings)
    print("ready", flush=True)
    sys.stdin.readline()
    network(settings)
    FirstProcess(settings).run(waited)
    return 0


if __name__ == "__main__":
    sys.exit(main())
