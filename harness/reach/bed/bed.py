# SPDX-License-Identifier: Apache-2.0
"""This side of the tests with stand-in machines (machine.py): a folder, a home with keys and an ssh configuration, and a network that
nobody else sees.

    world.enter_own_world(sys.argv)          # once, first of all: what is made ends with this process
    with Bed() as bed:
        lab = bed.machine("lab", users=[User("alice", shell="fish", says_hello=True)])
        bed.ssh("lab", "uname -n", user="alice")
        lab.power_cut()
        lab.start()                          # a reboot: another boot id, the same disk
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

from machine import NEAR, Machine, Settings
from world import done, run


class Bed:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-bed-"))
        self.folder.chmod(0o755)
        self.home = self.folder / "home"
        (self.home / ".ssh").mkdir(parents=True)
        self.home.chmod(0o755)
        self.machines, self.hosts, self.known = {}, {}, {}
        self.writing = threading.Lock()  # a test may have several machines at work
        self.key("key")
        done("ip", "link", "add", "bed", "type", "bridge")
        done("ip", "addr", "add", f"{NEAR}/24", "dev", "bed")
        done("ip", "link", "set", "bed", "up")
        # ssh asks the list of users for the home, not the environment.
        lines = pathlib.Path("/etc/passwd").read_text().splitlines()
        me = [line.split(":") for line in lines if line.split(":")[2] == str(os.getuid())][0]
        others = [line for line in lines if line.split(":")[2] != me[2]]
        (self.folder / "passwd").write_text("\n".join([":".join([*me[:5], str(self.home), me[6]]), *others]) + "\n")
        done("mount", "--bind", self.folder / "passwd", "/etc/passwd")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for machine in self.machines.values():
            if machine.process:
                machine.power_cut()
        run("umount", "/etc/passwd")
        run("ip", "link", "del", "bed")
        for line in reversed(pathlib.Path("/proc/self/mounts").read_text().splitlines()):
            if line.split()[1].startswith(f"{self.folder}/"):
                run("umount", "-l", line.split()[1])
        shutil.rmtree(self.folder)

    def key(self, name, passphrase=""):
        done("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", self.home / ".ssh" / name)
        return self.home / ".ssh" / name

    def public_keys(self):
        return "".join(path.read_text() for path in sorted((self.home / ".ssh").glob("key*.pub")))

    def machine(self, name, number=None, **settings):
        """`number` is the last of its address, which only one running machine may have."""
        made = Machine(self, name, number or len(self.machines) + 2, Settings(**settings))
        self.machines[name] = made
        self.trust(made)
        self.host(name, made)
        return made

    def trust(self, machine, name=None):
        self.known[name or machine.name] = machine.host_key()
        self.write_configuration()

    def forget(self, name):
        del self.known[name]
        self.write_configuration()

    def host(self, alias, machine, **options):
        """A Host of ssh's configuration; options are ssh's, and count more than what stands here."""
        self.hosts[alias] = {"HostName": machine.address, "HostKeyAlias": machine.name, "User": machine.settings.users[0].name,
                             "IdentityFile": self.home / ".ssh/key", "IdentitiesOnly": "yes", "IdentityAgent": "none",
                             "ConnectTimeout": "30", "KexAlgorithms": "curve25519-sha256", **options}  # half the time of the usual one
        self.write_configuration()

    def write_configuration(self):
        with self.writing:
            text = "".join(f"Host {alias}\n" + "".join(f"  {key} {value}\n" for key, value in options.items())
                           for alias, options in list(self.hosts.items()))
            lines = "".join(f"{name} {key}\n" for name, key in list(self.known.items()))
            for name, content in (("config", text), ("known_hosts", lines)):
                (self.home / f".ssh/{name}.new").write_text(content)
                (self.home / f".ssh/{name}.new").rename(self.home / ".ssh" / name)

    def environment(self, **more):
        """What a program on this side begins with: nothing of the home and the agents of whoever runs the test."""
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        return {**kept, "HOME": str(self.home), "LANG": "C.UTF-8", "TERM": "dumb", **more}

    def ssh(self, host, *command, user=None, options=(), **settings):
        words = ["ssh", "-o", "BatchMode=yes", *options, *(["-l", user] if user else []), "--", host, *command]
        return subprocess.run(words, **{"capture_output": True, "text": True, "timeout": 120, "env": self.environment(),
                                        "stdin": subprocess.DEVNULL, "check": False, **settings})
